/** The judgement on a run of mutants: enough of them killed, every survivor explained, no reason out of date. */
import { describe, expect, it } from 'vitest';
import { projectFiles } from '../house/source-files.js';
import { AREAS } from '../mutation/areas.js';
import { type KnownSurvivor, type Outcome, reportMutants } from '../mutation/report.js';

const KILLED: Outcome = {
  file: 'firmware/a/one.ts',
  mutator: 'EqualityOperator',
  line: 'return left < right;',
  lineNumber: 7,
  original: 'left < right',
  replacement: 'left <= right',
  fate: 'killed',
};
const SURVIVOR: Outcome = { ...KILLED, replacement: 'true', fate: 'survived' };
const NOT_REACHED: Outcome = { ...KILLED, file: 'firmware/b/two.ts', fate: 'not reached' };

function known(outcome: Outcome, reason = 'Nobody can tell.'): KnownSurvivor {
  const { fate, lineNumber, ...rest } = outcome;
  return { ...rest, reason };
}

function outcomes(killed: number, ...others: readonly Outcome[]): Outcome[] {
  return [...Array.from({ length: killed }, () => KILLED), ...others];
}

describe('the report on mutants', () => {
  it('is content with nine of ten killed and a reason for the tenth', () => {
    const report = reportMutants(outcomes(9, SURVIVOR), [known(SURVIVOR)]);
    expect(report).toMatchObject({ mutants: 10, killed: 9, percent: 90, isGoodEnough: true });
    expect(report.text).toContain('| firmware/a/one.ts | 10 | 9 | 1 | 0 | 90.0 |');
    expect(report.text).toContain('`left < right` → `true`. Nobody can tell.');
  });

  it('is not content with fewer', () => {
    expect(reportMutants(outcomes(8, SURVIVOR), [known(SURVIVOR)]).isGoodEnough).toBe(false);
  });

  it('counts a mutant that no test reaches as one that survives', () => {
    const report = reportMutants(outcomes(19, NOT_REACHED), []);
    expect(report).toMatchObject({ percent: 95, isGoodEnough: false, unknown: [NOT_REACHED] });
    expect(report.text).toContain('| firmware/b/ | 1 | 0 | 0 | 1 | 0.0 |');
  });

  it.each([
    ['without an entry', []],
    ['without a reason', [known(SURVIVOR, '')]],
    ['of another line', [known({ ...SURVIVOR, line: 'return left < right + 1;' })]],
    ['of another mutator', [known({ ...SURVIVOR, mutator: 'ConditionalExpression' })]],
  ])('is not content with a survivor %s', (_, list) => {
    const report = reportMutants(outcomes(99, SURVIVOR), list);
    expect(report).toMatchObject({ percent: 99, unknown: [SURVIVOR], isGoodEnough: false });
    expect(report.text).toContain('**No reason is given.**');
  });

  it('wants entries gone that explain nothing any more, but only of files that were run', () => {
    const other = known(NOT_REACHED);
    const report = reportMutants(outcomes(10), [known(SURVIVOR), other]);
    expect(report).toMatchObject({ outdated: [known(SURVIVOR)], isGoodEnough: false });
    expect(reportMutants(outcomes(10), [other]).isGoodEnough).toBe(true);
  });

  it('is content when no file was changed', () => {
    expect(reportMutants([], [known(SURVIVOR)]).isGoodEnough).toBe(true);
  });
});

describe('the areas of mutation', () => {
  const files = projectFiles();

  it('name tests that there are', () => {
    expect(AREAS.flatMap(({ tests }) => tests).filter((test) => !files.includes(test))).toEqual([]);
  });

  it('have every folder of the firmware', () => {
    const folders = files.flatMap((file) => /^firmware\/[^/]+\//.exec(file) ?? []);
    const sources = AREAS.flatMap((area) => area.sources);
    expect([...new Set(folders)].filter((folder) => !sources.includes(folder))).toEqual([]);
  });
});
