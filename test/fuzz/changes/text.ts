/**
 * Changes to a text: its tokens (words, numbers, separators) and lines, and now and then its bytes.
 */
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';
import { changeBytes } from './bytes.js';

const TOKEN = /[A-Za-z]+|[0-9]+|\s+|[^A-Za-z0-9\s]/gu;

export const EDGE_NUMBERS = [
  ...[
    '0',
    '1',
    '-1',
    '00',
    '007',
    '9',
    '10',
    '63',
    '64',
    '65',
    '224',
    '225',
    '255',
    '256',
    '999',
    '65535',
    '65536',
  ],
  ...['4294967295', '4294967296', '9007199254740991', '9007199254740992', '18446744073709551615'],
  ...['18446744073709551616', '1e9', '1e999', '0.5', '-0', '99999999999999999999999999'],
] as const;

const ODD_TEXTS = [
  ...['', ' ', '\t', '\n', '\r\n', '\0', '\u001b[2J', '"', "'", '`', '\\', '/', ':', ';', ',', '-', '%', '#'],
  ...['\ufeff', '\u00a0', '\u2028', '\u202e', 'é', 'ẞ', '٣', '３', '😀', '\ud800', 'K', 'ı'],
  ...['__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', 'Infinity', 'true', '../..'],
] as const;

const MAXIMUM_CHARACTERS = 100_000;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** A file or line as the product reads it. */
export function textOf(input: Input): string {
  return decoder.decode(input[0] ?? new Uint8Array(0));
}

export function inputOf(text: string): Input {
  return [encoder.encode(text.slice(0, MAXIMUM_CHARACTERS))];
}

type TextChange = (draws: Draws, text: string, other: string) => string;

/** Another token in place of one: of the same kind from another text, an edge, or something odd. */
const changeToken: TextChange = (draws, text, other) => {
  const tokens = [...text.matchAll(TOKEN)];
  if (tokens.length === 0) return draws.pick(ODD_TEXTS);
  const token = draws.pick(tokens);
  const isNumber = /^[0-9]/.test(token[0]);
  const others = other.match(TOKEN) ?? [];
  const replacement =
    isNumber && !draws.onceIn(4)
      ? draws.pick(EDGE_NUMBERS)
      : others.length > 0 && draws.onceIn(2)
        ? draws.pick(others)
        : draws.pick(ODD_TEXTS);
  return text.slice(0, token.index) + replacement + text.slice(token.index + token[0].length);
};

const changeCharacter: TextChange = (draws, text) => {
  const at = draws.below(text.length + 1);
  const odd = draws.onceIn(3) ? draws.pick(ODD_TEXTS) : String.fromCharCode(0x20 + draws.below(0x5f));
  return text.slice(0, at) + odd + text.slice(at + draws.below(2));
};

const changeCase: TextChange = (draws, text) => {
  const at = draws.below(Math.max(1, text.length));
  const character = text.charAt(at);
  const other = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
  return text.slice(0, at) + other + text.slice(at + 1);
};

const removePart: TextChange = (draws, text) => {
  const start = draws.below(text.length + 1);
  const length = draws.onceIn(3) ? draws.below(text.length - start + 1) : 1 + draws.below(4);
  return text.slice(0, start) + text.slice(start + length);
};

const repeatPart: TextChange = (draws, text) => {
  const start = draws.below(text.length + 1);
  const part = text.slice(start, start + 1 + draws.below(12));
  const times = draws.onceIn(8) ? 1 + draws.below(2000) : 1 + draws.below(3);
  return text.slice(0, start) + part.repeat(times) + text.slice(start);
};

const changeLines: TextChange = (draws, text, other) => {
  const lines = text.split('\n');
  const at = draws.below(lines.length);
  switch (draws.below(4)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(at, 0, lines[at] as string).join('\n');
    case 2:
      return lines.toSpliced(at, 0, draws.pick(other.split('\n'))).join('\n');
    default: {
      const to = draws.below(lines.length);
      return lines
        .with(at, lines[to] as string)
        .with(to, lines[at] as string)
        .join('\n');
    }
  }
};

const spliceTexts: TextChange = (draws, text, other) =>
  text.slice(0, draws.below(text.length + 1)) + other.slice(draws.below(other.length + 1));

const changeAsBytes: TextChange = (draws, text, other) =>
  decoder.decode(changeBytes(draws, encoder.encode(text), encoder.encode(other)));

const CHANGES: readonly TextChange[] = [
  ...[changeToken, changeToken, changeToken, changeCharacter, changeCharacter, changeCase],
  ...[removePart, repeatPart, changeLines, spliceTexts, changeAsBytes],
];

export const changeText: Change = (draws, input, pool) => {
  const other = textOf(draws.pick(pool));
  // Now and then what is no UTF-8 at all.
  if (draws.onceIn(30)) return [changeBytes(draws, input[0] ?? new Uint8Array(0), new Uint8Array(0))];
  return inputOf(draws.pick(CHANGES)(draws, textOf(input), other));
};
