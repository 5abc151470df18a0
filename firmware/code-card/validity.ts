/**
 * How long an Online Security Code Card lives: 21 days [public]. The printed card has no expiry
 * [unknown: our choice].
 *
 * The days count from the activation; the older practice counted from the funding of the account, so whoever
 * makes the card says from when. All times are whole Unix seconds; the clock is the caller's.
 */
import { assert } from '../error.js';

const DAY_SECONDS = 86_400;

export const ONLINE_CARD_DAYS = 21;

/** The last day that a date can be written for, in Unix seconds, less a hundred years of lifetime. */
const LATEST_START = 8_640_000_000_000 - 3_160_000_000;

/** Can a card begin to count then? */
export function isCardStart(unixSeconds: number): boolean {
  return Number.isSafeInteger(unixSeconds) && unixSeconds >= 0 && unixSeconds <= LATEST_START;
}

/**
 * The first second in which a card is no longer valid.
 *
 * @param startUnixSeconds whole, 0 or more
 * @param days of 24 hours
 */
export function cardExpiry(startUnixSeconds: number, days: number): number {
  assert(
    Number.isSafeInteger(startUnixSeconds) && startUnixSeconds >= 0,
    'a time is a whole number of Unix seconds',
  );
  return startUnixSeconds + days * DAY_SECONDS;
}

/** Has a card expired at `nowUnixSeconds`? One without an expiry (null) never has. */
export function isExpired(expiresUnixSeconds: number | null, nowUnixSeconds: number): boolean {
  return expiresUnixSeconds !== null && nowUnixSeconds >= expiresUnixSeconds;
}
