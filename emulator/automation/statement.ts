/**
 * The lines that operate a device, from standard input of the headless emulator or from a script:
 *
 *     press KEY          power, 0 to 9, back, ok
 *     hold KEY TIME      keeps a key down: 500, 500ms or 2s
 *     type DIGITS        presses their keys
 *     advance TIME       lets virtual time pass: 30, 30s, 500ms or 2m
 *     cut-power          takes the battery out and puts it back
 *     battery PERCENT    sets the charge; `battery estimated` lets the card count
 *     fault NAME VALUE   makes something wrong with the device; `fault none` makes all right again
 *     lookup INDEX ...   card values, when the device is a code card
 *     card-out, card-in  takes the card out of its reader, puts it back
 *     frame              the frame as it is
 *
 * A number of `hold` is milliseconds and one of `advance` seconds, unless the unit says otherwise.
 */
import { parseIndex } from '../../firmware/code-card/lookup.js';
import { KEY_NAMES, type KeyName } from '../../firmware/dsc-plus/keys.js';
import { type Fault, parseFault } from './fault-words.js';
import { durationMs, refuseAt, type Word } from './words.js';

export type Statement =
  | { readonly type: 'press'; readonly key: KeyName }
  | { readonly type: 'hold'; readonly key: KeyName; readonly ms: number }
  | { readonly type: 'type'; readonly digits: string }
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'cut-power' }
  | { readonly type: 'battery'; readonly percent: number | null }
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'lookup'; readonly indices: readonly number[] }
  | { readonly type: 'card-out' }
  | { readonly type: 'card-in' }
  | { readonly type: 'frame' };

function keyOf(word: Word | undefined, column: number): KeyName {
  const key = KEY_NAMES.find((name) => name === word?.text);
  return key ?? refuseAt(word?.column ?? column, `A key is one of ${KEY_NAMES.join(', ')}.`);
}

function percentOf(word: Word | undefined, column: number): number | null {
  if (word?.text === 'estimated') return null;
  const match = /^([0-9]{1,3})%?$/.exec(word?.text ?? '');
  if (match === null || Number(match[1]) > 100)
    refuseAt(word?.column ?? column, 'The charge is 0 to 100 per cent, or estimated.');
  return Number(match[1]);
}

/**
 * @param words of a line, at least one
 * @returns null when the first word is none of these
 * @throws TokentwinError SCRIPT_LINE, ARGUMENT, CARD_INDEX
 */
export function parseStatement(words: readonly Word[]): Statement | null {
  const [command, ...rest] = words as readonly [Word, ...Word[]];
  const [first, second] = rest;
  const behind = command.column + command.text.length;
  switch (command.text) {
    case 'press':
      return { type: 'press', key: keyOf(first, behind) };
    case 'hold':
      return { type: 'hold', key: keyOf(first, behind), ms: durationMs(second, behind, 'ms') };
    case 'type':
      return { type: 'type', digits: rest.map(({ text }) => text).join('') };
    case 'advance':
      return { type: 'advance', ms: durationMs(first, behind, 's') };
    case 'battery':
      return { type: 'battery', percent: percentOf(first, behind) };
    case 'fault':
      return { type: 'fault', fault: parseFault(rest, behind) };
    case 'lookup':
      return { type: 'lookup', indices: rest.map(({ text }) => parseIndex(text)) };
    case 'cut-power':
    case 'card-out':
    case 'card-in':
    case 'frame':
      return { type: command.text };
    default:
      return null;
  }
}
