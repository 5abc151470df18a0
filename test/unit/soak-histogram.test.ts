/** The histogram of a soak against the sorted list of the same times. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, LatencyHistogram } from '../../host/rig/soak/latency-histogram.js';

const times = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 });
const share = fc.double({ min: 0.001, max: 1, noNaN: true });

function histogramOf(list: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ms of list) histogram.add(ms);
  return histogram;
}

describe('a histogram of latencies', () => {
  it('tells every percentile, at most 1/64 too high', () => {
    fc.assert(
      fc.property(times, share, (list, part) => {
        const sorted = list.map((ms) => Math.round(ms * 1000) / 1000).sort((one, other) => one - other);
        const exact = sorted[Math.ceil(part * sorted.length) - 1] as number;
        const told = histogramOf(list).percentileMs(part) as number;
        expect(told).toBeGreaterThanOrEqual(exact - 1e-9);
        expect(told).toBeLessThanOrEqual(exact * (1 + 1 / 64) + 1e-9);
      }),
    );
  });

  it('is the same after its counts were stored', () => {
    fc.assert(
      fc.property(times, share, (list, part) => {
        const histogram = histogramOf(list);
        const restored = LatencyHistogram.from(histogram.entries());
        expect(restored.percentileMs(part)).toBe(histogram.percentileMs(part));
        expect(restored.total).toBe(list.length);
      }),
    );
  });

  it('has a bounded number of counts, whatever comes', () => {
    const histogram = histogramOf([0, 0.0001, 1e12, Number.MAX_VALUE]);
    expect(BUCKETS).toBeLessThan(2000);
    expect(histogram.entries().every(([bucket]) => bucket >= 0 && bucket < BUCKETS)).toBe(true);
    expect(histogram.percentileMs(1)).toBeCloseTo(2 ** 32 / 1000, 0);
  });

  it('tells nothing before anything was counted', () => {
    expect(new LatencyHistogram().percentileMs(0.5)).toBeNull();
  });
});
