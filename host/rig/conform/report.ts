/**
 * The report of a conformance run: as data, which is also its JSON form, and as text for a person.
 *
 * Neither holds a PIN, key or response.
 */
import { CASE_GROUPS, type CaseGroup } from './case.js';

export type Verdict =
  | { readonly verdict: 'passed' }
  /** Both in words and, where no secret is in it, in hexadecimal. */
  | { readonly verdict: 'failed'; readonly expected: string; readonly got: string }
  | { readonly verdict: 'notTried'; readonly reason: string };

export type CaseResult = Verdict & {
  readonly id: string;
  readonly group: CaseGroup;
  readonly requirement: string;
  readonly source: string;
  readonly durationMs: number;
};

export interface ReportedDevice {
  readonly address: string;
  /** null: none that is known here. */
  readonly application: string | null;
  readonly hasBench: boolean;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
  readonly profile: string | null;
  readonly suite: string | null;
  /** Hexadecimal. */
  readonly atr: string;
}

export interface ConformReport {
  readonly formatVersion: 1;
  readonly device: ReportedDevice;
  readonly durationMs: number;
  /** In the order in which they were tried. */
  readonly results: readonly CaseResult[];
}

export interface VerdictCounts {
  readonly passed: number;
  readonly failed: number;
  readonly notTried: number;
}

export function countVerdicts(results: readonly CaseResult[]): VerdictCounts {
  const counts = { passed: 0, failed: 0, notTried: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}

function countsText({ passed, failed, notTried }: VerdictCounts): string {
  return `${passed} passed, ${failed} failed, ${notTried} not tried`;
}

/** A result in one or more lines, or none for a case that passed. */
function resultLines(result: CaseResult): string[] {
  switch (result.verdict) {
    case 'passed':
      return [];
    case 'failed':
      return [
        `  FAILED     ${result.id}: ${result.requirement}`,
        `             expected: ${result.expected}`,
        `             got:      ${result.got}`,
        `             source:   ${result.source}`,
      ];
    case 'notTried':
      return [];
  }
}

/** What was not tried, one line for each reason. */
function notTriedLines(results: readonly CaseResult[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const result of results) {
    if (result.verdict !== 'notTried') continue;
    byReason.set(result.reason, [...(byReason.get(result.reason) ?? []), result.id]);
  }
  return [...byReason].map(([reason, ids]) => `  not tried  ${shortList(ids)}: ${reason}`);
}

const SHOWN = 5;

function shortList(ids: readonly string[]): string {
  const more = ids.length - SHOWN;
  return more > 0 ? `${ids.slice(0, SHOWN).join(', ')} and ${more} more` : ids.join(', ');
}

/** The report for a person: the device, each group with what did not pass, and the sum. */
export function reportText({ device, durationMs, results }: ConformReport): string {
  const { address, application, serialNumber, profile, suite, hasBench } = device;
  const lines = [
    `device: ${application ?? 'a card without an application known here'} at ${address}`,
    `        serial number ${serialNumber ?? 'not told'}, profile ${profile ?? 'not told'}, suite ${suite ?? 'none'}`,
    `        ${hasBench ? 'with' : 'without'} bench application`,
  ];
  for (const group of CASE_GROUPS) {
    const own = results.filter((result) => result.group === group);
    if (own.length === 0) continue;
    lines.push(`${group}: ${countsText(countVerdicts(own))}`);
    lines.push(...own.flatMap(resultLines), ...notTriedLines(own));
  }
  lines.push(`in all: ${countsText(countVerdicts(results))} in ${(durationMs / 1000).toFixed(1)} s`);
  return lines.join('\n');
}
