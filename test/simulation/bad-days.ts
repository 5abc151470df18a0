/**
 * Bad days by the thousand, with totals. Runs the built library, which is several times as fast as the sources.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BadDayFailure, BadDayReport } from '../../emulator/simulation/index.js';
import { tellFigures } from '../promises/figures.js';
import { writeFailureBundle } from './failure-bundle.js';

const BUILT = new URL('../../dist/emulator/simulation/index.js', import.meta.url).href;
const REPORTS = fileURLToPath(new URL('../../.reports', import.meta.url));
const TOLD_EVERY = 5000;

/** @returns is all in order? */
export async function runBadDays(first: number, days: number): Promise<boolean> {
  const { runBadDay } = (await import(BUILT)) as typeof import('../../emulator/simulation/index.js');
  const totals = {
    days: 0,
    exchanges: 0,
    strikes: 0,
    cuts: 0,
    recoveries: 0,
    worstRecoveryMs: 0,
    violations: 0,
  };
  for (let seed = first; seed < first + days; seed += 1) {
    let report: BadDayReport;
    try {
      report = runBadDay(seed);
    } catch (error) {
      if ((error as Error).name !== 'BadDayFailure') throw error;
      const failure = error as BadDayFailure;
      totals.violations += 1;
      mkdirSync(REPORTS, { recursive: true });
      console.error(`${failure.message}\nreplay: npm run simulate -- --seed ${seed}`);
      console.error(`bundle: ${writeFailureBundle(REPORTS, failure)}`);
      continue;
    }
    totals.days += 1;
    totals.exchanges += report.exchanges;
    totals.strikes += report.strikes;
    totals.cuts += report.cuts;
    totals.recoveries += 1;
    totals.worstRecoveryMs = Math.max(totals.worstRecoveryMs, Math.round(report.recoveryMs));
    if ((seed - first + 1) % TOLD_EVERY === 0) console.log(JSON.stringify(totals));
  }
  console.log(totals);
  tellFigures('day', {
    seeds: days,
    exchanges: totals.exchanges,
    'faults that struck': totals.strikes,
    'of them power cuts': totals.cuts,
    recoveries: totals.recoveries,
    'slowest recovery, virtual ms': totals.worstRecoveryMs,
    violations: totals.violations,
  });
  return totals.violations === 0;
}
