/**
 * The long runs with real processes; the tests have short ones of the same.
 *
 *     npm run kill                                       300 kills and 100 races for one file, with a seed drawn
 *     npm run kill -- --kills 1000 --races 0 --seed 7
 *     npm run kill -- --canary late                      the program made unsafe on purpose, which must be found:
 *                                                        late, unsynced (by kills), no-lock (by races)
 */
import { parseArgs } from 'node:util';
import { tellFigures } from '../promises/figures.js';
import { drawSeed } from '../simulation/link-seed.js';
import type { HookPlan } from './hook-plan.js';
import { runKills } from './kill-run.js';
import { KILL_PLACES } from './kill-tally.js';
import { runRaces } from './race-run.js';

const CANARIES: Readonly<Record<string, HookPlan>> = {
  late: { disk: 'late' },
  unsynced: { disk: 'unsynced' },
  'no-lock': { noLock: true },
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    kills: { type: 'string', default: '300' },
    races: { type: 'string', default: '100' },
    canary: { type: 'string' },
  },
});
const canary = CANARIES[values.canary ?? ''];
if (values.canary !== undefined && canary === undefined)
  throw new Error(`there is no canary ${values.canary}: use ${Object.keys(CANARIES).join(', ')}`);
const seed = values.seed === undefined ? drawSeed() : Number(values.seed);
const [kills, rounds] = [Number(values.kills), Number(values.races)];
console.log(`--- npm run kill -- --seed ${seed} --kills ${kills} --races ${rounds}`);
const startedMs = performance.now();

const killed = await runKills({ seed, kills, canary });
console.table(killed.tally.table(), [...KILL_PLACES]);
const { tally } = killed;
console.log({
  kills: tally.kills,
  insideARequest: tally.count('inside') + tally.count('insideWrites'),
  insideItsWrites: tally.count('insideWrites'),
  insideACompaction: tally.compactions,
  acknowledged: tally.acknowledgedInAll,
  ...tally.acknowledged,
  cutRequestsFound: tally.found,
  files: tally.files,
  leftBehind: tally.leftBehind,
  lost: killed.violation === null ? 0 : 1,
});
const raced = await runRaces({ seed, rounds, canary });
console.log({ ...raced.tally, seconds: (performance.now() - startedMs) / 1000 });
tellFigures('kill', {
  'programs killed': tally.kills,
  'of them inside a request': tally.count('inside') + tally.count('insideWrites'),
  'of them inside its writes': tally.count('insideWrites'),
  acknowledged: tally.acknowledgedInAll,
  'races for one file': rounds,
  lost: killed.violation === null ? 0 : 1,
});
for (const { violation } of [killed, raced]) {
  if (violation === null) continue;
  console.error(`${violation}${values.canary === undefined ? '' : ` --canary ${values.canary}`}`);
  process.exitCode = 1;
}
