/** The line of the simulation: what it carries, when, and what befalls it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineNoise, LinkSimulation, NO_NOISE, NoisyLine } from '../../emulator/simulation/index.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { pinStatusCommand } from '../../firmware/card/commands.js';

const COUNT = 200_000;

/** What arrives at the reader, and when each chunk does. */
function carried(line: NoisyLine, bytes: Uint8Array, at = 0): { bytes: number[]; times: number[] } {
  line.send('host', bytes, at);
  const result = { bytes: [] as number[], times: [] as number[] };
  for (let due = line.deadline; due !== null; due = line.deadline) {
    const arrival = line.take(due);
    expect(arrival?.to).toBe('reader');
    result.bytes.push(...(arrival?.bytes ?? []));
    result.times.push(due);
  }
  return result;
}

function lineWith(noise: Partial<LineNoise>, seed = 1): NoisyLine {
  const line = new NoisyLine(seed);
  line.noise = { ...NO_NOISE, ...noise };
  return line;
}

describe('a line', () => {
  it('without noise brings every byte, in one piece, at 115 200 baud and two stop bits', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    const { bytes: arrived, times } = carried(new NoisyLine(1), bytes, 1000);
    expect(arrived).toEqual([...bytes]);
    expect(times).toHaveLength(1);
    expect(times[0]).toBeCloseTo(1000 + (256 * 11 * 1000) / 115_200, 6);
  });

  it.each([
    ['dropped', (length: number, share: number) => length * (1 - share)],
    ['doubled', (length: number, share: number) => length * (1 + share)],
    ['changed', (length: number) => length],
  ] as const)('has as many bytes %s as it was told', (fault, expectedLength) => {
    const share = 0.02;
    const line = lineWith({ [fault]: share });
    const { bytes } = carried(line, new Uint8Array(COUNT / 4));
    const deviation = 4 * Math.sqrt((COUNT / 4) * share);
    expect(Math.abs(line.tally[fault] - (COUNT / 4) * share)).toBeLessThan(deviation);
    expect(Math.abs(bytes.length - expectedLength(COUNT / 4, share))).toBeLessThan(deviation);
    expect(bytes.filter((byte) => byte !== 0)).toHaveLength(line.tally.changed);
  });

  it('keeps every byte and the order of all, however they are split and held up', () => {
    const noises = fc.record({
      split: fc.double({ min: 0, max: 0.5, noNaN: true }),
      delayed: fc.double({ min: 0, max: 0.5, noNaN: true }),
      maximumDelayMs: fc.nat({ max: 1000 }),
    });
    fc.assert(
      fc.property(fc.nat(), noises, fc.array(fc.uint8Array({ maxLength: 40 })), (seed, noise, portions) => {
        const line = lineWith(noise, seed);
        portions.forEach((portion, index) => {
          line.send('host', portion, index);
        });
        const arrived: number[] = [];
        for (let due = line.deadline, last = 0; due !== null; due = line.deadline) {
          expect(due).toBeGreaterThanOrEqual(last);
          expect(line.take(due - 0.001)).toBeNull();
          arrived.push(...(line.take(due)?.bytes ?? []));
          last = due;
        }
        expect(arrived).toEqual(portions.flatMap((portion) => [...portion]));
      }),
    );
  });

  it('carries both directions at once, and does the same again from the same seed', () => {
    const arrivals = (seed: number) => {
      const line = lineWith({ dropped: 0.1, doubled: 0.1, changed: 0.1, split: 0.3 }, seed);
      line.send(
        'host',
        Uint8Array.from({ length: 50 }, (_, value) => value),
        0,
      );
      line.send(
        'reader',
        Uint8Array.from({ length: 50 }, (_, value) => 100 + value),
        0,
      );
      const seen: unknown[] = [];
      for (let due = line.deadline; due !== null; due = line.deadline) seen.push([due, line.take(due)]);
      return seen;
    };
    expect(arrivals(1)).toEqual(arrivals(1));
    expect(arrivals(1)).not.toEqual(arrivals(2));
    expect(new Set(arrivals(1).map((arrival) => (arrival as [number, { to: string }])[1].to)).size).toBe(2);
  });

  it('that is cut in mid-frame loses the rest, until it is mended', () => {
    const line = new NoisyLine(1);
    line.cutAfter(3);
    expect(carried(line, Uint8Array.of(1, 2, 3, 4, 5)).bytes).toEqual([1, 2, 3]);
    expect(carried(line, Uint8Array.of(6)).bytes).toEqual([]);
    line.mend();
    expect(carried(line, Uint8Array.of(7)).bytes).toEqual([7]);
    expect(line.tally).toMatchObject({ carried: 4, lost: 3 });
  });
});

describe('a simulation', () => {
  it('lets the keypad and the link have one clock', () => {
    const simulation = new LinkSimulation({ twin: DscPlus.demo() });
    simulation.open();
    const startedAt = simulation.at;
    simulation.twin.press('power');
    expect(simulation.at).toBe(startedAt + simulation.twin.profile.keys.powerPressMs);
    expect(simulation.transmit(pinStatusCommand())).toMatchObject({ type: 'done' });
    // The prompt goes off by itself while nothing happens on the line.
    expect(simulation.twin.frame.text).toBe('PIN>');
    simulation.advance(simulation.twin.profile.times.promptMs as number);
    expect(simulation.twin.frame.text.trim()).toBe('');
  });
});
