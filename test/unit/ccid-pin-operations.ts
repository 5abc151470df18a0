/**
 * PIN operations for tests: as libccid sends them, and any at all.
 */
import fc from 'fast-check';
import { decodePinOperation, type PinOperation } from '../../firmware/link/ccid/pin-operation.js';
import { hex } from './reader-with-fake-card.js';

/** Sent by libccid 1.5.2 as GemPCPinPad; the second has messages 3, as libccid writes whatever the caller says. */
export const VERIFY = '00 1E 82 00 00 0404 02 01 0904 00 004004 00200081';
export const MODIFY = '01 1E 82 04 00 00 04 0404 03 02 03 0904 00 01 02 00400D 00240081 08 3030303030303030';

export function decoded(text: string): PinOperation {
  const result = decodePinOperation(hex(text));
  if (!result.ok) throw new Error(`refused with ${result.error}`);
  return result.operation;
}

const position = fc.record({
  units: fc.constantFrom('bits', 'bytes'),
  count: fc.integer({ min: 0, max: 15 }),
});
const byte = fc.integer({ min: 0, max: 255 });
const fields = {
  timeoutSeconds: byte,
  format: fc.record({
    encoding: fc.constantFrom('binary', 'bcd', 'ascii'),
    justification: fc.constantFrom('left', 'right'),
    position,
    blockBytes: fc.integer({ min: 0, max: 15 }),
    lengthBits: fc.integer({ min: 0, max: 15 }),
    lengthPosition: position,
  }),
  minimumDigits: fc.integer({ min: 1, max: 8 }),
  maximumDigits: fc.integer({ min: 8, max: 255 }),
  prologue: fc.tuple(byte, fc.constantFrom(0x00, 0x40), byte),
  template: fc.uint8Array({ minLength: 4, maxLength: 40 }),
};
export const pinOperations: fc.Arbitrary<PinOperation> = fc.oneof(
  fc.record({ operation: fc.constant('verify'), ...fields }),
  fc.record({
    operation: fc.constant('modify'),
    ...fields,
    ...{ currentOffset: byte, newOffset: byte, askCurrent: fc.boolean(), confirm: fc.boolean() },
  }),
);
