/**
 * The page of a result: method, limits, numbers. Every figure on it comes from the result, so that nobody types one.
 */
import { CONFIDENCE, EXCLUDED, TOLERANCE } from '../compare/change.js';
import { FASTEST_TURN_OF } from '../contest/contest-runs.js';
import { type Contestant, INPUTS } from '../contest/contestant.js';
import { SAMPLE_SECONDS, SAMPLES } from '../contest/sampling.js';
import type { RatioFinding } from '../finding.js';
import type { Result, SuiteResult } from '../result.js';
import { type Suite, YARDSTICK } from '../suite.js';
import { ratioText } from '../table.js';
import { paragraph, table } from './markdown.js';
import { otherLines } from './other-findings.js';

/** What a page is made of besides the result: who the contestants are. */
export interface Described {
  readonly contestants: readonly Contestant[];
  readonly suites: readonly Suite[];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export function ratiosOf({ findings }: SuiteResult): readonly RatioFinding[] {
  return findings.filter((finding) => finding.type === 'ratio');
}

function count(number: number, things: string): string {
  return `${number} ${things}${number === 1 ? '' : 's'}`;
}

function machineLines({ fingerprint }: Result): readonly string[] {
  const { cpuModel, cores, platform, architecture, node, v8, openssl, packages } = fingerprint;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    ...paragraph(
      `Measured on one machine: ${cpuModel}, ${cores} cores, ${platform} ${architecture}, Node ${node}`,
      `(V8 ${v8}, OpenSSL ${openssl}); ${versions.join(', ')}.`,
      '**Read the ratios**: they were taken inside single rounds. Absolute times belong to that machine.',
    ),
  ];
}

function methodLines({ effort }: Result): readonly string[] {
  return [
    '## How it is measured',
    '',
    ...paragraph(
      `The yardstick of every contest is \`${YARDSTICK}\`: \`createHmac\` of node:crypto as well prepared as it can`,
      'be. A ratio says how many answers a contestant gives in the time of one of the yardstick; where it is called',
      'a cost, the reverse.',
    ),
    `- **Right before fast.** Every contestant gives the published answers of its suite, and on ${INPUTS} more inputs the`,
    '  same as all others, batches included, or it is refused and the run fails.',
    '- **Rounds.** In each round every contestant is timed once, in an order drawn anew, and a ratio is taken within',
    `  the round. benchmark.js times it: ${SAMPLES} samples of at least ${SAMPLE_SECONDS * 1000} ms, its clock replaced by the CPU time of the`,
    '  process, compiler and garbage collector included. One call that it times is a pass over all of these inputs, one',
    '  by one or in one batch, so that its own loop costs nothing. Where a table says otherwise, whole processes or',
    '  exchanges over a line were timed by a clock on the wall, in rounds of the same kind.',
    `- **Runs.** V8's compiled code differs from process to process. Contests with the yardstick have ${count(effort.runs, 'whole run')}`,
    `  of ${count(effort.rounds, 'round')}, each run in a fresh process. The figure is the median of the medians of the runs, and all`,
    '  of them are shown.',
    '- **Verdicts.** Of five runs, the lowest and the highest median hold the true one between them 15 times of 16',
    '  (order statistics: nothing is supposed of how values are distributed). A goal is met or missed when that',
    '  interval lies on one side of it. If not, it is not judged: another run could well say the opposite. Where there',
    '  is one run, the interval is that of its rounds, and what differs from process to process stays unseen.',
    '- **Comparisons** (`--compare`) do not use these ratios: what neighbours on a machine do to its caches moves',
    '  createHmac by a tenth and more against code that only computes. They use the speed of our contestants as a',
    '  multiple of a *gauge*, a plain SHA-256 of the bench that is never changed, in turns of',
    `  ${effort.turnMs} ms or one pass, of our own loop (benchmark.js calibrates them). The speed that counts is the one that one`,
    `  turn in ${FASTEST_TURN_OF} exceeds: turns in which nobody took the core away are as fast on a busy machine as on an idle`,
    `  one, though they leave out most of the garbage collector. Each of ${effort.turnProcesses} fresh processes gives one value. The`,
    '  change is the median of all differences between the processes of both results, its interval that of rank',
    `  sums (${percent(CONFIDENCE)}). A regression is an interval that lies beyond ${percent(TOLERANCE)} slower; "no regression" excludes`,
    `  ${percent(EXCLUDED)} slower. Where neither can be said more processes are played, up to ${effort.maximumTurnProcesses}, and then it is not judged.`,
    '',
  ];
}

