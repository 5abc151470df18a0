/**
 * Checks what a caller gives to a call of a token, its type too, before anything of it is encoded or sent: a PIN
 * given as a number would go out as an empty text, which is another command. The bench calls have their own.
 */
import { isAscii } from '../../firmware/ascii.js';
import { isIndex } from '../../firmware/code-card/code-card.js';
import { type ErrorCode, TokentwinError } from '../../firmware/error.js';
import type { PinPolicy } from './token.js';

/** Of a card that tells no PIN policy. */
export const DEFAULT_PIN_DIGITS = 4;
/** As much as a short command takes; no text of a card is nearly as long. */
const MAXIMUM_CHARACTERS = 255;
/** CLA, INS, P1, P2. */
const HEADER_BYTES = 4;

/** @throws TokentwinError PIN_FORMAT */
export function checkPin(pin: unknown): void {
  if (!isText(pin)) throw refused('PIN_FORMAT', `A PIN is a text of ${TEXT}.`);
}

/** Two PINs go out as one text, so each must have its length. @throws TokentwinError PIN_FORMAT */
export function checkPinDigits(pin: string, policy: PinPolicy | null): void {
  const digits = policy?.digits ?? DEFAULT_PIN_DIGITS;
  if (isDigits(pin) && pin.length === digits) return;
  throw refused('PIN_FORMAT', `A PIN of this card has ${digits} digits.`);
}

/** @throws TokentwinError PIN_FORMAT */
export function checkUnlockAnswer(answer: unknown): void {
  if (isText(answer) && isDigits(answer)) return;
  throw refused('PIN_FORMAT', 'The answer to the unlock question is a text of digits only.');
}

/** @throws TokentwinError CHALLENGE_FORMAT */
export function checkChallenge(challenge: unknown): void {
  if (!isText(challenge)) throw refused('CHALLENGE_FORMAT', `A challenge is a text of ${TEXT}.`);
}

/** @throws TokentwinError ARGUMENT */
export function checkServerTexts(serverQuestion: unknown, serverResponse: unknown): void {
  if (isText(serverQuestion) && isText(serverResponse)) return;
  throw refused('ARGUMENT', `The server's question and its response are texts of ${TEXT} each.`);
}

/** @throws TokentwinError ARGUMENT, CARD_INDEX */
export function checkIndices(indices: unknown): void {
  if (!Array.isArray(indices)) throw refused('ARGUMENT', 'Index numbers are given as an array.');
  // A hole in an array is nothing to `every` alone.
  if (indices.length > 0 && Array.from(indices).every(isIndex)) return;
  throw refused('CARD_INDEX', 'Give one or more index numbers from 1 to 224.');
}

/** @throws TokentwinError ARGUMENT */
export function checkCommand(command: unknown): void {
  if (command instanceof Uint8Array && command.length >= HEADER_BYTES) return;
  throw refused('ARGUMENT', 'A command is a Uint8Array of 4 bytes or more: CLA, INS, P1, P2 and the rest.');
}

const TEXT = `1 to ${MAXIMUM_CHARACTERS} characters of ASCII`;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAXIMUM_CHARACTERS && isAscii(value);
}

function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

function refused(code: ErrorCode, sentence: string): TokentwinError {
  return new TokentwinError(code, sentence, { outcomeUnknown: false });
}
