/**
 * One command line with what must come of it, and the judgement: whatever it says, no secret that was not asked for.
 */
import { expect } from 'vitest';
import { EXCEPTIONS } from './exceptions.js';
import type { Marks } from './marks.js';
import { type CommandLine, type Ended, runInProcess } from './run-in-process.js';

export interface Scenario extends CommandLine {
  readonly succeeds: boolean;
}

/** `host info` of `host info --port P`, and so of `sls`; else the first word. */
export function commandOf(words: readonly string[]): string {
  const [first = '', second = ''] = words;
  return first === 'host' || first === 'sls' ? `${first} ${second}` : first;
}

/** @returns a line with a secret on it, in words: what and where */
export function leaksOf(scenario: Scenario, { stdout, stderr }: Ended, marks: Marks): string[] {
  const exception = EXCEPTIONS[commandOf(scenario.words)];
  const mayTell = scenario.succeeds || exception?.alsoWhenItFails === true;
  return [
    ...marks.findIn(stdout, mayTell ? exception?.says : []).map((found) => `standard output: ${found}`),
    ...marks.findIn(stderr).map((found) => `standard error: ${found}`),
  ];
}

/**
 * Runs a scenario and judges it.
 *
 * @param marks asked for when it has ended, since some secrets come to be only then
 */
export async function judge(scenario: Scenario, marks: () => Marks): Promise<Ended> {
  const ended = await runInProcess(scenario);
  expect(ended.status === 0, `status ${ended.status}: ${ended.stderr}`).toBe(scenario.succeeds);
  // None for a verdict that is not good: that is told on standard output, or in a report.
  expect(ended.stderr).toMatch(/^(tokentwin: [^\n]+\n)*$/);
  expect(leaksOf(scenario, ended, marks())).toEqual([]);
  return ended;
}

/** A line of words as a shell would split it; quotes are not known. */
export function line(
  text: string,
  more: Omit<Scenario, 'words' | 'succeeds'> = {},
): Omit<Scenario, 'succeeds'> {
  return { words: text.split(' ').filter((word) => word !== ''), ...more };
}
