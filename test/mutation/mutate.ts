/**
 * Mutation testing of the firmware: small faults are put into its sources one at a time, and for each one a test
 * must fail.
 *
 *     npm run mutate                                  all of firmware/
 *     npm run mutate -- firmware/storage/page.ts ...  these files, or folders
 *     npm run mutate -- --changed main                the files that differ from where this branch left main
 *
 * Fails when fewer than 90 % of the mutants are killed, when a survivor is not in survivors.json with a reason, or
 * when one that is there no longer survives. Writes .reports/mutation.md and, with what is missing in the list,
 * .reports/mutation-unknown.json.
 *
 * Left out are firmware/oath/engine/kernel-modules.ts, data that its generator writes, whose own mutants a test of
 * the bytes kills, and assertions (see ignored-assertions.ts).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { LogLevel, MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { tellFigures } from '../promises/figures.js';
import { AREAS, type Area, testsToEnvironment } from './areas.js';
import { type KnownSurvivor, LEAST_PERCENT, type Outcome, reportMutants } from './report.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SURVIVORS = new URL('survivors.json', import.meta.url);
const GENERATED = 'firmware/oath/engine/kernel-modules.ts';

function git(...words: readonly string[]): string[] {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}

/** The sources of the firmware under some paths. */
function sourcesUnder(paths: readonly string[]): string[] {
  return git('ls-files', '--cached', '--others', '--exclude-standard', '--', ...paths).filter(
    (file) =>
      /^firmware\/.*\.ts$/.test(file) && file !== GENERATED && statSync(file, { throwIfNoEntry: false }),
  );
}

function changedSince(base: string): string[] {
  const [start = base] = git('merge-base', base, 'HEAD');
  const changed = [
    ...git('diff', '--name-only', '--diff-filter=d', start, '--', 'firmware'),
    ...git('ls-files', '--others', '--exclude-standard', '--', 'firmware'),
  ];
  return changed.length === 0 ? [] : sourcesUnder(changed);
}

function areaOf(file: string): Area {
  const area = AREAS.find(({ sources }) =>
    sources.some((source) => file === source || (source.endsWith('/') && file.startsWith(source))),
  );
  if (area === undefined) throw new Error(`${file} is in no area of test/mutation/areas.ts`);
  return area;
}

function optionsFor(files: readonly string[], concurrency: number): PartialStrykerOptions {
  return {
    testRunner: 'resident',
    plugins: ['resident-runner.ts', 'ignored-assertions.ts'].map((file) =>
      fileURLToPath(new URL(file, import.meta.url)),
    ),
    ignorers: ['assertions'],
    coverageAnalysis: 'perTest',
    mutate: [...files],
    // There is no compiler for Stryker to ask: TypeScript 7 has no interface for programs.
    tsconfigFile: 'none',
    disableTypeChecks: false,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: '.reports/mutation-stryker.json' },
    concurrency,
    tempDirName: '.reports/mutation-sandbox',
    ignorePatterns: ['dist', '.reports', '.pictures'],
    timeoutMS: 10_000,
    timeoutFactor: 3,
    warnings: false,
    logLevel: 'warn' as LogLevel,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function outcomeOf(mutant: MutantResult): Outcome[] {
  // Lines and columns of a result count from 1.
  if (mutant.status === 'Ignored') return [];
  const { start, end } = mutant.location;
  const file = relative(ROOT, mutant.fileName).replaceAll('\\', '/');
  const lines = readFileSync(mutant.fileName, 'utf8').split('\n');
  const within = lines.slice(start.line - 1, end.line);
  within[within.length - 1] = (within.at(-1) ?? '').slice(0, end.column - 1);
  within[0] = (within[0] ?? '').slice(start.column - 1);
  const fates: Partial<Record<MutantResult['status'], Outcome['fate']>> = {
    Killed: 'killed',
    Timeout: 'killed',
    Survived: 'survived',
    NoCoverage: 'not reached',
  };
  const fate = fates[mutant.status];
  if (fate === undefined)
    throw new Error(`a mutant of ${file} ended as ${mutant.status}: ${mutant.statusReason}`);
  return [
    {
      file,
      mutator: mutant.mutatorName,
      line: oneLine(lines[start.line - 1] ?? ''),
      lineNumber: start.line,
      original: oneLine(within.join('\n')),
      replacement: oneLine(mutant.replacement),
      fate,
    },
  ];
}

async function run(files: readonly string[], concurrency: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const area of AREAS) {
    const ofArea = files.filter((file) => areaOf(file) === area);
    if (ofArea.length === 0) continue;
    const startedAt = performance.now();
    testsToEnvironment(area);
    const results = await new Stryker(optionsFor(ofArea, concurrency)).runMutationTest();
    outcomes.push(...results.flatMap(outcomeOf));
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`${area.name}: ${results.length} mutants of ${ofArea.length} files in ${seconds} s`);
  }
  return outcomes;
}

process.chdir(ROOT);
// Stryker's processes load the runner, which is TypeScript.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import tsx`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { changed: { type: 'string' }, concurrency: { type: 'string', default: '1' } },
});
const files =
  values.changed === undefined
    ? sourcesUnder(positionals.length === 0 ? ['firmware'] : positionals)
    : changedSince(values.changed);
const known: KnownSurvivor[] = JSON.parse(readFileSync(SURVIVORS, 'utf8'));
const report = reportMutants(await run(files, Number(values.concurrency)), known);
mkdirSync('.reports', { recursive: true });
writeFileSync('.reports/mutation.md', report.text);
const missing = report.unknown.map(({ file, mutator, line, original, replacement }) => ({
  ...{ file, mutator, line, original, replacement },
  reason: '',
}));
writeFileSync('.reports/mutation-unknown.json', `${JSON.stringify(missing, null, 2)}\n`);
console.log(report.text);
console.log(
  `${report.killed} of ${report.mutants} mutants killed, ${report.percent.toFixed(1)} % (at least ${LEAST_PERCENT}); ` +
    `${report.unknown.length} survivors without a reason, ${report.outdated.length} reasons without a survivor`,
);
tellFigures('mutate', {
  mutants: report.mutants,
  killed: `${report.killed}, ${report.percent.toFixed(1)} %`,
  'known survivors, each with its reason': known.length,
  'survivors without a reason': report.unknown.length,
});
if (!report.isGoodEnough) process.exitCode = 1;
