/**
 * What the token file of a code card keeps: the seed it is derived from, or the codes read from a printed
 * card; and when an online card began to count.
 */

import { asciiBytes, asciiText } from '../ascii.js';
import { TokentwinError } from '../error.js';
import type { Flash } from '../storage/flash.js';
import { readFlashRecords } from '../token-file/read-token.js';
import type { CodeCard } from './code-card.js';
import { importedCodeCard } from './csv.js';
import { deriveCodeCard } from './derivation.js';
import type { CodeCardProfile } from './profile.js';
import { cardExpiry, isCardStart } from './validity.js';

/** Record types in the journal. A number is never given a second meaning. */
export const CODE_CARD_RECORD = { serialNumber: 16, seed: 17, codes: 18, start: 19 } as const;

/** Room for the 672 characters of an imported card. */
export const CODE_CARD_FLASH = { pageBytes: 2048, pageCount: 2 } as const;

/** What a new code card is made of: a seed, or the 224 codes of a printed card. */
export interface NewCodeCard {
  readonly serialNumber: string;
  readonly source: { readonly seed: Uint8Array } | { readonly codes: readonly string[] };
  /** Unix seconds from which the lifetime counts; null on a card without one. */
  readonly startUnixSeconds: number | null;
}

/** A code card as its token file holds it. */
export interface StoredCodeCard {
  readonly card: CodeCard;
  /** null when the codes were imported. */
  readonly seed: Uint8Array | null;
  /** Unix seconds of the first second in which the card is no longer valid; null = never. */
  readonly expiresUnixSeconds: number | null;
}

/** The records of a new card. @throws TokentwinError CARD_CSV, CARD_SERIAL for codes that are no card */
export function newCodeCardRecords({
  serialNumber,
  source,
  startUnixSeconds,
}: NewCodeCard): Map<number, Uint8Array> {
  const records = new Map<number, Uint8Array>([[CODE_CARD_RECORD.serialNumber, asciiBytes(serialNumber)]]);
  if ('seed' in source) records.set(CODE_CARD_RECORD.seed, source.seed.slice());
  else
    records.set(
      CODE_CARD_RECORD.codes,
      asciiBytes(importedCodeCard(source.codes, serialNumber).codes.join('')),
    );
  if (startUnixSeconds !== null) records.set(CODE_CARD_RECORD.start, asciiBytes(String(startUnixSeconds)));
  return records;
}

/** The codes as they are stored: one behind the other. */
function splitCodes(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / 3) }, (_, index) =>
    text.slice(3 * index, 3 * index + 3),
  );
}

function startIn(record: Uint8Array): number {
  const text = record.length <= 16 ? asciiText(record) : '';
  if (/^[0-9]+$/.test(text) && isCardStart(Number(text))) return Number(text);
  throw new TokentwinError('FLASH_DAMAGED', 'The token file does not say from when its code card is valid.');
}

/**
 * Reads the card on a flash image.
 *
 * @throws TokentwinError FLASH_DAMAGED when it holds no code card
 */
export function readCodeCard(flash: Flash, profile: CodeCardProfile): StoredCodeCard {
  const records = readFlashRecords(flash);
  const serial = records.get(CODE_CARD_RECORD.serialNumber);
  const seed = records.get(CODE_CARD_RECORD.seed);
  const codes = records.get(CODE_CARD_RECORD.codes);
  const start = records.get(CODE_CARD_RECORD.start);
  if (serial === null || (seed === null && codes === null)) {
    throw new TokentwinError('FLASH_DAMAGED', 'The token file holds no code card.');
  }
  const serialNumber = asciiText(serial);
  const card =
    seed === null
      ? importedCodeCard(splitCodes(asciiText(codes as Uint8Array)), serialNumber)
      : deriveCodeCard({ seed, serialNumber, alphabet: profile.alphabet });
  const expires =
    start === null || profile.lifetimeDays === null ? null : cardExpiry(startIn(start), profile.lifetimeDays);
  return { card, seed, expiresUnixSeconds: expires };
}
