/**
 * The long runs of the simulation, each from its seed; the tests have short ones of the same.
 *
 *     npm run simulate                                    all of them, with a seed drawn
 *     npm run simulate -- --seed 7                        the bad day of one seed, replayed
 *     npm run simulate -- day --seed 7 --exchanges 1000   the bad days of as many seeds, from one on
 *     npm run simulate -- noise --seed 7 --exchanges 500  one of them, replayed; `--percent` of bytes spoiled and
 *                                                         `--reader` are for this one only
 *
 *     day        card, line and driver, and everything that can go wrong with them: 100 000 seeds
 *     login      the same with the verifier, which is killed and whose clock is turned: 20 000 seeds
 *     noise      exchanges over a line that spoils 1 % of all bytes, CRC profile: 100 000
 *     lrc        accepted damage beside the predicted one, LRC profile: 100 000 at each share of damaged bytes
 *     recovery   the time from the end of noise to the end of the next exchange: 20 000 lines
 *     engine     every way of the response engine beside the core: 20 000 random lines, two million responses
 *     heap       the heap after 10 000 exchanges and after 1 000 000 without noise
 */
import { parseArgs } from 'node:util';
import { READER_VARIANTS, type ReaderVariantName } from '../../firmware/link/reader/variants.js';
import { RECOVERY_MS } from '../../host/driver/core/reader-client.js';
import { tellFigures } from '../promises/figures.js';
import { engineAgreement } from '../vectors/engine-agreement.js';
import { runBadDays } from './bad-days.js';
import { measureHeap } from './link-heap-process.js';
import { LinkJudge } from './link-judge.js';
import { runLrc } from './link-lrc-run.js';
import { recoverOnce } from './link-recovery.js';
import { drawSeed } from './link-seed.js';
import { runLoginDays } from './login-days.js';

interface NoisyRun {
  readonly percent: number;
  readonly reader: ReaderVariantName;
}

interface Run {
  readonly exchanges: number;
  /** @returns is all in order? */
  readonly start: (seed: number, exchanges: number, line: NoisyRun) => boolean | Promise<boolean>;
}

const RUNS: Readonly<Record<string, Run>> = {
  day: { exchanges: 100_000, start: runBadDays },
  login: { exchanges: 20_000, start: runLoginDays },
  noise: { exchanges: 100_000, start: noise },
  lrc: { exchanges: 100_000, start: lrc },
  recovery: { exchanges: 20_000, start: recovery },
  engine: { exchanges: 20_000, start: engine },
  heap: { exchanges: 1_000_000, start: heap },
};

function noise(seed: number, exchanges: number, { percent, reader }: NoisyRun): boolean {
  const judge = new LinkJudge({ seed, percent, reader });
  const startedAt = performance.now();
  const { totalMs, ...tally } = judge.run(exchanges);
  console.log({
    seconds: (performance.now() - startedAt) / 1000,
    virtualMsPerExchange: totalMs / exchanges,
    ...tally,
    line: judge.simulation.line.tally,
    driver: judge.simulation.client.counters,
  });
  tellFigures('noise', {
    exchanges,
    'bytes spoiled': `${percent} %`,
    'virtual ms an exchange': Number((totalMs / exchanges).toFixed(1)),
    answered: tally.answered,
    'told as not done': tally.reportedNotDone,
    'told as unknown': tally.reportedUnknown,
  });
  return true;
}

/** More than four standard deviations from the prediction, and what it leaves out, are no chance. */
function lrc(seed: number, exchanges: number): boolean {
  const percents = [1, 2, 3];
  const rows = percents.flatMap((percent) =>
    runLrc(seed, percent, Math.ceil(exchanges / 4)).map((row) => ({ percent, ...row })),
  );
  console.table(rows);
  return percents.every((percent) => {
    const ofPercent = rows.filter((row) => row.percent === percent);
    const measured = ofPercent.reduce((sum, { answeredWrong }) => sum + answeredWrong, 0);
    const predicted = ofPercent.reduce((sum, { predictedWrong }) => sum + predictedWrong, 0);
    return Math.abs(measured - predicted) <= 4 * Math.sqrt(predicted) + 0.25 * predicted;
  });
}

function recovery(seed: number, lines: number): boolean {
  const results = [true, false].map((calledOff) => {
    const all = Array.from({ length: lines }, (_, index) => recoverOnce(seed + index, calledOff));
    const times = all.map(({ nextMs }) => nextMs).sort((one, other) => one - other);
    const at = (share: number) => Math.round(times[Math.floor((lines - 1) * share)] as number);
    return {
      'exchange under way': calledOff ? 'called off' : 'awaited',
      'ends after, at most': Math.round(Math.max(...all.map(({ endsMs }) => endsMs))),
      median: at(0.5),
      '99 %': at(0.99),
      worst: at(1),
      failed: all.filter(({ next }) => next.type === 'failed').map((failure) => failure.seed),
    };
  });
  console.table(results);
  tellFigures('recovery', {
    lines: 2 * lines,
    'slowest, virtual ms': Math.max(...results.map(({ worst }) => worst)),
    'stated, virtual ms': RECOVERY_MS,
    failed: results.reduce((sum, { failed }) => sum + failed.length, 0),
  });
  return results.every(({ worst, failed }) => worst <= RECOVERY_MS && failed.length === 0);
}

/** @param lines from which a hundred responses each are computed */
function engine(seed: number, lines: number): boolean {
  const agreement = engineAgreement(seed, lines);
  console.log(agreement);
  tellFigures('engine', {
    'random lines': agreement.lines,
    'responses compared with the core': agreement.responses,
    disagreements: agreement.disagreements.length,
  });
  return agreement.disagreements.length === 0;
}

function heap(_seed: number, exchanges: number): boolean {
  const { early, late } = measureHeap(exchanges);
  const grownPercent = (late / early - 1) * 100;
  console.log({ exchanges, early, late, grownPercent });
  tellFigures('heap', { exchanges, 'heap grown since the 10 000th': `${grownPercent.toFixed(2)} %` });
  return late <= early * 1.05;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    exchanges: { type: 'string' },
    percent: { type: 'string', default: '1' },
    reader: { type: 'string', default: 'gempc-pinpad' },
  },
});
const seed = values.seed === undefined ? drawSeed() : Number(values.seed);
const reader = READER_VARIANTS.find(({ name }) => name === values.reader)?.name;
if (reader === undefined) throw new Error(`there is no reader ${values.reader}`);
const line: NoisyRun = { percent: Number(values.percent), reader };
const isReplay = positionals.length === 0 && values.seed !== undefined && values.exchanges === undefined;
if (isReplay) positionals.push('day');
for (const name of positionals.length === 0 ? Object.keys(RUNS) : positionals) {
  const run = RUNS[name];
  if (run === undefined) throw new Error(`there is no run ${name}: use ${Object.keys(RUNS).join(', ')}`);
  const exchanges = isReplay ? 1 : Number(values.exchanges ?? run.exchanges);
  const onLine = run.start === noise ? ` --percent ${line.percent} --reader ${line.reader}` : '';
  console.log(`--- npm run simulate -- ${name} --seed ${seed} --exchanges ${exchanges}${onLine}`);
  const isInOrder = await run.start(seed, exchanges, line);
  if (!isInOrder) {
    console.error(`${name}: not in order`);
    process.exitCode = 1;
  }
}
