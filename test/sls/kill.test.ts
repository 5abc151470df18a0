/** A server killed under load loses nothing that it acknowledged; at length by `npm run sls-kill`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Draw } from '../processes/draw.js';
import { KillRun } from './kill-run.js';
import { throwAwayPostgres } from './throw-away-postgres.js';

const LIVES = 4;
const SEED = 11;

async function killed(database: string) {
  const run = await KillRun.make(database, new Draw(SEED, 'kill test'));
  for (let life = 0; life < LIVES; life += 1) await run.live();
  await run.end();
  return run.tally;
}

describe(`a server killed under load (seed ${SEED})`, () => {
  it('loses nothing in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-kill-'));
    const tally = await killed(join(folder, 'store'));
    rmSync(folder, { recursive: true });
    expect(tally).toMatchObject({ lives: LIVES, violations: [] });
    expect(tally.acknowledged).toBeGreaterThan(LIVES);
  });

  it('loses nothing in PostgreSQL', async () => {
    const server = await throwAwayPostgres();
    const tally = await killed(server.database());
    server.stop();
    expect(tally).toMatchObject({ lives: LIVES, violations: [] });
    expect(tally.acknowledged).toBeGreaterThan(LIVES);
  });
});
