/**
 * How many digits a PIN may have where PIN block, length field and template touch or leave no room (USB CCID 1.1,
 * sections 6.1.11.4 to 6.1.11.6): each number counted by hand.
 */
import { describe, expect, it } from 'vitest';
import { buildPinCommand, digitsThatFit } from '../../firmware/link/ccid/pin-command.js';
import type { PinBlockFormat, PinOperation, UnitPosition } from '../../firmware/link/ccid/pin-operation.js';
import { bytesOf } from './card-on-wire.js';

const bits = (count: number): UnitPosition => ({ units: 'bits', count });
const bytes = (count: number): UnitPosition => ({ units: 'bytes', count });

const FORMAT: PinBlockFormat = {
  ...{ encoding: 'bcd', justification: 'left', position: bytes(0), blockBytes: 4 },
  ...{ lengthBits: 0, lengthPosition: bits(0) },
};
const FIELDS = { timeoutSeconds: 30, minimumDigits: 4, maximumDigits: 8, prologue: [0, 0, 0] } as const;

/** @param room bytes of data in the template */
function verify(format: Partial<PinBlockFormat>, room: number): PinOperation {
  const lc = room === 0 ? '' : room.toString(16).padStart(2, '0');
  const template = bytesOf(`00200081${lc}${'00'.repeat(room)}`);
  return { ...FIELDS, operation: 'verify', format: { ...FORMAT, ...format }, template };
}

function modify(
  format: Partial<PinBlockFormat>,
  offsets: { currentOffset: number; newOffset: number; askCurrent?: boolean },
  room: number,
): PinOperation {
  return { askCurrent: true, confirm: false, ...verify(format, room), ...offsets, operation: 'modify' };
}

describe('a PIN block and its length field', () => {
  it.each([
    ['no length field', {}, 4, 8],
    ['no length field, its place inside the PIN block', { lengthPosition: bits(8) }, 4, 8],
    [
      'the length behind the block, at the end of the data',
      { lengthBits: 8, lengthPosition: bytes(4) },
      5,
      8,
    ],
    ['the length behind the end of the data', { lengthBits: 9, lengthPosition: bytes(4) }, 5, 0],
    ['the length right before the PIN', { lengthBits: 8, position: bytes(1) }, 5, 8],
    ['the length a bit into the PIN', { lengthBits: 9, position: bytes(1) }, 5, 0],
    [
      'the length in the last bit of the PIN',
      { lengthBits: 8, lengthPosition: bits(15), blockBytes: 2 },
      4,
      0,
    ],
    ['a PIN that begins a digit later', { position: bits(4) }, 4, 7],
    ['a PIN that begins behind its block', { position: bits(15), blockBytes: 1 }, 4, 0],
    ['a length of two bits', { lengthBits: 2, lengthPosition: bytes(4) }, 5, 3],
  ])('%s', (_, format, room, digits) => {
    expect(digitsThatFit(verify(format, room))).toBe(digits);
  });
});

describe('a block as long as the PIN', () => {
  const open = { blockBytes: 0, encoding: 'ascii' } as const;

  it.each([
    ['a byte later', { ...open, position: bytes(1) }, 247],
    ['in BCD, a byte later', { ...open, encoding: 'bcd', position: bytes(1) }, 494],
    ['behind its length', { ...open, position: bytes(1), lengthBits: 8 }, 247],
    ['over its length', { ...open, position: bytes(1), lengthBits: 9 }, 0],
    ['without a length field, whose place is behind its begin', { ...open, lengthPosition: bytes(3) }, 248],
  ] as const)('verified, %s', (_, format, digits) => {
    expect(digitsThatFit(verify(format, 0))).toBe(digits);
  });

  it.each([
    ['two of them', 0, 0, 0, 124],
    ['data in the template', 0, 0, 1, 0],
    ['an offset of the current PIN', 1, 0, 0, 0],
    ['an offset of the new PIN', 0, 1, 0, 0],
  ])('changed, %s', (_, currentOffset, newOffset, room, digits) => {
    expect(digitsThatFit(modify(open, { currentOffset, newOffset }, room))).toBe(digits);
  });

  it('changed, a byte later', () => {
    const later = { ...open, position: bytes(1) };
    expect(digitsThatFit(modify(later, { currentOffset: 0, newOffset: 0 }, 0))).toBe(123);
  });
});

describe('two PIN blocks of a modification', () => {
  it.each([
    ['apart', 0, 4, true, 8],
    ['apart, the new one first', 4, 0, true, 8],
    ['one into the other', 2, 5, true, 0],
    ['at one place, of which only one is typed', 4, 4, false, 8],
  ])('%s', (_, currentOffset, newOffset, askCurrent, digits) => {
    expect(digitsThatFit(modify({}, { currentOffset, newOffset, askCurrent }, 9))).toBe(digits);
  });
});

it('a template is not changed by the PINs that are put into it', () => {
  const operation = verify({}, 4);
  buildPinCommand(operation, { current: '1234', next: null });
  expect(operation.template).toEqual(bytesOf('0020008104 00000000'));
});
