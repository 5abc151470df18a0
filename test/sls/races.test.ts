/** One code submitted to two processes at once: 1,000 races, exactly one success each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedSystem } from '../../host/sls/runtime/open-system.js';
import { directLogin, directUser, openBeside } from './direct.js';
import { post, type Served, serve } from './served.js';
import { type ThrowAwayPostgres, throwAwayPostgres } from './throw-away-postgres.js';

const RACES = 1000;
const USERS = 20;

let postgres: ThrowAwayPostgres;
let servers: readonly Served[];
let beside: OpenedSystem;

beforeAll(async () => {
  postgres = await throwAwayPostgres();
  const database = postgres.database();
  beside = await openBeside(database);
  const options = ['--rate-limit', '0', '--failure-limit', '100', '--retire-indices'];
  servers = await Promise.all([serve(database, ...options), serve(database, ...options)]);
});

afterAll(async () => {
  for (const server of servers) await server.end('SIGTERM');
  await beside.close();
  postgres.stop();
});

describe.each(['dsc-plus', 'security-code-card'] as const)('a code of a %s', (kind) => {
  it(`is taken once in each of ${RACES / 2} races of two processes on one PostgreSQL`, async () => {
    const outcomes = new Map<string, number>();
    const race = async (userId: string, rounds: number) => {
      const user = await directUser(beside, userId, kind);
      for (let round = 0; round < rounds; round += 1) {
        const asked = await directLogin(beside, user.id);
        const answer = { response: user.answer(asked, BigInt(round)) };
        const path = `/questions/${asked.handle}/answer`;
        const answers = await Promise.all([...servers, ...servers].map(({ url }) => post(url, path, answer)));
        const statuses = answers.map(({ status }) => status).sort();
        const outcome = `${statuses.filter((status) => status === 200).length} of ${statuses.length}`;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    };
    await Promise.all(
      Array.from({ length: USERS }, (_, index) => race(`${kind}-${index}`, RACES / 2 / USERS)),
    );
    expect([...outcomes]).toEqual([['1 of 4', RACES / 2]]);
  });
});

describe('failures that come at once to two processes', () => {
  it('are all counted', async () => {
    const user = await directUser(beside, 'failing', 'dsc-plus');
    const wrongPassword = { entrance: 'portal', userName: user.id, password: 'wrong1' };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => post(servers[index % 2]?.url ?? '', '/login', wrongPassword)),
    );
    expect((await beside.system.desk.user(user.id)).user.failuresMs).toHaveLength(20);
  });
});
