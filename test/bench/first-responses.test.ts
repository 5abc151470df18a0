/** What the first responses cost and what is held in memory: who answers is right, and how it is told. */
import { describe, expect, it } from 'vitest';
import { EFFORTS } from '../../bench/effort.js';
import type { Finding } from '../../bench/finding.js';
import { otherLines } from '../../bench/page/other-findings.js';
import { firstResponses } from '../../bench/programs/first-responses.js';
import { breakEvenOf } from '../../bench/suites/break-even.js';
import { MEMORY } from '../../bench/suites/memory.js';
import { findingLines } from '../../bench/table.js';
import { secondOcra } from '../vectors/second-ocra.js';

const point = (answers: number, contestantMs: number) => ({ answers, contestantMs, yardstickMs: 10 });

describe('the break-even', () => {
  it('is where the contestant becomes faster and stays so', () => {
    expect(breakEvenOf([point(1, 11), point(10, 12), point(100, 9), point(1000, 5)])).toBe(100);
    expect(breakEvenOf([point(1, 9), point(10, 12), point(100, 11), point(1000, 9)])).toBe(1000);
    expect(breakEvenOf([point(1, 9), point(10, 9)])).toBe(1);
    expect(breakEvenOf([point(1, 9), point(10, 11)])).toBeNull();
  });

  it.each(['core', 'engine-one', 'engine-batch-text'] as const)('is measured of right answers: %s', (way) => {
    const suite = 'OCRA-1:HOTP-SHA512-8:QN08-T1M';
    const keyHex = '31323334353637383930'.repeat(6);
    const task = { suite, keyHex, pinHashHex: null, timestamp: '20107446' };
    const { milliseconds, last } = firstResponses(task, way, 4);
    const question = String((3 * 61803399) % 1e8).padStart(8, '0');
    expect({ response: last }).toEqual(secondOcra({ suite, key: keyHex, question, timestamp: '20107446' }));
    expect(milliseconds).toBeGreaterThan(0);
  });

  it('is told in the table and on the page', () => {
    const finding: Finding = {
      type: 'break-even',
      name: 'break-even/ocra-sha1/engine-one',
      contestant: 'engine-one',
      yardstick: 'core',
      points: [point(1, 11), point(100, 9)],
      from: 100,
    };
    expect(findingLines(finding)).toEqual([
      'information: ocra-sha1/engine-one: faster than core from 100 on (answers: ms/ms 1: 11.0/10.0, 100: 9.0/10.0)',
    ]);
    expect(otherLines([finding])).toContain('| ocra-sha1/engine-one | 11 | 9.0 | 100 |');
    expect(otherLines([{ ...finding, from: null }])).toContain('| ocra-sha1/engine-one | 11 | 9.0 | never |');
  });
});

describe('the memory', () => {
  it('of a prepared core and engine is more than their key and less than a page of text', async () => {
    const sizes: number[] = [];
    for await (const finding of MEMORY.findings(EFFORTS.quick)) {
      expect(otherLines([finding])[0]).toMatch(/^- a prepared Ocra\w*, SHA-1: \d+ bytes each\.$/);
      if (finding.type === 'memory') sizes.push(finding.bytesEach);
    }
    expect(sizes).toHaveLength(2);
    for (const size of sizes) {
      expect(size).toBeGreaterThan(20);
      expect(size).toBeLessThan(65_536);
    }
  });
});
