/**
 * The findings as lines of text for a terminal, each printable as soon as it is known.
 */
import type { Effort } from './effort.js';
import type { BreakEvenFinding, Finding, RatioFinding } from './finding.js';
import type { Fingerprint } from './fingerprint.js';
import { median } from './statistics/median.js';

const NAME_COLUMN = 44;
const NUMBER_COLUMN = 9;

/** Three digits that mean something. */
export function ratioText(value: number): string {
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(decimals);
}

function number(value: number): string {
  return ratioText(value).padStart(NUMBER_COLUMN);
}

export function headLines(machine: Fingerprint, effort: Effort): readonly string[] {
  const { cpuModel, cores, node, v8, openssl, platform, architecture } = machine;
  return [
    `${cpuModel}, ${cores} cores, ${platform} ${architecture}, Node ${node}, V8 ${v8}, OpenSSL ${openssl}`,
    '',
    'All figures are ratios of times taken in the same round: the median, quartiles, lowest and highest round.',
    'Every contestant first answers its inputs right, or it is refused. In-process rounds are samples of',
    'benchmark.js in process CPU time, all contestants by turns in an order drawn anew in each round:',
    `${effort.runs} whole runs of ${effort.rounds} rounds, each in a fresh process. Whole programs: wall time,`,
    `${effort.processRounds} rounds. Lines: wall time of the median exchange, ${effort.exchangeRounds} rounds.`,
    'speed: answers in the time of one answer of the yardstick, more is better; cost: the reverse.',
  ];
}

export function suiteLines(title: string): readonly string[] {
  const columns = ['median', 'quarter', 'quarter', 'lowest', 'highest'];
  const padded = columns.map((column) => column.padStart(NUMBER_COLUMN)).join('');
  return ['', `${title.padEnd(NAME_COLUMN)}${padded}  reading, yardstick, goal`];
}

export function goalText({ reading, goal }: RatioFinding): string {
  if (goal === null) return 'no goal';
  const side = reading === 'speed' ? 'at least' : 'at most';
  return `goal ${side} ${goal.bound}: ${goal.verdict}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function withoutSuite(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function ratioLines(finding: RatioFinding): readonly string[] {
  const { runs, yardstick, reading } = finding;
  const figures = [
    finding.median,
    median(runs.map((run) => run.lowerQuartile)),
    median(runs.map((run) => run.upperQuartile)),
    Math.min(...runs.map((run) => run.minimum)),
    Math.max(...runs.map((run) => run.maximum)),
  ];
  const explanation = `${reading}, ${yardstick}, ${goalText(finding)}`;
  const medians = runs.length === 1 ? '' : `; runs ${runs.map((run) => ratioText(run.median)).join(' ')}`;
  const name = withoutSuite(finding.name).padEnd(NAME_COLUMN);
  return [`${name}${figures.map(number).join('')}  ${explanation}${medians}`];
}

function breakEvenLines({ name, yardstick, points, from }: BreakEvenFinding): readonly string[] {
  const times = points.map(
    ({ answers, contestantMs, yardstickMs }) =>
      `${answers}: ${contestantMs.toFixed(1)}/${yardstickMs.toFixed(1)}`,
  );
  const since = from === null ? `never faster than ${yardstick}` : `faster than ${yardstick} from ${from} on`;
  return [`information: ${withoutSuite(name)}: ${since} (answers: ms/ms ${times.join(', ')})`];
}

export function findingLines(finding: Finding): readonly string[] {
  switch (finding.type) {
    case 'ratio':
      return ratioLines(finding);
    case 'refused':
      return [`${withoutSuite(finding.name).padEnd(NAME_COLUMN)}  REFUSED: ${finding.reason}`];
    case 'pace':
      return [];
    case 'duration': {
      const bound = finding.atMostMs === null ? '' : ` (under ${finding.atMostMs} ms is asked for)`;
      return [`information: ${finding.name}: ${finding.milliseconds.toFixed(2)} ms of wall time${bound}`];
    }
    case 'memory': {
      const { name, bytesEach, atMost } = finding;
      const bound = atMost === null ? '' : ` (at most ${atMost} are asked for)`;
      return [`information: ${name}: ${bytesEach.toFixed(1)} bytes each${bound}`];
    }
    case 'bytes': {
      const { name, lineBytes, payloadBytes } = finding;
      const times = (lineBytes / payloadBytes).toFixed(2);
      return [
        `information: ${name}: ${lineBytes} bytes on the line for ${payloadBytes} of the APDUs, ${times} times as many`,
      ];
    }
    case 'break-even':
      return breakEvenLines(finding);
    case 'modules':
      return [
        `information: ${finding.name}: files loaded that it should not need: ${listed(finding.unneededFiles)}`,
        `information: ${finding.name}: modules of Node beyond an empty script's: ${listed(finding.nodeModules)}`,
      ];
  }
}
