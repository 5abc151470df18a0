/** One card from life to life: its token file, and what must be in it. */
import { join } from 'node:path';
import { type CardKeys, type CardState, newCard } from './card-model.js';
import type { Draw } from './draw.js';
import { type Geometry, imageOf, makeTokenFile, PIN_DIGITS } from './token-file-seen.js';

export interface CardLives {
  readonly file: string;
  readonly keys: CardKeys;
  readonly geometry: Geometry;
  /** How likely a wrong PIN or answer is. */
  readonly wrongShare: number;
  card: CardState;
  /** Counters of the responses that were shown. */
  readonly shown: Set<bigint>;
  /** The flash image when the last request came. */
  imageBefore: Buffer;
  readonly log: string[];
}

/** A new card in a folder; the smallest pages are compacted after a few logins. */
export function newLives(draw: Draw, folder: string): CardLives {
  const file = join(folder, 'card.token');
  const keys = { key: draw.bytes(20), unlockKey: draw.bytes(20) };
  const geometry = { pageBytes: draw.pick([512, 512, 1024, 4096]), pageCount: draw.pick([2, 2, 3]) };
  const card = newCard(draw.digits(PIN_DIGITS));
  const wrongShare = draw.pick([0.15, 0.4, 0.85]);
  makeTokenFile(file, card.pin, keys, geometry);
  return { file, keys, geometry, card, wrongShare, shown: new Set(), imageBefore: imageOf(file), log: [] };
}
