/**
 * Servers killed under load at length, on each kind of store:
 *
 *     npm run sls-kill [-- --lives 100 --seed 1]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Draw } from '../processes/draw.js';
import { tellFigures } from '../promises/figures.js';
import { KillRun } from './kill-run.js';
import { throwAwayPostgres } from './throw-away-postgres.js';

const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [lives, seed] = [Number(values.lives), Number(values.seed)];

async function kill(name: string, database: string): Promise<Record<string, string>> {
  const run = await KillRun.make(database, new Draw(seed, name));
  for (let life = 0; life < lives; life += 1) await run.live();
  await run.end();
  const { acknowledged, cutOff, violations } = run.tally;
  for (const violation of violations) console.log(`${name}, seed ${seed}: ${violation}`);
  console.log(
    `${name}: ${lives} kills, ${acknowledged} acknowledged, ${cutOff} cut off, ${violations.length} violations`,
  );
  if (violations.length > 0 || acknowledged === 0) process.exitCode = 1;
  return {
    [name]: `${lives} kills, ${acknowledged} acknowledged, ${cutOff} cut off, ${violations.length} violations`,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sls-kill-'));
const embedded = await kill('SQLite', join(folder, 'store'));
rmSync(folder, { recursive: true });
const server = await throwAwayPostgres();
const postgres = await kill('PostgreSQL', server.database());
server.stop();
tellFigures('sls-kill', { ...embedded, ...postgres });
