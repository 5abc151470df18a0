/** The driver's core and a reader over a noisy line: right or reported, never twice, and soon well again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECOVERY_MS } from '../../host/driver/core/reader-client.js';
import { CLEAN, FakeCard, noisy, VirtualLine } from './driver-virtual-line.js';

const EXCHANGES = 3000;

function command(number: number): Uint8Array {
  return Uint8Array.of(0x00, 0xca, 0x01, 0x01, 0x04, number >>> 24, number >>> 16, number >>> 8, number);
}

describe.each(['gempc-twin', 'two-slot'] as const)(
  'over a line that spoils 1 %% of all bytes, a %s',
  (variant) => {
    it(`gives ${EXCHANGES} answers, each right or reported, no command carried out twice (CRC)`, () => {
      const card = new FakeCard('crc', (apdu) => Uint8Array.of(...apdu.subarray(5, 9), 0x90, 0x00));
      const line = new VirtualLine({ card, variant });
      line.open();
      line.noise = noisy(variant.length, 0.01);
      let reported = 0;
      for (let number = 0; number < EXCHANGES; number += 1) {
        const outcome = line.transmit(command(number));
        const times = card.executed.splice(0).length;
        expect(times).toBeLessThanOrEqual(1);
        if (outcome.type === 'done') {
          expect(times).toBe(1);
          expect([...outcome.value]).toEqual([...command(number).subarray(5, 9), 0x90, 0x00]);
        } else {
          reported += 1;
          if (outcome.error.details.outcomeUnknown === false) expect(times).toBe(0);
        }
      }
      const { commandsRepeated, negativeAcknowledgesSent, damagedFrames } = line.client.counters;
      expect(Math.min(commandsRepeated, negativeAcknowledgesSent, damagedFrames)).toBeGreaterThan(
        EXCHANGES / 10,
      );
      expect(reported).toBeLessThan(EXCHANGES / 100);
    });
  },
);

describe('after any noise', () => {
  const scenario = fc.record({
    seed: fc.nat(),
    share: fc.constantFrom(0.01, 0.1, 0.5, 1),
    variant: fc.constantFrom('gempc-twin' as const, 'two-slot' as const),
    checksum: fc.constantFrom('lrc' as const, 'crc' as const),
    commandBytes: fc.integer({ min: 4, max: 600 }),
    responseBytes: fc.integer({ min: 0, max: 600 }),
    stepsOfNoise: fc.nat({ max: 40 }),
    calledOff: fc.boolean(),
  });

  it(`the next request succeeds within ${RECOVERY_MS} virtual milliseconds`, () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const response = Uint8Array.of(...new Uint8Array(given.responseBytes), 0x90, 0x00);
        const card = new FakeCard(given.checksum, () => response);
        const line = new VirtualLine({ card, variant: given.variant });
        line.open();
        line.noise = noisy(given.seed, given.share);
        let isOver = false;
        line.client.transmit(new Uint8Array(given.commandBytes), line.at, () => {
          isOver = true;
        });
        for (let step = 0; step < given.stepsOfNoise && !isOver; step += 1) line.step();
        line.noise = CLEAN;
        if (!isOver && given.calledOff) line.client.abort(line.at);
        else while (!isOver) line.step();
        const start = line.at;
        const outcome = line.transmit(command(1));
        expect(outcome).toEqual({ type: 'done', value: response });
        expect(line.at - start).toBeLessThanOrEqual(RECOVERY_MS);
      }),
      { numRuns: 400 },
    );
  });
});
