/**
 * Faults of a card as words of a line:
 *
 *     fault next-response wrong      or swapped
 *     fault dead-segment 3 g1        cell from 0, segment; one more each time
 *     fault stuck-key ok             fault bouncing-key 5
 *     fault slow 300ms               for every key
 *     fault clock-drift 200          millionths too fast; -200 too slow
 *     fault none                     all right again
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import { type CardFaults, type DeadSegment, SOUND, type SpoiledResponse } from '../board/card-faults.js';
import { durationMs, refuseAt, type Word } from './words.js';

/** One dead segment more than there are; everything else takes the place of what was. */
export type FaultChange = Partial<Omit<CardFaults, 'deadSegments'>> & {
  readonly deadSegments?: readonly DeadSegment[];
};

const NAMES = [
  'next-response',
  'dead-segment',
  'stuck-key',
  'bouncing-key',
  'slow',
  'clock-drift',
  'none',
] as const;

function numberOf(word: Word | undefined, column: number): number {
  const value = Number(word?.text);
  if (word === undefined || word.text === '' || !Number.isFinite(value))
    refuseAt(word?.column ?? column, 'There must be a number.');
  return value;
}

/** @throws TokentwinError SCRIPT_LINE; what a card cannot have is refused when it gets it */
export function parseFault(words: readonly Word[], column: number): FaultChange {
  const [name, value, second] = words;
  const behind = value?.column ?? column;
  const text = value?.text ?? refuseUnless(name?.text === 'none', behind);
  switch (name?.text) {
    case 'next-response':
      return { nextResponse: text as SpoiledResponse };
    case 'dead-segment':
      return { deadSegments: [{ cell: numberOf(value, behind), segment: second?.text ?? '' }] };
    case 'stuck-key':
      return { stuckKey: text as KeyName };
    case 'bouncing-key':
      return { bouncingKey: text as KeyName };
    case 'slow':
      return { slowMs: durationMs(value, behind, 'ms') };
    case 'clock-drift':
      return { clockDriftPpm: numberOf(value, behind) };
    case 'none':
      return SOUND;
    default:
      return refuseAt(name?.column ?? column, `A fault is one of ${NAMES.join(', ')}.`);
  }
}

function refuseUnless(isFine: boolean, column: number): string {
  return isFine ? '' : refuseAt(column, `A fault is one of ${NAMES.join(', ')}, and needs its value.`);
}

/** The faults that a card has after a change, dead segments added to those that it has. */
export function changedFaults(before: CardFaults, change: FaultChange): CardFaults {
  const added = change === SOUND ? [] : [...before.deadSegments, ...(change.deadSegments ?? [])];
  return { ...before, ...change, deadSegments: added };
}
