/**
 * What will go wrong on a bad day, and when: plain data, drawn from a seed.
 *
 * Promises: one seed gives one plan on every machine; a plan has at least MINIMUM_EXCHANGES exchanges and
 * MINIMUM_STRIKES strikes of at least three kinds. A plan can be changed by hand and run again, to see which of its
 * strikes matter.
 */
import { READER_VARIANTS, type ReaderVariantName } from '../../../firmware/link/reader/variants.js';
import { quickNumbers } from '../../faults/quick-numbers.js';

/** What befalls card, line and host, each with what it is. */
export const STRIKES = {
  'torn write': 'the card loses its power at a flash operation, before, inside or behind it',
  'battery out': 'the battery is taken out and put back at some moment of an exchange',
  noise: 'the line drops, doubles and changes bytes for some exchanges',
  delay: 'the line delivers bytes late and in pieces for some exchanges',
  'line cut': 'the line carries some more bytes and then none, until the plug is put in again',
  'clock jump': 'virtual time leaps, up to a day, at some moment of an exchange',
  'stuck key': 'a key of the card stays down for some exchanges',
  'dying battery': 'the battery is low for some exchanges, then flat, then a new one',
  'host restart': "the host's program is killed in the middle of an exchange and starts again",
  'reader restart': 'the reader loses its power in the middle of an exchange',
} as const;

export type StrikeKind = keyof typeof STRIKES;

export const STRIKE_KINDS = Object.keys(STRIKES) as readonly StrikeKind[];

export interface Strike {
  readonly kind: StrikeKind;
  /** The exchange in which it begins, from 0. */
  readonly exchange: number;
  /** How many exchanges it lasts, where it lasts. */
  readonly lasts: number;
  /** Which moment within the exchange: events that happen before it, or flash operations. */
  readonly moment: number;
  /** Where in a range it lies: how strong, how long, which key; 0 to below 1. */
  readonly degree: number;
}

export interface BadDayPlan {
  readonly seed: number;
  readonly profile: string;
  readonly reader: ReaderVariantName;
  readonly exchanges: number;
  readonly strikes: readonly Strike[];
}

export const MINIMUM_EXCHANGES = 20;
export const MINIMUM_STRIKES = 3;

const PROFILES = ['dsc-plus', 'dsc-plus-counter', 'dsc-plus-soft'];
const MORE_EXCHANGES = 20;
const MORE_STRIKES = 9;
const LONGEST = 4;
/** A login is some 60 events. */
const MOMENTS = 40;
const ALL_NUMBERS = 2 ** 32;

/** @param seed 0 to 2^32 - 1 */
export function drawPlan(seed: number): BadDayPlan {
  const number = quickNumbers(seed, 'bad day');
  const below = (limit: number) => number() % limit;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const exchanges = MINIMUM_EXCHANGES + below(MORE_EXCHANGES);
  const readers = READER_VARIANTS.filter(({ slots }) => slots === 1).map(({ name }) => name);
  const profile = pick(PROFILES);
  const reader = pick(readers);
  const count = MINIMUM_STRIKES + below(MORE_STRIKES);
  const firstKind = below(STRIKE_KINDS.length);
  const strikes = Array.from({ length: count }, (_, index): Strike => {
    // The first three are of three kinds, whatever is drawn behind them.
    const kind = STRIKE_KINDS[(firstKind + index * 3) % STRIKE_KINDS.length] as StrikeKind;
    // The last one is still there when the faults are made to stop, so that there is something to recover from.
    const isLast = index === count - 1;
    return {
      kind: index < MINIMUM_STRIKES ? kind : pick(STRIKE_KINDS),
      exchange: isLast ? exchanges - 1 : below(exchanges),
      lasts: isLast ? LONGEST : 1 + below(LONGEST),
      moment: below(MOMENTS),
      degree: number() / ALL_NUMBERS,
    };
  });
  strikes.sort((one, other) => one.exchange - other.exchange || one.moment - other.moment);
  return { seed, profile, reader, exchanges, strikes };
}
