/**
 * Faults of a device as words of a line:
 *
 *     fault next-response wrong      or swapped
 *     fault dead-segment 3 g1        cell from 0, segment; one more each time
 *     fault stuck-key ok             fault bouncing-key 5
 *     fault slow 300ms               for every key
 *     fault clock-drift 200          millionths too fast; -200 too slow
 *     fault smudged 7                a code that cannot be read on a code card; one more each time
 *     fault misprinted 7             another code stands there
 *     fault none                     all right again
 */
import { parseIndex } from '../../firmware/code-card/lookup.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { CardFaults, SpoiledResponse } from '../board/card-faults.js';
import type { PrintFaults } from '../twin/print-faults.js';
import { durationMs, refuseAt, type Word } from './words.js';

/** Dead segments and wrong codes come to those that there are; everything else takes the place of what was. */
export type Fault =
  | { readonly of: 'card with keys'; readonly change: Partial<CardFaults> }
  | { readonly of: 'code card'; readonly change: PrintFaults }
  | { readonly of: 'none' };

const NAMES = [
  'next-response',
  'dead-segment',
  'stuck-key',
  'bouncing-key',
  'slow',
  'clock-drift',
  'smudged',
  'misprinted',
  'none',
] as const;

function numberOf(word: Word | undefined, column: number): number {
  const value = Number(word?.text);
  if (word === undefined || word.text === '' || !Number.isFinite(value))
    refuseAt(word?.column ?? column, 'There must be a number.');
  return value;
}

/** @throws TokentwinError SCRIPT_LINE, CARD_INDEX; what a device cannot have is refused when it gets it */
export function parseFault(words: readonly Word[], column: number): Fault {
  const [name, value, second] = words;
  const behind = value?.column ?? column;
  const text = value?.text ?? refuseUnless(name?.text === 'none', behind);
  const ofKeys = (change: Partial<CardFaults>): Fault => ({ of: 'card with keys', change });
  switch (name?.text) {
    case 'next-response':
      return ofKeys({ nextResponse: text as SpoiledResponse });
    case 'dead-segment':
      return ofKeys({ deadSegments: [{ cell: numberOf(value, behind), segment: second?.text ?? '' }] });
    case 'stuck-key':
      return ofKeys({ stuckKey: text as KeyName });
    case 'bouncing-key':
      return ofKeys({ bouncingKey: text as KeyName });
    case 'slow':
      return ofKeys({ slowMs: durationMs(value, behind, 'ms') });
    case 'clock-drift':
      return ofKeys({ clockDriftPpm: numberOf(value, behind) });
    case 'smudged':
      return { of: 'code card', change: { smudged: [parseIndex(text)] } };
    case 'misprinted':
      return { of: 'code card', change: { misprinted: [parseIndex(text)] } };
    case 'none':
      return { of: 'none' };
    default:
      return refuseAt(name?.column ?? column, `A fault is one of ${NAMES.join(', ')}.`);
  }
}

function refuseUnless(isFine: boolean, column: number): string {
  return isFine ? '' : refuseAt(column, `A fault is one of ${NAMES.join(', ')}, and needs its value.`);
}
