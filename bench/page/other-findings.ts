/**
 * What is no ratio, on the page: durations, modules, bytes, break-even, memory, refusals.
 */
import type { BreakEvenFinding, Finding, RefusedFinding } from '../finding.js';
import { paragraph, table } from './markdown.js';

function shortName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function breakEvenLines(findings: readonly BreakEvenFinding[]): readonly string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const counts = first.points.map(({ answers }) => String(answers));
  const head = ['N responses', ...counts, 'faster from'];
  const times = findings.flatMap(({ name, yardstick, points, from }, index) => {
    const suite = shortName(name).slice(0, shortName(name).lastIndexOf('/'));
    const isFirstOfSuite = !findings[index - 1]?.name.includes(`/${suite}/`);
    const base = [`${suite}/${yardstick}`, ...points.map(({ yardstickMs }) => milliseconds(yardstickMs)), ''];
    const row = [shortName(name), ...points.map(({ contestantMs }) => milliseconds(contestantMs))];
    return [...(isFirstOfSuite ? [base] : []), [...row, from === null ? 'never' : String(from)]];
  });
  return [
    ...paragraph(
      'CPU milliseconds from the first call in a fresh process until N responses are there, medians; with them the',
      'number of responses, of those tried, from which on the engine is faster than the core.',
    ),
    ...table(head, times, head.map((_, index) => index).slice(1)),
  ];
}

function refusedLine({ name, reason }: RefusedFinding): string {
  return `- ${name} was refused: ${reason}.`;
}

function sentence(finding: Finding): readonly string[] {
  switch (finding.type) {
    case 'refused':
      return [refusedLine(finding)];
    case 'duration':
      return [`- ${finding.name}: ${finding.milliseconds.toFixed(2)} ms of wall time.`];
    case 'bytes': {
      const { name, lineBytes, payloadBytes } = finding;
      return [`- ${name}: ${lineBytes} bytes on the line for ${payloadBytes} of the APDUs.`];
    }
    case 'memory': {
      const { name, bytesEach, atMost } = finding;
      const bound = atMost === null ? '' : `; at most ${atMost} are asked for`;
      return [`- ${shortName(name)}: ${bytesEach.toFixed(0)} bytes each${bound}.`];
    }
    case 'modules': {
      const { name, unneededFiles } = finding;
      const files = unneededFiles.length === 0 ? 'nothing' : unneededFiles.join(', ');
      return [`- ${name} loads ${files} that it could do without.`];
    }
    case 'ratio':
    case 'pace':
    case 'break-even':
      return [];
  }
}

export function otherLines(findings: readonly Finding[]): readonly string[] {
  const list = findings.flatMap(sentence);
  const breakEven = breakEvenLines(findings.filter((finding) => finding.type === 'break-even'));
  return [...(list.length === 0 ? [] : [...list, '']), ...breakEven];
}
