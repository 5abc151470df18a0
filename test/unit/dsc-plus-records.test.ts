/** The records of a DSC+ on flash, byte by byte as their layout says. */
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { Journal } from '../../firmware/storage/journal.js';
import {
  encodeCounter,
  encodePin,
  encodeTries,
  encodeUnlock,
  newDscPlusRecords,
  readDscPlusRecords,
  WIPE,
} from '../../firmware/token-file/dsc-plus-records.js';
import { readDscPlus, readFlashRecords } from '../../firmware/token-file/read-token.js';
import { refusal } from './refusals.js';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const KEY = new Uint8Array(20).fill(0x4b);
const UNLOCK_KEY = new Uint8Array(20).fill(0x55);
const SEED = new Uint8Array(32).fill(0x41);
const WHOLE = {
  serialNumber: '12345678',
  key: KEY,
  unlockKey: UNLOCK_KEY,
  pin: '1234',
  attestationKey: SEED,
};
const BARE = { ...WHOLE, unlockKey: null, pin: null, attestationKey: null };

function contents(...records: readonly (readonly [number, Uint8Array])[]) {
  const all = new Map([[1, bytes('12345678')], ...records]);
  return readDscPlusRecords((type) => all.get(type) ?? null);
}

describe('the records of a new card', () => {
  it('are its serial number, keys and PIN of the first generation', () => {
    expect([...newDscPlusRecords(WHOLE)]).toEqual([
      [1, bytes('12345678')],
      [2, KEY],
      [3, UNLOCK_KEY],
      [4, bytes('\x01\x001234')],
      [9, SEED],
    ]);
    expect([...newDscPlusRecords(BARE).keys()]).toEqual([1, 2]);
  });

  it('are copies', () => {
    const records = newDscPlusRecords(WHOLE);
    for (const [type, secret] of [
      [2, KEY],
      [3, UNLOCK_KEY],
      [9, SEED],
    ] as const)
      expect(records.get(type)).not.toBe(secret);
  });

  it('read back to what the card is', () => {
    const records = newDscPlusRecords(WHOLE);
    expect(readDscPlusRecords((type) => records.get(type) ?? null)).toEqual({
      ...WHOLE,
      pinGeneration: 1,
      triesUsed: 0,
      unlock: null,
      counter: 0n,
      dead: false,
    });
    expect(contents()).toMatchObject({ key: null, unlockKey: null, pin: null, pinGeneration: 0 });
  });
});

describe('later records', () => {
  it('carry the generation of the PIN in two bytes, the low one first', () => {
    expect(encodePin(0x1234, '9')).toEqual(bytes('\x34\x129'));
    expect(encodeTries(0x1234, 2)).toEqual(bytes('\x34\x12\x02'));
    expect(encodeUnlock(0xffff, 3, '1a')).toEqual(bytes('\xff\xff\x031a'));
  });

  it.each([
    ['the PIN before', 0x0101],
    ['another high byte', 0x0202],
    ['another low byte', 0x0103],
  ])('of %s count no more', (_, generation) => {
    const pin = [4, encodePin(0x0102, '1234')] as const;
    const of = (some: number) => contents(pin, [5, encodeTries(some, 2)], [6, encodeUnlock(some, 1, '777')]);
    expect(of(0x0102)).toMatchObject({ pin: '1234', pinGeneration: 0x0102, triesUsed: 2 });
    expect(of(0x0102).unlock).toEqual({ triesUsed: 1, question: '777' });
    expect(of(generation)).toMatchObject({ triesUsed: 0, unlock: null });
  });

  it('hold a counter of 64 bits, the low byte first', () => {
    expect(encodeCounter(0x0102n)).toEqual(bytes('\x02\x01\0\0\0\0\0\0'));
    for (const counter of [1n, 0x0102n, 2n ** 64n - 1n]) {
      expect(contents([7, encodeCounter(counter)]).counter).toBe(counter);
      const within = Uint8Array.of(0xee, ...encodeCounter(counter), 0xee).subarray(1, 9);
      expect(contents([7, within]).counter).toBe(counter);
    }
  });

  it('of a wiped card leave its serial number and what attests it', () => {
    const records = newDscPlusRecords(WHOLE);
    for (const type of [5, 6, 7]) records.set(type, Uint8Array.of(1, 0, 1));
    for (const [type, payload] of WIPE) {
      if (payload === null) records.delete(type);
      else records.set(type, payload);
    }
    expect([...records]).toEqual([
      [1, bytes('12345678')],
      [9, SEED],
      [8, Uint8Array.of(1)],
    ]);
    expect(readDscPlusRecords((type) => records.get(type) ?? null).dead).toBe(true);
  });

  it('without a serial number are no card', () => {
    expect(() => readDscPlusRecords(() => null)).toThrow('there is no serial number');
  });
});

describe('a flash image', () => {
  it('is read with the number of its activations, and left as it is', () => {
    const flash = new FlashChip(new Uint8Array(1024), 512, 2);
    Journal.format(flash, newDscPlusRecords(WHOLE));
    expect(readDscPlus(flash)).toMatchObject({ pin: '1234', activations: 0 });
    for (let times = 0; times < 3; times += 1) Journal.mount(flash);
    const before = flash.read(0, 1024).slice();
    expect(readDscPlus(flash)).toMatchObject({ serialNumber: '12345678', activations: 3 });
    expect(readFlashRecords(flash).get(7)).toBeNull();
    expect(flash.read(0, 1024)).toEqual(before);
    Journal.mount(flash).rewrite(new Map());
    Journal.mount(flash);
    expect(readDscPlus(flash).activations).toBe(5);
  });

  it('without a journal is refused', () => {
    const erased = new FlashChip(new Uint8Array(1024).fill(0xff), 512, 2);
    expect(() => readDscPlus(erased)).toThrow(refusal('FLASH_DAMAGED'));
  });
});
