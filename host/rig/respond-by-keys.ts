/**
 * A login at a test device by its own keys, pressed from the bench: power, PIN, OK, challenge, OK, and the
 * response read from the display.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { assert, TokentwinError } from '../../firmware/error.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import type { Bench, BenchDisplay, BenchKey } from '../driver/bench.js';
import type { CallOptions, Token, TokenInfo } from '../driver/token.js';

export interface KeyOptions extends CallOptions {
  /** Milliseconds of real time between two keys, so that a person can follow them on the drawn card. */
  readonly paceMs: number;
}

/** A divided response comes in two parts; a display that shows none after so many is another device's. */
const MAXIMUM_PARTS = 8;

/**
 * The response to a challenge. PIN and challenge are checked before a key is pressed, so that a malformed one
 * costs no try. The card is left showing the response.
 *
 * @throws TokentwinError CHALLENGE_FORMAT, PIN_FORMAT, PIN_WRONG, CARD_LOCKED, CARD_DEAD, CARD_BATTERY,
 *   APPLICATION_MISSING on a device without bench application, ABORTED by the caller's signal
 */
export async function respondByKeys(
  token: Token,
  pin: string,
  challenge: string,
  call: KeyOptions,
): Promise<string> {
  const info = await token.info(call);
  checkDigits(challenge, info.challengeDigits, 'CHALLENGE_FORMAT', 'challenge');
  checkDigits(pin, info.pin?.digits ?? null, 'PIN_FORMAT', 'PIN');
  checkUsable(info);
  const { bench } = token;
  const { text } = await press(bench, ['power'], call);
  if (text.trim() === '')
    throw new TokentwinError('CARD_BATTERY', 'The card shows nothing: is its battery flat?');
  await press(bench, [...pin, 'ok'] as BenchKey[], call);
  await checkPinTaken(token, info, call);
  await press(bench, [...challenge] as BenchKey[], call);
  return await readResponse(token, digitsOf(info), call);
}

/** @param keys one or more @returns what the display shows after the last one */
async function press(
  bench: Bench,
  keys: readonly BenchKey[],
  { paceMs, ...call }: KeyOptions,
): Promise<BenchDisplay> {
  let display: BenchDisplay | null = null;
  for (const key of keys) {
    display = await bench.press(key, call);
    if (paceMs > 0) await pause(paceMs, call.signal);
  }
  assert(display !== null, 'at least one key is pressed');
  return display;
}

/** @throws TokentwinError ABORTED */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    // A timer fails in this way alone. The card computes at the last OK, which no pause follows.
    throw new TokentwinError('ABORTED', 'The login was called off between two keys.', {
      outcomeUnknown: false,
    });
  }
}

function checkDigits(
  text: string,
  length: number | null,
  code: 'CHALLENGE_FORMAT' | 'PIN_FORMAT',
  what: string,
): void {
  if (/^[0-9]+$/.test(text) && (length === null || text.length === length)) return;
  const form = length === null ? 'be digits only' : `have exactly ${length} digits`;
  throw new TokentwinError(code, `The ${what} must ${form}.`);
}

/** @throws TokentwinError CARD_LOCKED, CARD_DEAD */
export function checkUsable({ lifeCycle }: TokenInfo): void {
  if (lifeCycle === 'dead') {
    throw new TokentwinError(
      'CARD_DEAD',
      'The card is dead: it was wiped after too many wrong unlock answers.',
    );
  }
  if (lifeCycle === 'locked') {
    throw new TokentwinError(
      'CARD_LOCKED',
      'The card is locked: ask for its question by `tokentwin host unlock`.',
    );
  }
}

/** Prompts differ from card to card, but a wrong PIN costs a try on all that compare it. */
async function checkPinTaken(token: Token, before: TokenInfo, call: CallOptions): Promise<void> {
  if (before.triesLeft === null) return;
  const { triesLeft, lifeCycle } = await token.info(call);
  if (lifeCycle === 'locked') {
    throw new TokentwinError('CARD_LOCKED', 'The PIN was wrong for the last time: the card is locked now.');
  }
  if (triesLeft === null || triesLeft >= before.triesLeft) return;
  throw new TokentwinError(
    'PIN_WRONG',
    `The card refused the PIN: ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'} before it locks.`,
    { triesLeft },
  );
}

function digitsOf({ suite }: TokenInfo): number {
  if (suite === null)
    throw new TokentwinError('CARD_REFUSED', 'The card does not tell how long its responses are.');
  return parseSuite(suite).digits;
}

/** OK ends the entry of the challenge, and then shows the next part of a divided response. */
async function readResponse(token: Token, digits: number, call: CallOptions): Promise<string> {
  let response = '';
  for (let part = 0; part < MAXIMUM_PARTS && response.length < digits; part += 1) {
    const { text } = await token.bench.press('ok', call);
    response += /^ *([0-9]+) *$/.exec(text)?.[1] ?? '';
  }
  if (response.length === digits) return response;
  throw new TokentwinError('CARD_REFUSED', 'The display does not show a response of the right length.');
}
