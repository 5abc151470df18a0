/**
 * The structures of PIN operations: as libccid sends them, any others, and wrong ones.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../firmware/link/ccid/message.js';
import { digitsThatFit } from '../../firmware/link/ccid/pin-command.js';
import { decodePinOperation, encodePinOperation } from '../../firmware/link/ccid/pin-operation.js';
import { encodeFrame, FrameDecoder } from '../../firmware/link/serial/frame.js';
import { decoded, MODIFY, pinOperations, VERIFY } from './ccid-pin-operations.js';
import { hex, toHex } from './reader-with-fake-card.js';

describe('what libccid sends', () => {
  it('is a verification', () => {
    expect(decoded(VERIFY)).toEqual({
      operation: 'verify',
      timeoutSeconds: 30,
      format: {
        encoding: 'ascii',
        justification: 'left',
        position: { units: 'bytes', count: 0 },
        blockBytes: 0,
        lengthBits: 0,
        lengthPosition: { units: 'bits', count: 0 },
      },
      minimumDigits: 4,
      maximumDigits: 4,
      prologue: [0x00, 0x40, 0x04],
      template: hex('00200081'),
    });
  });

  it('is a modification', () => {
    expect(decoded(MODIFY)).toMatchObject({
      ...{ operation: 'modify', currentOffset: 0, newOffset: 4, askCurrent: true, confirm: true },
      prologue: [0x00, 0x40, 0x0d],
    });
  });

  it('is written the same', () => {
    expect(toHex(encodePinOperation(decoded(VERIFY)))).toBe(toHex(hex(VERIFY)));
    expect(toHex(encodePinOperation(decoded(MODIFY)))).toBe(toHex(hex(MODIFY)));
  });
});

describe('every operation', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(pinOperations, (operation) => {
        expect(decodePinOperation(encodePinOperation(operation))).toEqual({ ok: true, operation });
      }),
    );
  });
});

describe.each([
  ['a verification', VERIFY, 246],
  ['a modification', MODIFY, 241],
])('%s with the longest template', (_, text, templateBytes) => {
  const longest = { ...decoded(text), template: new Uint8Array(templateBytes).fill(0xa5) };

  it('fills a message, and goes over the line in a frame', () => {
    const data = encodePinOperation(longest);
    expect(data).toHaveLength(261);
    const message = encodeMessage({ type: 0x69, slot: 0, sequence: 1, parameters: [0, 0, 0], data });
    const [event] = new FrameDecoder({ end: 'reader' }).push(encodeFrame(message));
    expect(event).toEqual({ type: 'message', message });
    expect(decodePinOperation(data)).toEqual({ ok: true, operation: longest });
  });

  it('is not written with one byte more', () => {
    const tooLong = { ...longest, template: new Uint8Array(templateBytes + 1) };
    expect(() => encodePinOperation(tooLong)).toThrow('fits a message');
  });
});

describe('refusals', () => {
  it.each([
    ['an operation that is neither', '02', 10],
    ['an encoding kept free', VERIFY.replace('82 00 00', '83 00 00'), 12],
    ['a length position kept free', VERIFY.replace('82 00 00', '82 00 20'), 14],
    ['no digits', VERIFY.replace('0404 02', '0400 02'), 15],
    ['more digits at least than at most', VERIFY.replace('0404 02', '0405 02'), 15],
    ['an end by the last digit', VERIFY.replace('0404 02', '0404 01'), 17],
    ['two messages', VERIFY.replace('02 01 0904', '02 02 0904'), 18],
    ['a prologue of an R-block', VERIFY.replace('004004', '009004'), 23],
    ['a prologue with more to come', VERIFY.replace('004004', '002004'), 23],
    ['more digits at least than at most', MODIFY.replace('0404 03', '0405 03'), 17],
    ['a third PIN', MODIFY.replace('0404 03 02', '0404 04 02'), 19],
    ['an end by time', MODIFY.replace('03 02 03', '03 04 03'), 20],
    ['four messages', MODIFY.replace('03 02 03', '03 02 04'), 21],
    ['a prologue of an S-block', MODIFY.replace('00400D', '00C00D'), 28],
    ['no data', '', 1],
    ['half a header', VERIFY.slice(0, -2), 1],
    ['half a header', MODIFY.replace(/00240081.*/, '002400'), 1],
  ])('%s', (_, text, error) => {
    expect(decodePinOperation(hex(text))).toEqual({ ok: false, error });
  });

  it('the default messages are taken', () => {
    expect(decodePinOperation(hex(VERIFY.replace('02 01 0904', '02 FF 0904'))).ok).toBe(true);
    expect(decodePinOperation(hex(MODIFY.replace('03 02 03', '03 02 FF'))).ok).toBe(true);
  });

  it('any bytes are answered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260, size: 'max' }), fc.constantFrom(0, 1), (bytes, kind) => {
        const result = decodePinOperation(Uint8Array.of(kind, ...bytes));
        if (result.ok) expect(digitsThatFit(result.operation)).toBeGreaterThanOrEqual(0);
        else expect(result.error).toBeLessThanOrEqual(30);
      }),
    );
  });
});
