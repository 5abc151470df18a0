/**
 * The commands that typed PINs make: those of the examples in the manual of the ACR83 reader (ACS, version 1.05,
 * section 11), those that OpenSC asks for, and any.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPinCommand, digitsThatFit } from '../../firmware/link/ccid/pin-command.js';
import type { PinOperation } from '../../firmware/link/ccid/pin-operation.js';
import { decoded, MODIFY, pinOperations } from './ccid-pin-operations.js';
import { toHex } from './reader-with-fake-card.js';

interface Example {
  readonly format: number;
  readonly block: number;
  readonly lengthFormat: number;
  readonly template: string;
}

function verification({ format, block, lengthFormat, template }: Example, digits = '0F 01'): PinOperation {
  const bytes = toHex(Uint8Array.of(format, block, lengthFormat));
  return decoded(`00 00 ${bytes} ${digits} 02 01 0904 00 000000 ${template}`);
}

function built(operation: PinOperation, current: string | null, next: string | null = null): string {
  return toHex(buildPinCommand(operation, { current, next }));
}

describe('a verification', () => {
  it('follows the examples of the ACR83', () => {
    const second = { block: 0x48, lengthFormat: 0x06, template: '0020000108 57A5303030303030' };
    expect(built(verification({ format: 0x59, ...second }), '12345')).toBe('00200001085562468A30303030');
    expect(built(verification({ format: 0x5d, ...second }), '12345')).toBe('00200001085565303030312345');
    const third = { block: 0x48, lengthFormat: 0x04, template: '0020000109 573030303030303030' };
    expect(built(verification({ format: 0x89, ...third }), '123456780')).toBe('0020000109591234567800303030');
  });

  it('makes the PIN block of GlobalPlatform that OpenSC asks for', () => {
    const glp = { format: 0x41, block: 0x48, lengthFormat: 0x04, template: '0020008008 20FFFFFFFFFFFFFF' };
    expect(built(verification(glp), '1234')).toBe('0020008008241234FFFFFFFFFF');
    expect(built(verification(glp), '12345')).toBe('00200080082512345FFFFFFFFF');
  });

  it.each([
    ['binary', 0x80, '01020304'],
    ['BCD', 0x81, '1234A5A5'],
    ['BCD at the right', 0x85, 'A5A51234'],
    ['ASCII', 0x82, '31323334'],
  ])('writes digits in %s', (_, format, data) => {
    const example = { format, block: 0x04, lengthFormat: 0, template: '0020008104 A5A5A5A5' };
    expect(built(verification(example), '1234')).toBe(`0020008104${data}`);
  });

  it('keeps padding and Le of the template', () => {
    const padded = { format: 0x82, block: 0x08, lengthFormat: 0, template: '0020008108 FFFFFFFFFFFFFFFF 00' };
    expect(built(verification(padded), '1234')).toBe('002000810831323334FFFFFFFF00');
    expect(built(verification({ ...padded, format: 0x86 }), '1234')).toBe('0020008108FFFFFFFF3132333400');
  });

  it('a block as long as the PIN makes Lc grow', () => {
    const open = { format: 0x82, block: 0, lengthFormat: 0 };
    expect(built(verification({ ...open, template: '00200081' }), '1234')).toBe('002000810431323334');
    expect(built(verification({ ...open, template: '0020008100' }), '123456')).toBe('0020008106313233343536');
    expect(built(verification({ ...open, format: 0x81, template: '00200081' }), '123')).toBe(
      '002000810212 3F'.replace(' ', ''),
    );
    expect(built(verification({ ...open, template: '0020008108 FFFFFFFFFFFFFFFF' }), '1234')).toBe(
      '002000810831323334FFFFFFFF',
    );
  });

  it('a byte before the PIN can tell its length', () => {
    const told = { format: 0x8a, block: 0x80, lengthFormat: 0, template: '00200081' };
    expect(built(verification(told), '12345')).toBe('0020008106053132333435');
  });
});

describe('a modification', () => {
  const OPEN = '01 1E 82 00 00 00 00 0404 03 02 03 0904 00 01 02 000000 00240081';

  it('puts both PINs at their offsets', () => {
    expect(built(decoded(MODIFY), '1234', '5678')).toBe('00240081083132333435363738');
    const swapped = decoded(MODIFY.replace('00 04 0404', '04 00 0404'));
    expect(built(swapped, '1234', '5678')).toBe('00240081083536373831323334');
  });

  it('leaves the room of a current PIN that is not asked for', () => {
    const onlyNew = decoded(MODIFY.replace('0404 03 02', '0404 01 02'));
    expect(built(onlyNew, null, '5678')).toBe('00240081083030303035363738');
  });

  it('without data in the template one PIN follows the other', () => {
    expect(built(decoded(OPEN), '1234', '56789')).toBe('0024008109313233343536373839');
    expect(built(decoded(OPEN.replace('0404 03 02', '0404 00 02')), null, '5678')).toBe('002400810435363738');
  });

  it.each([
    ['blocks that overlap', MODIFY.replace('00 04 0404', '00 03 0404')],
    ['a block beyond the data', MODIFY.replace('00 04 0404', '00 05 0404')],
    ['open blocks with offsets', OPEN.replace('00 00 0404', '00 04 0404')],
    ['open blocks with data', OPEN.replace('00240081', '00240081 02 0000')],
  ])('does not fit with %s', (_, text) => {
    expect(digitsThatFit(decoded(text))).toBe(0);
  });
});

describe('how many digits fit', () => {
  it.each([
    [
      'ASCII in 4 bytes',
      { format: 0x82, block: 0x04, lengthFormat: 0, template: '0020008108 3030303000000000' },
      4,
    ],
    ['BCD in 4 bytes', { format: 0x81, block: 0x04, lengthFormat: 0, template: '0020008104 00000000' }, 8],
    [
      'ASCII after a byte',
      { format: 0x8a, block: 0x04, lengthFormat: 0, template: '0020008105 0000000000' },
      4,
    ],
    [
      'a length of 3 bits',
      { format: 0x8a, block: 0x3f, lengthFormat: 0, template: `0020008110 ${'00'.repeat(16)}` },
      7,
    ],
    ['as many as the command holds', { format: 0x82, block: 0, lengthFormat: 0, template: '00200081' }, 248],
    ['no room in a case 1 template', { format: 0x82, block: 0x04, lengthFormat: 0, template: '00200081' }, 0],
    [
      'a block beyond the data',
      { format: 0x8a, block: 0x04, lengthFormat: 0, template: '0020008104 00000000' },
      0,
    ],
    [
      'the length inside the PIN',
      { format: 0x82, block: 0x44, lengthFormat: 0, template: '0020008104 00000000' },
      0,
    ],
    [
      'the length beyond the data',
      { format: 0x82, block: 0x44, lengthFormat: 0x14, template: '0020008104 00000000' },
      0,
    ],
    [
      'the length inside an open PIN',
      { format: 0x82, block: 0x80, lengthFormat: 0, template: '00200081' },
      0,
    ],
    ['Lc beyond the end', { format: 0x82, block: 0x04, lengthFormat: 0, template: '0020008105 00000000' }, 0],
    [
      'bytes behind Le',
      { format: 0x82, block: 0x04, lengthFormat: 0, template: '0020008104 00000000 0000' },
      0,
    ],
  ])('%s', (_, example, digits) => {
    expect(digitsThatFit(verification(example))).toBe(digits);
  });
});

describe('every operation that fits', () => {
  /** A template with data of its own, so that some operations fit. */
  const fitting = fc
    .tuple(pinOperations, fc.integer({ min: 0, max: 60 }))
    .map(([operation, length]) => ({
      ...operation,
      ...(operation.operation === 'modify' && {
        currentOffset: operation.currentOffset % 20,
        newOffset: operation.newOffset % 40,
      }),
      template: Uint8Array.of(0, 0x20, 0, 0x81, length, ...new Uint8Array(length).fill(0xa5)),
    }))
    .filter((operation) => digitsThatFit(operation) > 0);

  it('makes a command of the right length with the PIN in it', () => {
    fc.assert(
      fc.property(fitting, fc.double({ min: 0, max: 1, noNaN: true }), (operation, share) => {
        const digits = Math.max(1, Math.floor(share * Math.min(digitsThatFit(operation), 400)));
        const pin = Array.from({ length: digits }, (_, index) => (index * 7 + 1) % 10).join('');
        const modifies = operation.operation === 'modify';
        const command = buildPinCommand(operation, {
          current: modifies && !operation.askCurrent ? null : pin,
          next: modifies ? pin : null,
        });
        expect(command.length).toBe(5 + (command[4] ?? 0));
        expect(command.length).toBeLessThanOrEqual(254);
        const grows = operation.format.blockBytes === 0;
        expect(grows ? command.length >= operation.template.length : command.length).toBe(
          grows ? true : operation.template.length,
        );
        const bits = Array.from(command.subarray(5), (value) => value.toString(2).padStart(8, '0')).join('');
        const width = operation.format.encoding === 'bcd' ? 4 : 8;
        const base = operation.format.encoding === 'ascii' ? 0x30 : 0;
        const typed = Array.from(pin, (digit) =>
          (base + Number(digit)).toString(2).padStart(width, '0'),
        ).join('');
        expect(bits).toContain(typed);
      }),
    );
  });
});
