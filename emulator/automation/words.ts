/**
 * The words of a line that operates a device, each with its place, so that a refusal can say where it is.
 */
import { TokentwinError } from '../../firmware/error.js';

/** A word with the place of its first character in the line, from 1. */
export interface Word {
  readonly text: string;
  readonly column: number;
  /** Was it in quotation marks? */
  readonly isQuoted: boolean;
}

/** @throws TokentwinError SCRIPT_LINE with the column */
export function refuseAt(column: number, reason: string): never {
  throw new TokentwinError('SCRIPT_LINE', reason, { column });
}

/**
 * The words of a line; one in double quotation marks may have blanks. A `#` at the beginning of a word makes the rest
 * a comment.
 *
 * @throws TokentwinError SCRIPT_LINE for a quotation mark without its end, and for a control character, which a message
 *   with the word would send to a terminal
 */
export function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at);
    const blank = /^\s+/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('#')) break;
    const quoted = /^"([^"]*)"(?=\s|$)/.exec(rest);
    if (quoted === null && rest.startsWith('"'))
      refuseAt(at + 1, 'A quotation mark needs its end, and a blank behind it.');
    const text = quoted?.[1] ?? (/^\S+/.exec(rest) as RegExpExecArray)[0];
    const control = text.search(/\p{Cc}/u);
    if (control >= 0) refuseAt(at + 1 + control, 'A word has no control characters.');
    words.push({ text, column: at + 1, isQuoted: quoted !== null });
    at += quoted?.[0].length ?? text.length;
  }
  return words;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const UNIT_NAMES: Readonly<Record<string, string>> = { ms: 'milliseconds', s: 'seconds' };

/**
 * A duration in milliseconds.
 *
 * @param unit of a number without one: ms or s
 * @throws TokentwinError SCRIPT_LINE
 */
export function durationMs(word: Word | undefined, column: number, unit: 'ms' | 's'): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m)?$/.exec(word?.text ?? '');
  const ms = Number(match?.[1]) * (UNITS[match?.[2] ?? unit] as number);
  if (match === null || ms > 1e12)
    refuseAt(word?.column ?? column, `The duration must be a number of ${UNIT_NAMES[unit]}, 0 or more.`);
  return ms;
}
