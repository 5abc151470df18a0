/**
 * The report of a soak, as data and as text.
 */
import { COUNTER_MEANINGS, type LinkCounters } from '../../driver/counters.js';
import { failureCount, loginCount, type SoakState } from './soak-state.js';

const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999, longest: 1 } as const;

export interface SoakReport {
  readonly serialNumber: string;
  readonly elapsedSeconds: number;
  readonly logins: number;
  readonly answered: number;
  readonly wrong: number;
  readonly unknown: number;
  /** Ended in an error before the card computed; with the three before it the sum is `logins`. */
  readonly unanswered: number;
  readonly failures: Readonly<Partial<Record<string, number>>>;
  readonly loginsPerSecond: number;
  /** null before the first answer. */
  readonly latencyMs: Readonly<Record<keyof typeof SHARES, number | null>>;
  readonly link: LinkCounters;
  /** Was every response computed again, or the form of some judged alone? */
  readonly responsesChecked: boolean;
}

/** @param link counters of all runs together */
export function soakReport(state: SoakState, link: LinkCounters): SoakReport {
  const { serialNumber, elapsedMs, answered, wrong, unknown, failures, responsesChecked, latency } = state;
  const percentiles = Object.entries(SHARES).map(([name, share]) => [name, latency.percentileMs(share)]);
  // As exact as the file keeps it, so that a later report is the same.
  const elapsedSeconds = Math.round(elapsedMs) / 1000;
  return {
    serialNumber,
    elapsedSeconds: Math.round(elapsedSeconds * 10) / 10,
    logins: loginCount(state),
    answered,
    wrong,
    unknown,
    unanswered: failureCount(state) - unknown,
    failures: { ...failures },
    loginsPerSecond: elapsedSeconds === 0 ? 0 : Math.round((loginCount(state) / elapsedSeconds) * 10) / 10,
    latencyMs: Object.fromEntries(percentiles) as SoakReport['latencyMs'],
    link,
    responsesChecked,
  };
}

function milliseconds(value: number | null): string {
  return value === null ? '-' : `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

/** Hours, minutes and seconds, as 8:00:00. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function loginsIn(logins: number, elapsedSeconds: number): string {
  return `${logins} ${logins === 1 ? 'login' : 'logins'} in ${durationText(elapsedSeconds)}`;
}

/** One line: how it is going. */
export function soakLine(report: SoakReport, state: SoakState): string {
  const { logins, loginsPerSecond, latencyMs, elapsedSeconds } = report;
  const bad = state.wrong + failureCount(state);
  return [
    loginsIn(logins, elapsedSeconds),
    `${loginsPerSecond}/s`,
    `p50 ${milliseconds(latencyMs.p50)}`,
    `p99 ${milliseconds(latencyMs.p99)}`,
    `${bad} bad`,
  ].join(', ');
}

/** Says that there was none only when every response was right as well. */
function failureLines({ failures, wrong }: SoakReport): string[] {
  const lines = Object.entries(failures).map(([code, count]) => `  ${code}: ${count}`);
  if (lines.length > 0) return ['failures by code:', ...lines];
  return wrong === 0 ? ['no failures'] : [];
}

/** The report for a person. */
export function soakReportLines(report: SoakReport): string[] {
  const { latencyMs, link } = report;
  const checked = report.responsesChecked ? 'right' : 'well-formed (without the key no more can be told)';
  const unanswered = report.unanswered === 0 ? '' : `, ${report.unanswered} failed before the card computed`;
  const counters = (Object.keys(COUNTER_MEANINGS) as (keyof LinkCounters)[])
    .filter((name) => link[name] > 0)
    .map((name) => `  ${name}: ${link[name]}. ${COUNTER_MEANINGS[name]}`);
  return [
    `card ${report.serialNumber}: ${loginsIn(report.logins, report.elapsedSeconds)}, ${report.loginsPerSecond} a second`,
    `  ${report.answered} ${checked}, ${report.wrong} wrong, ${report.unknown} of unknown outcome${unanswered}`,
    `  time of a login: half within ${milliseconds(latencyMs.p50)}, 90 % ${milliseconds(latencyMs.p90)}, 99 % ${milliseconds(latencyMs.p99)}, 99.9 % ${milliseconds(latencyMs.p999)}, the longest ${milliseconds(latencyMs.longest)}`,
    ...failureLines(report),
    'link:',
    ...counters,
  ];
}
