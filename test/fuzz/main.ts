/**
 * The fuzzer's long form; `npm test` has a short one of the same.
 *
 *     npm run fuzz                                   10 000 000 inputs over all targets, with a seed drawn
 *     npm run fuzz -- ccid profile --inputs 100000   some targets, and how many inputs in all
 *     npm run fuzz -- ccid --seed 7 --input 123      one input again, with what it reaches
 *     npm run fuzz -- --list                         the targets
 *
 * `--jobs` is the number of workers (default: one a processor), `--marks` lists the ways that were reached, `--json
 * FILE` writes the figures. A failure prints the seed, the line that replays it, and the smallest input that does
 * the same. The same seed gives the same inputs on every machine, whatever the number of workers.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { toHexText } from '../hex-text.js';
import { type Figures, tellFigures } from '../promises/figures.js';
import { drawSeed } from '../simulation/link-seed.js';
import { allTargets } from './all-targets.js';
import { corpusOf } from './corpus.js';
import { brokenBy, failureText, kindOf, smallestLike } from './failure.js';
import { type Job, jobsOf } from './jobs.js';
import { inputAt } from './mutants.js';
import { FuzzReport } from './report.js';
import { addTally } from './run-inputs.js';
import { type FuzzTarget, maximumSteps, Trace } from './target.js';
import { doAll } from './workforce.js';

const DEFAULT_INPUTS = '10000000';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    inputs: { type: 'string', default: DEFAULT_INPUTS },
    input: { type: 'string' },
    jobs: { type: 'string' },
    json: { type: 'string' },
    marks: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

async function chosenTargets(): Promise<readonly FuzzTarget[]> {
  const all = await allTargets();
  for (const name of positionals)
    if (all.every((target) => target.name !== name))
      throw new Error(`there is no target ${name}: see --list`);
  return positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name));
}

/** One input, in words. @returns is all in order? */
async function replay(target: FuzzTarget, seed: number, index: number): Promise<boolean> {
  const corpus = corpusOf(target.name).map(({ input }) => input);
  const input = inputAt(target, corpus, seed, index);
  const trace = new Trace(maximumSteps(input));
  const error = await brokenBy(target, input, trace);
  console.log(toHexText(input, [`input ${index} of ${target.name}, seed ${seed}`]));
  console.log([...trace.marks].join('\n'));
  if (error === null) return true;
  const smallest = await smallestLike(target, input, kindOf(error));
  const { message: what, stack = '' } = error;
  console.error(failureText({ target: target.name, seed, index, what, stack, smallest }));
  return false;
}

async function run(targets: readonly FuzzTarget[], seed: number, total: number): Promise<FuzzReport> {
  const report = new FuzzReport();
  const jobs = jobsOf(targets, seed, total);
  const isOver = ({ target }: Job) => report.failures.some((failure) => failure.target === target);
  await doAll(
    {
      next: () => {
        while (jobs[0] !== undefined && isOver(jobs[0])) jobs.shift();
        return jobs.shift() ?? null;
      },
      finished: ({ target }, result) => {
        if (result.type === 'growth') report.of(target).growth = result.growth;
        else addTally(report.of(target).tally, result.tally);
        if (result.type === 'inputs' && result.failure !== null) report.failed(result.failure);
      },
      hung: ({ target }, index) => {
        const what = 'work is bounded: no end within a minute';
        report.failed({ target, seed, index, what, stack: '', smallest: [] });
      },
    },
    Number(values.jobs ?? availableParallelism()),
  );
  return report;
}

/** How deep the inputs of each target came, in a line of its own. */
function figuresOf(report: FuzzReport): Figures {
  const rows = Object.entries(report.rows()).map(([name, row]) => {
    const { inputs, 'past the first check': deep, 'ways reached': ways } = row;
    return [name, `${inputs.toLocaleString('en-US')} inputs, ${deep} past the first check, ${ways} ways`];
  });
  return { inputs: report.total.inputs, failures: report.failures.length, ...Object.fromEntries(rows) };
}

function print(report: FuzzReport, targets: readonly FuzzTarget[], seconds: number): void {
  console.table(report.rows());
  const { inputs } = report.total;
  console.log(`${inputs} inputs in ${Math.round(seconds)} s, ${report.failures.length} failures`);
  if (values.marks)
    for (const { name } of targets) console.log(`\n${name}\n${report.marksOf(name).join('\n')}`);
  for (const text of report.failureTexts()) console.error(`\n${text}`);
  if (values.json !== undefined) {
    const figures = { seed, seconds, inputs, failures: report.failureTexts(), targets: report.rows() };
    writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

const targets = await chosenTargets();
const seed = values.seed === undefined ? drawSeed() : Number(values.seed);
if (values.list) {
  for (const { name, takes } of targets) console.log(`${name.padEnd(16)} ${takes}`);
} else if (values.input !== undefined) {
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error('an input is one of one target: name it');
  if (!(await replay(target, seed, Number(values.input)))) process.exitCode = 1;
} else {
  console.log(`--- npm run fuzz -- ${[...positionals, '--seed', seed, '--inputs', values.inputs].join(' ')}`);
  const startedAt = performance.now();
  const report = await run(targets, seed, Number(values.inputs));
  print(report, targets, (performance.now() - startedAt) / 1000);
  tellFigures('fuzz', figuresOf(report));
  if (report.hasFailed) process.exitCode = 1;
}
