/**
 * Codes printed by the count, for `hotp` and `totp`: a line each, or an object a line as JSON.
 */
import { MAX_UINT64 } from '../../firmware/oath/bytes.js';
import { print } from './standard-output.js';

/** Codes are computed and written out in pieces of this many. */
const CODES_AT_ONCE = 65_536n;

/** What codes come from: counters or points in time, `step` apart. */
export interface CodeSource {
  codes(first: bigint, count: number): string[];
  lines(first: bigint, count: number): Uint8Array;
}

export interface CodeSeries {
  readonly first: bigint;
  readonly step: bigint;
  readonly count: bigint;
  /** The name in JSON of what a code is for. */
  readonly unit: 'counter' | 'time';
}

function jsonLines(codes: readonly string[], first: bigint, { step, unit }: CodeSeries): string {
  let text = '';
  for (const [index, code] of codes.entries())
    text += `${JSON.stringify({ code, [unit]: String(first + BigInt(index) * step) })}\n`;
  return text;
}

/**
 * Prints a series. Where it runs out of the range, what is in the range is printed first.
 *
 * @throws TokentwinError as the source for a counter or time that it refuses
 */
export function printCodes(source: CodeSource, series: CodeSeries, json: boolean): void {
  const { first, step, count } = series;
  for (let printed = 0n; printed < count; ) {
    const at = first + printed * step;
    // One that is out of range is asked for alone, so that the source says why it is refused.
    const inRange = at > MAX_UINT64 ? 1n : (MAX_UINT64 - at) / step + 1n;
    const wanted = [CODES_AT_ONCE, count - printed, inRange];
    const piece = Number(wanted.reduce((least, each) => (each < least ? each : least)));
    print(json ? jsonLines(source.codes(at, piece), at, series) : source.lines(at, piece));
    printed += BigInt(piece);
  }
}
