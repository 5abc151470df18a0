/** The file of a soak: it comes back as it was written, and what is no such file is refused. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newCounters } from '../../host/driver/counters.js';
import { soakLine, soakReport, soakReportLines } from '../../host/rig/soak/soak-report.js';
import {
  decodeSoakState,
  encodeSoakState,
  newSoakState,
  readSoakState,
  type SoakState,
  writeSoakState,
} from '../../host/rig/soak/soak-state.js';

function someState(): SoakState {
  const state = newSoakState('10000001');
  state.elapsedMs = 90_500;
  state.answered = 3;
  state.unknown = 1;
  state.failures.TIMED_OUT = 2;
  for (const ms of [1.5, 2, 40]) state.latency.add(ms);
  return { ...state, link: { ...newCounters(), framesSent: 12 } };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-soak-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('the state of a soak', () => {
  it('comes back as it was written, with no other file left beside it', () => {
    const folder = newFolder();
    const file = join(folder, 'night.json');
    expect(readSoakState(file)).toBeNull();
    writeSoakState(file, newSoakState('10000001'));
    writeSoakState(file, someState());
    const read = readSoakState(file) as SoakState;
    expect(encodeSoakState(read)).toBe(encodeSoakState(someState()));
    expect(read.latency.percentileMs(1)).toBe(someState().latency.percentileMs(1));
    expect(readdirSync(folder)).toEqual(['night.json']);
  });

  it('cannot be written where there is no folder', () => {
    const file = join(newFolder(), 'missing', 'night.json');
    expect(() => writeSoakState(file, someState())).toThrow(expect.objectContaining({ code: 'FILE_ACCESS' }));
  });

  const good = JSON.parse(encodeSoakState(someState())) as Record<string, unknown>;

  it.each([
    ['no JSON', '{"formatVersion":1'],
    ['nothing', ''],
    ['a list', '[]'],
    ['another version', JSON.stringify({ ...good, formatVersion: 2 })],
    ['a field missing', JSON.stringify({ ...good, answered: undefined })],
    ['a field too many', JSON.stringify({ ...good, pin: '1234' })],
    ['a negative count', JSON.stringify({ ...good, wrong: -1 })],
    ['an unknown error', JSON.stringify({ ...good, failures: { OUT_OF_LUCK: 1 } })],
    ['a bucket that there is not', JSON.stringify({ ...good, latency: [[1_000_000, 1]] })],
    [
      'a bucket twice',
      JSON.stringify({
        ...good,
        latency: [
          [7, Number.MAX_SAFE_INTEGER],
          [7, 1],
        ],
      }),
    ],
    ['a bucket without a count', JSON.stringify({ ...good, latency: [[1]] })],
    ['more unknown than failed', JSON.stringify({ ...good, unknown: 3 })],
    ['a flag that is none', JSON.stringify({ ...good, responsesChecked: 1 })],
    ['a counter missing', JSON.stringify({ ...good, link: { framesSent: 1 } })],
  ])('is refused: %s', (_, json) => {
    expect(() => decodeSoakState(json, 'night.json')).toThrow(expect.objectContaining({ code: 'SOAK_FILE' }));
    const file = join(newFolder(), 'night.json');
    writeFileSync(file, json);
    expect(() => readSoakState(file)).toThrow(/night\.json/);
  });

  it('is refused when the file is a folder', () => {
    expect(() => readSoakState(newFolder())).toThrow(expect.objectContaining({ code: 'SOAK_FILE' }));
  });
});

describe('the report of a soak', () => {
  it('has the sums, the rate and the counters that are not zero', () => {
    const state = someState();
    const report = soakReport(state, state.link);
    expect(report).toMatchObject({ logins: 5, answered: 3, unknown: 1, failures: { TIMED_OUT: 2 } });
    expect(report).toMatchObject({ elapsedSeconds: 90.5, loginsPerSecond: 0.1 });
    const lines = soakReportLines(report);
    expect(lines[0]).toBe('card 10000001: 5 logins in 0:01:31, 0.1 a second');
    expect(lines).toContain('  TIMED_OUT: 2');
    expect(lines.filter((line) => line.includes('frames'))).toEqual([
      expect.stringMatching(/^ {2}framesSent: 12\. Serial frames written/),
    ]);
  });

  it('divides the logins into right, wrong, unknown and failed ones', () => {
    const state = someState();
    const report = soakReport(state, state.link);
    expect(report.answered + report.wrong + report.unknown + report.unanswered).toBe(report.logins);
    expect(soakReportLines(report)[1]).toBe(
      '  3 right, 0 wrong, 1 of unknown outcome, 1 failed before the card computed',
    );
  });

  it('says that nothing failed only when nothing was wrong', () => {
    const right: SoakState = { ...newSoakState('10000001'), answered: 1, elapsedMs: 1000 };
    const lines = soakReportLines(soakReport(right, right.link));
    expect(lines[0]).toBe('card 10000001: 1 login in 0:00:01, 1 a second');
    expect(lines[1]).toBe('  1 right, 0 wrong, 0 of unknown outcome');
    expect(lines).toContain('no failures');
    expect(soakLine(soakReport(right, right.link), right)).toMatch(/^1 login in /);
    const wrong: SoakState = { ...right, wrong: 1 };
    expect(soakReportLines(soakReport(wrong, wrong.link)).join()).not.toContain('failure');
  });

  it('says when responses could not be computed again', () => {
    const state = { ...someState(), responsesChecked: false };
    expect(soakReportLines(soakReport(state, state.link)).join()).toContain('without the key');
  });
});
