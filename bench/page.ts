/**
 * The findings as lines of text, each printable as soon as it is known.
 */
import type { Effort } from './effort.js';
import type { Finding, RatioFinding } from './finding.js';
import type { Machine } from './machine.js';

const NAME_COLUMN = 38;
const NUMBER_COLUMN = 8;

function number(value: number): string {
  return value.toFixed(2).padStart(NUMBER_COLUMN);
}

export function headLines(machine: Machine, effort: Effort): readonly string[] {
  return [
    `${machine.cpuModel}, ${machine.cores} cores, Node ${machine.nodeVersion}, ${machine.platform} ${machine.architecture}`,
    '',
    'All figures are ratios of times taken in the same round: the median, then the lowest and highest round.',
    'Every contestant first answers its inputs right, or it is refused. In-process rounds: benchmark.js',
    `calibrates, then both run by turns in loops of our own, in CPU time (${effort.rounds} rounds of about`,
    `${effort.sampleMs} ms each). Start-up rounds: wall time of one process each (${effort.processRounds} rounds).`,
    'Link rounds: wall time of the median exchange with another process, both contestants by turns',
    `(${effort.exchangeRounds} rounds of about ${effort.exchangeSampleMs} ms each).`,
    'speed: answers in the time of one answer of the yardstick, more is better; cost: the reverse.',
  ];
}

export function suiteLines(name: string): readonly string[] {
  const columns = ['median', 'lowest', 'highest'].map((title) => title.padStart(NUMBER_COLUMN)).join('');
  return ['', `${`suite ${name}`.padEnd(NAME_COLUMN)}${columns}  reading, yardstick, goal`];
}

function goalText({ kind, goal }: RatioFinding): string {
  if (goal === null) return 'no goal';
  const side = kind === 'speed' ? 'at least' : 'at most';
  return `goal ${side} ${goal.bound}: ${goal.met ? 'met' : 'not met'}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

export function findingLines(finding: Finding): readonly string[] {
  switch (finding.type) {
    case 'ratio': {
      const { median, minimum, maximum } = finding.ratio;
      const figures = `${number(median)}${number(minimum)}${number(maximum)}`;
      const explanation = `${finding.kind}, ${finding.yardstick}, ${goalText(finding)}`;
      return [`${finding.name.padEnd(NAME_COLUMN)}${figures}  ${explanation}`];
    }
    case 'refused':
      return [`${finding.name.padEnd(NAME_COLUMN)}  REFUSED: ${finding.reason}`];
    case 'duration': {
      const bound = finding.atMostMs === null ? '' : ` (under ${finding.atMostMs} ms is asked for)`;
      return [`information: ${finding.name}: ${finding.milliseconds.toFixed(2)} ms of wall time${bound}`];
    }
    case 'bytes': {
      const { name, lineBytes, payloadBytes } = finding;
      const times = (lineBytes / payloadBytes).toFixed(2);
      return [
        `information: ${name}: ${lineBytes} bytes on the line for ${payloadBytes} of the APDUs, ${times} times as many`,
      ];
    }
    case 'modules':
      return [
        `information: ${finding.name}: files loaded that it should not need: ${listed(finding.unneededFiles)}`,
        `information: ${finding.name}: modules of Node beyond an empty script's: ${listed(finding.nodeModules)}`,
      ];
  }
}
