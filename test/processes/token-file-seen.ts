/** A token file as the next process will find it, and the making of one. */
import { readFileSync } from 'node:fs';
import { createTokenFile, readTokenFile } from '../../emulator/files/token-files.js';
import { newDscPlus } from '../../emulator/twin/new-dsc-plus.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { encodeTokenFile, TOKEN_HEADER_BYTES } from '../../firmware/token-file/token-file.js';
import { type CardKeys, type CardState, orDead } from './card-model.js';

/** Long enough that an old PIN is not found on the flash by chance. */
export const PIN_DIGITS = 8;

export interface Geometry {
  readonly pageBytes: number;
  readonly pageCount: number;
}

function profileWith(flash: Geometry): DscPlusProfile {
  return dscPlusProfileFrom({ extends: 'dsc-plus-counter', pin: { digits: PIN_DIGITS }, flash });
}

export function makeTokenFile(file: string, pin: string, keys: CardKeys, flash: Geometry): void {
  const made = newDscPlus({ profile: profileWith(flash), pin, ...keys, serialNumber: '10000001' });
  const header = { kind: 'dsc-plus', profile: { ...made.profile }, flash } as const;
  createTokenFile(file, encodeTokenFile(header, made.cells));
}

/** @throws TokentwinError when the file cannot be read any more */
export function cardIn(file: string): CardState {
  const { pin, triesUsed, counter, unlock, dead } = readDscPlus(readTokenFile(file).flash);
  return orDead({ pin: pin ?? '', triesUsed, counter, unlock, dead });
}

export function imageOf(file: string): Buffer {
  return readFileSync(file).subarray(TOKEN_HEADER_BYTES);
}

/** How many flash pages hold something: one, but for a compaction that is under way. */
export function pagesInUse(image: Buffer, { pageBytes, pageCount }: Geometry): number {
  const pages = Array.from({ length: pageCount }, (_, page) =>
    image.subarray(page * pageBytes, (page + 1) * pageBytes),
  );
  return pages.filter((page) => page.some((byte) => byte !== 0xff)).length;
}
