/** Conformance runs on a wire, with the demo card's secrets unless told otherwise. */
import { readFileSync } from 'node:fs';
import { asciiBytes } from '../../firmware/ascii.js';
import { allCases, casesLike } from '../../host/rig/conform/cases/all-cases.js';
import { vectorQuestions } from '../../host/rig/conform/cases/vector-cases.js';
import type { ProbeSecrets } from '../../host/rig/conform/probe.js';
import type { ConformReport } from '../../host/rig/conform/report.js';
import { type ConformOptions, runConform } from '../../host/rig/conform/run-conform.js';
import type { Wire } from '../../host/rig/conform/wire.js';
import { parseVectorFile } from '../../host/rig/vector-file.js';

export const DEMO_KEY = asciiBytes('12345678901234567890');
export const DEMO_PIN = '1234';

const vectors = parseVectorFile(
  readFileSync(new URL('../../vectors/ocra-profiles.json', import.meta.url), 'utf8'),
);
if (vectors.algorithm !== 'OCRA') throw new Error('the file has OCRA vectors');

export const CASES = allCases(vectorQuestions(vectors));

export function runOn(
  wire: Wire & { readonly nowMs?: number },
  secrets: Partial<ProbeSecrets> = {},
  only = '*',
  options: Partial<ConformOptions> = {},
): Promise<ConformReport> {
  return runConform(wire, {
    address: 'twin',
    slot: 0,
    cases: casesLike(CASES, only),
    secrets: { pin: DEMO_PIN, key: DEMO_KEY, ...secrets },
    now: () => wire.nowMs ?? 0,
    ...options,
  });
}

function idsOf(report: ConformReport, verdict: string): string[] {
  return report.results.filter((result) => result.verdict === verdict).map(({ id }) => id);
}

export const failedIds = (report: ConformReport) => idsOf(report, 'failed');
export const passedIds = (report: ConformReport) => idsOf(report, 'passed');
export const notTriedIds = (report: ConformReport) => idsOf(report, 'notTried');
