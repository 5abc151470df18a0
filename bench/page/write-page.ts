/**
 * Writes the page and the chart from the result that is kept beside the page.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../built.js';
import { readResult } from '../result.js';
import type { Bench } from '../run-bench.js';
import { chart } from './chart.js';
import { resultsPage } from './results-page.js';

const RESULT_FILE = 'bench/results.json';
const PAGE_FILE = 'bench/RESULTS.md';
const CHART_FILE = '.pictures/bench.svg';

/** @returns the files with their text, by path in the project @throws TokentwinError as `readResult` */
export function pageFiles({ contestants, suites }: Bench): ReadonlyMap<string, string> {
  const result = readResult(join(ROOT, RESULT_FILE));
  const drawn = suites.flatMap((suite) =>
    suite.type === 'contest' && suite.goals.length > 1 ? [suite.name] : [],
  );
  const ours = contestants.flatMap(({ name, side }) => (side === 'ours' ? [name] : []));
  return new Map([
    [PAGE_FILE, resultsPage(result, { contestants, suites })],
    [CHART_FILE, chart(result, drawn, ours)],
  ]);
}

/** @returns the lines that say what was written */
export function writePage(bench: Bench): readonly string[] {
  return [...pageFiles(bench)].map(([file, text]) => {
    writeFileSync(join(ROOT, file), text);
    return file;
  });
}