const LIMITS = [
  '## What it does not say',
  '',
  '- Other processors, systems and versions of Node can rank the contestants otherwise.',
  '- The machine was shared. Median and quartiles survive that, the lowest and the highest round are noise.',
  '- A contestant runs warm, with one key and one suite. What a first answer costs stands under break-even.',
  '- Packages are measured as their documents use them, and do more than compute a code. Whoever parses, checks or',
  '  encodes more for every call pays for it here.',
  '',
];

const FIGURE_HEAD = [
  'contestant',
  'median',
  'of the runs',
  'quartiles',
  'lowest',
  'highest',
  'goal',
  'verdict',
];
const FIGURE_RIGHT = [1, 2, 3, 4, 5];

function figureRow(finding: RatioFinding): readonly string[] {
  const { name, runs, median, reading, goal, yardstick } = finding;
  const all = (of: (run: RatioFinding['runs'][number]) => number): number[] => runs.map(of);
  const middle = (values: number[]): number =>
    values.toSorted((one, other) => one - other)[values.length >> 1] as number;
  const quartiles = [middle(all((run) => run.lowerQuartile)), middle(all((run) => run.upperQuartile))];
  const short = name.slice(name.indexOf('/') + 1);
  const against = short.includes(' against ') && !short.endsWith(yardstick) ? ` (${yardstick})` : '';
  return [
    `${short}${against}`,
    `**${ratioText(median)}**`,
    all((run) => run.median)
      .map(ratioText)
      .join(' '),
    quartiles.map(ratioText).join(' to '),
    ratioText(Math.min(...all((run) => run.minimum))),
    ratioText(Math.max(...all((run) => run.maximum))),
    goal === null ? '' : `${reading === 'speed' ? '≥' : '≤'} ${goal.bound}`,
    goal?.verdict ?? '',
  ];
}

function suiteLines(suite: SuiteResult): readonly string[] {
  const ratios = ratiosOf(suite);
  const [first] = ratios;
  const other = otherLines(suite.findings);
  if (first === undefined) return other.length === 0 ? [] : [`### ${suite.title}`, '', ...other];
  const meaning = first.reading === 'speed' ? 'times the speed of' : 'times the cost of';
  return [
    `### ${suite.title}`,
    '',
    ...paragraph(`Figures: ${meaning} the yardstick, \`${first.yardstick}\`. Timed: ${first.timing}.`),
    ...table(FIGURE_HEAD, ratios.map(figureRow), FIGURE_RIGHT),
    ...other,
  ];
}

function contestantLines(result: Result, { contestants, suites }: Described): readonly string[] {
  const special = suites.flatMap((suite) => (suite.type === 'contest' ? (suite.contestants ?? []) : []));
  const all = [...new Set([...contestants, ...special])];
  const rows = all.map(({ name, what, packageName }) => {
    const version = packageName === undefined ? '' : result.fingerprint.packages[packageName];
    return [`\`${name}\``, what, version === undefined || version === '' ? '' : `${packageName} ${version}`];
  });
  return [
    '## Who is measured',
    '',
    ...paragraph('Each is a small file in [contestants/](contestants/), so that a baseline can be read.'),
    ...table(['contestant', 'what it does', 'package'], rows, []),
  ];
}

/** The goals of all suites, in short. */
function summaryLines({ suites }: Result): readonly string[] {
  const goals = suites.flatMap(ratiosOf).flatMap(({ goal }) => goal?.verdict ?? []);
  const having = (verdict: string): number => goals.filter((each) => each === verdict).length;
  return paragraph(
    `Of ${goals.length} goals ${having('met')} are met, ${having('missed')} missed,`,
    `${having('not judged: too noisy')} not judged because the rounds differ too much.`,
  );
}

/** The whole page in Markdown. */
export function resultsPage(result: Result, described: Described): string {
  const lines = [
    '# How fast it is',
    '',
    '<!-- Written by `npm run bench -- --page` from results.json. Change neither by hand. -->',
    '',
    ...machineLines(result),
    ...summaryLines(result),
    '![Speed as a multiple of createHmac](../.pictures/bench.svg)',
    '',
    ...methodLines(result),
    ...LIMITS,
    ...contestantLines(result, described),
    '## The figures',
    '',
    ...result.suites.flatMap(suiteLines),
    '## Measuring it yourself',
    '',
    ...paragraph(
      '`tokentwin bench` measures core and engine beside node:crypto, from an installed package; `npm run bench` in',
      'a clone measures everything on this page. `npm run bench -- --json bench/results.json` and then',
      '`npm run bench -- --page` write this page and the chart anew.',
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
