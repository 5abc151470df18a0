/**
 * A whole run of the bench: plays the suites, prints what they find, writes and compares results.
 *
 * A goal that is not met is said and does not fail the run; a contestant with a wrong answer does, and so does a
 * regression.
 */
import { writeFileSync } from 'node:fs';
import { TokentwinError } from '../firmware/error.js';
import { actionText } from './action-json.js';
import { assertBuilt, isBuildOlder } from './built.js';
import { changeLine, compareHeadLines, conclusionLine } from './compare/compare-text.js';
import { changesOf, type Paces, playPaces, settle } from './compare/settle.js';
import { type ContestProgram, inFreshProcess, type PlayJob, playContest } from './contest/contest-runs.js';
import { SLOWED_VARIABLE } from './contest/job.js';
import type { Effort } from './effort.js';
import type { Finding, PaceFinding } from './finding.js';
import { type Fingerprint, fingerprint, fingerprintDifferences } from './fingerprint.js';
import {
  asWritten,
  FORMAT,
  FORMAT_VERSION,
  type Result,
  readResult,
  resultText,
  type SuiteResult,
} from './result.js';
import { assertWritable, type Settings } from './settings.js';
import type { ContestSuite, Suite } from './suite.js';
import { findingLines, headLines, suiteLines } from './table.js';

/** What can be measured, and how. */
export interface Bench extends ContestProgram {
  readonly suites: readonly Suite[];
  readonly efforts: Readonly<Record<Effort['name'], Effort>>;
}

type Print = (lines: readonly string[]) => void;

/** @throws TokentwinError ARGUMENT */
function chosenSuites({ suites }: Bench, { suite, quick }: Settings): readonly Suite[] {
  if (suite === null) return quick ? suites.filter((each) => each.quick) : suites;
  const chosen = suites.filter(({ name }) => name === suite);
  if (chosen.length > 0) return chosen;
  const names = suites.map(({ name }) => name).join(', ');
  throw new TokentwinError('ARGUMENT', `There is no such suite: use ${names}.`);
}

function isContest(suite: Suite): suite is ContestSuite {
  return suite.type === 'contest';
}

function pacesOf({ suites }: Result): readonly PaceFinding[] {
  return suites.flatMap(({ findings }) => findings.filter((finding) => finding.type === 'pace'));
}

/** @returns the findings of a suite, printed as they come */
async function playSuite(
  suite: Suite,
  bench: Bench,
  play: PlayJob,
  effort: Effort,
  print: Print,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  print(suiteLines(suite.title));
  const coming = isContest(suite)
    ? playContest(suite, play, bench.contestants, effort)
    : suite.findings(effort);
  for await (const measured of coming) {
    const finding = asWritten(measured);
    findings.push(finding);
    print(findingLines(finding));
  }
  return findings;
}

/** @returns is anything slower? */
function compare(before: Result, file: string, after: Result, print: Print): boolean {
  print(compareHeadLines(file));
  const changes = changesOf(pacesOf(before), pacesOf(after));
  print(changes.map(changeLine));
  for (const difference of fingerprintDifferences(before.fingerprint, after.fingerprint))
    print([`WARNING: another machine or version: ${difference}`]);
  print([conclusionLine(changes)]);
  return changes.some(({ verdict }) => verdict === 'regression');
}

/** @throws TokentwinError BENCH_RESULT for one that was not measured on this machine in this way */
function olderResult(file: string, machine: Fingerprint, effort: Effort): Result {
  const older = readResult(file);
  const [difference] = fingerprintDifferences(older.fingerprint, machine);
  if (difference !== undefined || older.effort.name !== effort.name)
    throw new TokentwinError(
      'BENCH_RESULT',
      `${file} is of another machine, version or effort (${difference ?? older.effort.name}): measure it all anew.`,
    );
  return older;
}

/** An earlier result with the suites of a later one in the place of its own. */
function renewed(older: Result, { suites }: Result): Result {
  const later = new Map(suites.map((suite) => [suite.name, suite]));
  const kept = older.suites.map((suite) => later.get(suite.name) ?? suite);
  const known = new Set(older.suites.map(({ name }) => name));
  return { ...older, suites: [...kept, ...suites.filter(({ name }) => !known.has(name))] };
}

/** The turns for comparisons, played on until an earlier result is judged. */
function playTurns(
  suites: readonly ContestSuite[],
  play: PlayJob,
  effort: Effort,
  before: Result | null,
): Paces {
  const first = playPaces(suites, play, effort);
  return before === null ? first : settle(pacesOf(before), first, play, effort);
}

/**
 * @param print takes lines as they come
 * @returns the exit status
 * @throws TokentwinError ARGUMENT, FILE_NOT_FOUND, FILE_ACCESS, BENCH_RESULT before anything is measured
 */
export async function runBench(settings: Settings, bench: Bench, print: Print): Promise<number> {
  const suites = chosenSuites(bench, settings);
  assertWritable(settings.json, '--json');
  assertWritable(settings.actionJson, '--action-json');
  assertBuilt();
  const before = settings.compare === null ? null : readResult(settings.compare);
  const effort = bench.efforts[settings.quick ? 'quick' : 'full'];
  const play = inFreshProcess(bench);
  const machine = fingerprint(bench.contestants);
  const older = settings.into === null ? null : olderResult(settings.into, machine, effort);
  print(headLines(machine, effort));
  for (const note of notes()) print(['', `NOTE: ${note}`]);
  const results: SuiteResult[] = [];
  for (const suite of suites) {
    const findings = await playSuite(suite, bench, play, effort, print);
    results.push({ name: suite.name, title: suite.title, findings });
  }
  const isRefused = results.some(({ findings }) => findings.some(({ type }) => type === 'refused'));
  const isKept = settings.json !== null || older !== null || before !== null;
  if (isKept && !isRefused)
    print(['', `Turns for comparisons: ${effort.turnProcesses} fresh processes for each contest.`]);
  const paces = isKept && !isRefused ? playTurns(suites.filter(isContest), play, effort, before) : new Map();
  const withPaces = results.map((result, index) => ({
    ...result,
    findings: [...result.findings, ...(paces.get(suites[index] as ContestSuite) ?? [])],
  }));
  const result: Result = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    effort,
    fingerprint: machine,
    suites: withPaces,
  };
  if (settings.json !== null) writeFileSync(settings.json, resultText(result));
  if (older !== null && !isRefused)
    writeFileSync(settings.into as string, resultText(renewed(older, result)));
  if (settings.actionJson !== null) writeFileSync(settings.actionJson, actionText(asWritten(result)));
  const isSlower = before !== null && compare(before, settings.compare as string, result, print);
  return isRefused || isSlower ? 1 : 0;
}

function notes(): readonly string[] {
  const slowed = process.env[SLOWED_VARIABLE] ?? '';
  return [
    ...(isBuildOlder() ? ['a source is newer than dist/: run `npm run build` to measure it.'] : []),
    ...(slowed === '' ? [] : [`${SLOWED_VARIABLE} makes contestants slower on purpose: ${slowed}.`]),
  ];
}
