/**
 * A picture's lines with the terminal's escape sequences for their styles (ECMA-48 SGR), and the sequence that
 * hands a text to the terminal's clipboard.
 */
import type { Colour, Picture, Style } from './picture.js';

/** Of the 16 standard colours, those that are readable on dark and on light. */
const COLOURS: Readonly<Record<Colour, string>> = { red: '31', green: '32' };

function parameters({ bold, inverse, colour }: Style, colours: boolean): string[] {
  return [
    ...(bold === true ? ['1'] : []),
    ...(inverse === true ? ['7'] : []),
    ...(colour !== undefined && colours ? [COLOURS[colour]] : []),
  ];
}

/** @param colours false leaves colours out (NO_COLOR), bold and inverse stay */
export function styledText({ lines }: Picture, colours: boolean): string {
  return lines
    .map((spans) =>
      spans
        .map(({ text, style }) => {
          const codes = parameters(style, colours);
          return codes.length === 0 ? text : `\x1b[${codes.join(';')}m${text}\x1b[m`;
        })
        .join(''),
    )
    .join('\n');
}

/** OSC 52: sets the clipboard, where the terminal allows it. */
export function clipboardSequence(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}
