/**
 * The verification step under load (autocannon on loopback, 10 connections), beside the same server's empty route and a
 * bare `UPDATE ... RETURNING` through as many connections to the same database:
 *
 *     npm run sls-load [-- --users 10000 --rounds 5] [--database postgres://...]
 *
 * The empty route is sent the same request with the same body, and does nothing with it; a GET without a body is measured
 * beside it. Each user has a challenge open beforehand; nine answers are right and the tenth is wrong; every answer has to be as
 * expected, or the run does not count. Without `--database`, on the embedded store and on a PostgreSQL of its own.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { tellFigures } from '../../promises/figures.js';
import { throwAwayPostgres } from '../throw-away-postgres.js';
import type { LoadRequest, Order } from './load-server.js';

const CONNECTIONS = 10;
const ENVIRONMENT = { TOKENTWIN_SLS_KEY: '07'.repeat(32) };
const LEAST_OF_EMPTY = 0.25;
const LEAST_OF_BARE = 0.4;

class LoadedServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(database: string, environment: NodeJS.ProcessEnv): Promise<LoadedServer> {
    const file = fileURLToPath(new URL('load-server.ts', import.meta.url));
    const child = fork(file, [database], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...environment },
    });
    return new LoadedServer(child, (await outcomeOf(child)) as string);
  }

  async order<T>(order: Order): Promise<T> {
    this.child.send(order);
    return (await outcomeOf(this.child)) as T;
  }
}

function outcomeOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`the server ended with ${status}`)));
    child.once('message', (message: { outcome?: unknown; error?: string }) => {
      child.removeAllListeners('exit');
      if (message.error === undefined) resolve(message.outcome);
      else reject(new Error(message.error));
    });
  });
}

/** @returns requests a second; every one has the expected status */
async function shoot(
  url: string,
  requests: readonly { path: string; body?: string; status: number }[],
): Promise<number> {
  let wrong = 0;
  let client = 0;
  // Its own duration is one of whole seconds.
  let firstAt = 0;
  let lastAt = 0;
  const share = Math.ceil(requests.length / CONNECTIONS);
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    amount: share * CONNECTIONS,
    setupClient(target) {
      const mine = requests.slice(client * share, (client + 1) * share);
      client += 1;
      target.setRequests(
        mine.map(({ path, body, status }) => ({
          path,
          method: body === undefined ? ('GET' as const) : ('POST' as const),
          ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
          onResponse: (given: number) => {
            lastAt = performance.now();
            firstAt ||= lastAt;
            if (given !== status) wrong += 1;
          },
        })),
      );
    },
  });
  if (wrong > 0 || result.errors > 0 || result.timeouts > 0)
    throw new Error(`${wrong} answers were not as expected, ${result.errors} errors: the run does not count`);
  return requests.length / ((lastAt - firstAt) / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}

function answersTo(requests: readonly LoadRequest[]) {
  return requests.map(({ handle, response, isRight }) => ({
    path: `/questions/${handle}/answer`,
    body: JSON.stringify({ response }),
    status: isRight ? 200 : 401,
  }));
}

/** As information: half of the answers to each of two processes on one database, whoever opened the challenges. */
async function byTwoProcesses(first: LoadedServer, database: string, count: number): Promise<number> {
  const second = await LoadedServer.start(database, ENVIRONMENT);
  const order = { order: 'challenges', from: 0, to: count } as const;
  const warm = answersTo(await first.order<LoadRequest[]>(order));
  await shoot(second.url, warm);
  const answers = answersTo(await first.order<LoadRequest[]>(order));
  const half = Math.floor(count / 2);
  const rates = await Promise.all([
    shoot(first.url, answers.slice(0, half)),
    shoot(second.url, answers.slice(half)),
  ]);
  await second.order({ order: 'end' });
  return rates.reduce((sum, rate) => sum + rate, 0);
}

async function measure(name: string, database: string, users: number, rounds: number) {
  const server = await LoadedServer.start(database, ENVIRONMENT);
  await server.order({ order: 'users', from: 0, to: users });
  const share = Math.floor(users / rounds / CONNECTIONS) * CONNECTIONS;
  const ofEmpty: number[] = [];
  const ofGet: number[] = [];
  const ofBare: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = round * share;
    const requests = await server.order<LoadRequest[]>({ order: 'challenges', from, to: from + share });
    const answers = answersTo(requests);
    const get = await shoot(
      server.url,
      answers.map(() => ({ path: '/health', status: 204 })),
    );
    const empty = await shoot(
      server.url,
      answers.map(({ body }) => ({ path: '/health', body, status: 204 })),
    );
    const bare = await server.order<number>({ order: 'bare', count: share });
    const rate = await shoot(server.url, answers);
    rates.push(rate);
    ofEmpty.push(rate / empty);
    ofGet.push(rate / get);
    ofBare.push(rate / bare);
    console.log(
      `${name}, round ${round + 1}: ${Math.round(rate)} verifications a second, empty route ${Math.round(empty)} (GET without a body ${Math.round(get)}), bare update ${Math.round(bare)}`,
    );
  }
  if (database.includes('://')) {
    const rate = await byTwoProcesses(server, database, share);
    console.log(`${name}, as information: two processes ${Math.round(rate)} verifications a second together`);
  }
  await server.order({ order: 'end' });
  const figures = { ofEmpty: median(ofEmpty), ofGet: median(ofGet), ofBare: median(ofBare) };
  console.log(
    `${name}: ${figures.ofEmpty.toFixed(2)} of the empty route (at least ${LEAST_OF_EMPTY}), ${figures.ofGet.toFixed(2)} of a GET without a body, ${figures.ofBare.toFixed(2)} of a bare update (at least ${LEAST_OF_BARE})`,
  );
  if (figures.ofEmpty < LEAST_OF_EMPTY || figures.ofBare < LEAST_OF_BARE) process.exitCode = 1;
  return {
    [name]: `${figures.ofEmpty.toFixed(2)} of the empty route, ${figures.ofGet.toFixed(2)} of a GET without a body, ${figures.ofBare.toFixed(2)} of a bare update; ${users} users, ${Math.round(median(rates))} a second`,
  };
}

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    database: { type: 'string' },
  },
});
const [users, rounds] = [Number(values.users), Number(values.rounds)];
if (values.database === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-load-'));
  const embedded = await measure('SQLite', join(folder, 'store'), users, rounds);
  rmSync(folder, { recursive: true });
  const server = await throwAwayPostgres();
  const postgres = await measure('PostgreSQL', server.database(), users, rounds);
  server.stop();
  tellFigures('sls-load', { ...embedded, ...postgres });
} else {
  await measure('database', values.database, users, rounds);
}
