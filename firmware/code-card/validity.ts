/**
 * How long an Online Security Code Card lives: 21 days [public]. The printed card has no expiry
 * [unknown: our choice].
 *
 * All times are whole Unix seconds, 0 or more; the clock is the caller's.
 */
import { assert } from '../error.js';

const DAY_SECONDS = 86_400;

export const ONLINE_CARD_DAYS = 21;

export interface OnlineCardDates {
  readonly activatedUnixSeconds: number;
  /** When the account was funded: given, it takes the place of the activation (the older practice). */
  readonly fundedUnixSeconds?: number;
}

function assertUnixSeconds(value: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, 'a time is a whole number of Unix seconds, 0 or more');
}

/**
 * The moment from which the 21 days count: the activation, unless a funding date is given. The public
 * pages give both, by case [public]; activation is the default [unknown: our choice].
 */
export function onlineCardStart({ activatedUnixSeconds, fundedUnixSeconds }: OnlineCardDates): number {
  return fundedUnixSeconds ?? activatedUnixSeconds;
}

/**
 * The first second in which the card is no longer valid: its days of 24 hours after the start.
 *
 * @param days 21 on the broker's card; a profile may say otherwise
 */
export function onlineCardExpiry(startUnixSeconds: number, days = ONLINE_CARD_DAYS): number {
  assertUnixSeconds(startUnixSeconds);
  return startUnixSeconds + days * DAY_SECONDS;
}

/** Has an online card that counts from `startUnixSeconds` expired at `nowUnixSeconds`? */
export function isOnlineCardExpired(startUnixSeconds: number, nowUnixSeconds: number): boolean {
  assertUnixSeconds(nowUnixSeconds);
  return nowUnixSeconds >= onlineCardExpiry(startUnixSeconds);
}
