/**
 * Whatever comes over the wire: always a status word, never an exception, and nothing lost by it that a command
 * did not ask for.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardOnWire, hexOf, PIN } from './card-on-wire.js';

const byte = fc.integer({ min: 0, max: 255 });
/** Bytes that the card knows are drawn more often than the others. */
const ins = fc.oneof(fc.constantFrom(0x20, 0x24, 0x2c, 0x82, 0x84, 0x88, 0xa4, 0xca, 0xda), byte);
const p1 = fc.oneof(fc.constantFrom(0x00, 0x01, 0x04), byte);
const p2 = fc.oneof(fc.constantFrom(0x00, 0x01, 0x08, 0x81), byte);
const digits = fc.integer({ min: 0x30, max: 0x39 });
const data = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.array(digits, { maxLength: 16 }).map((some) => Uint8Array.from(some)),
);

const wellFormedLooking = fc
  .tuple(fc.oneof(fc.constant(0x00), byte), ins, p1, p2, data, fc.boolean())
  .map(([cla, instruction, one, two, field, hasLe]) =>
    Uint8Array.of(
      cla,
      instruction,
      one,
      two,
      ...(field.length > 0 ? [field.length, ...field] : []),
      ...(hasLe ? [0] : []),
    ),
  );

const anyCommand = fc.oneof(wellFormedLooking, fc.uint8Array({ maxLength: 30 }));

/** A command that may cost a try: one of the three, complete, with digits of the right number. */
function maySpendTry(command: Uint8Array): boolean {
  return (
    /^00(2000810[4]3|240081083|2C00810C3)/.test(hexOf(command)) &&
    /^(3[0-9])+(00)?$/.test(hexOf(command).slice(10))
  );
}

const profiles = fc.constantFrom(
  'dsc-plus',
  'dsc-plus-soft',
  'dsc-plus-classic',
  'dsc-plus-counter',
  'dsc-plus-mutual',
);

describe('random commands', () => {
  it('get a status word and cost nothing that they should not', () => {
    fc.assert(
      fc.property(profiles, fc.array(anyCommand, { minLength: 1, maxLength: 60 }), (name, commands) => {
        const wire = new CardOnWire({ extends: name });
        wire.verify(PIN);
        for (const command of commands) {
          const before = wire.memory.contents;
          const response = wire.card.transmit(command);
          expect(response.length).toBeGreaterThanOrEqual(2);
          expect(hexOf(response.subarray(-2))).toMatch(/^(9000|6[2-9A-F]..)$/);
          if (!hexOf(response).endsWith('9000') && !hexOf(response).endsWith('6285'))
            expect(response.length).toBe(2);
          const after = wire.memory.contents;
          if (maySpendTry(command)) continue;
          expect(after.triesUsed).toBe(before.triesUsed);
          expect(after.unlock?.triesUsed).toBe(before.unlock?.triesUsed);
          expect(after.pin).toBe(before.pin);
          const answered = command[1] === 0x88 && hexOf(response).endsWith('9000');
          if (!answered) expect(after.counter).toBe(before.counter);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that are no command of the card leave a verified PIN verified', () => {
    fc.assert(
      fc.property(wellFormedLooking, (command) => {
        const wire = new CardOnWire();
        wire.verify(PIN);
        const known = command[0] === 0x00 && [0x20, 0x24, 0x88, 0xa4].includes(command[1] as number);
        wire.card.transmit(command);
        if (!known) expect(wire.send('00 20 00 81')).toBe('9000');
      }),
    );
  });
});
