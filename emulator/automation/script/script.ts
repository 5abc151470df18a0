/**
 * A script as text, and what its lines say:
 *
 *     device card dsc-plus pin=1234 seed=login    a new device with a name: a profile, a token file, or demo
 *     press power                                 the statements of `statement.ts`, on the device named last
 *     card: type 1234                             the same on another device
 *     expect "CHAL>"                              what the display shows now; `expect off` when it is dark
 *     expect value A3DZ3V                         what was looked up last on a code card
 *     wait "CHAL>"                                lets virtual time pass until the display shows it
 *     expect frame                                the picture of the display, in the lines behind it:
 *     | --+--
 *
 * Without a `device` line there is one, `card`: the demo card. `wait` goes from change to change, so it waits for no
 * clock, and fails when nothing changes any more.
 */
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { parseStatement, type Statement } from '../statement.js';
import { refuseAt, type Word, wordsOf } from '../words.js';

export type ScriptStep =
  | {
      readonly type: 'device';
      readonly name: string;
      /** A profile's name, a file, or `demo`. */
      readonly source: string;
      readonly settings: Readonly<Record<string, string>>;
    }
  | { readonly type: 'statement'; readonly device: string | null; readonly statement: Statement }
  | { readonly type: 'expect text'; readonly device: string | null; readonly text: string }
  | { readonly type: 'expect value'; readonly device: string | null; readonly value: string }
  | { readonly type: 'wait'; readonly device: string | null; readonly text: string }
  | { readonly type: 'expect frame'; readonly device: string | null; readonly picture: readonly string[] };

export interface ScriptLine {
  /** From 1. */
  readonly line: number;
  /** How many lines it takes, those of a picture included. */
  readonly lines: number;
  /** As it stands in the script, without blanks around it. */
  readonly text: string;
  readonly step: ScriptStep;
}

const SETTINGS = ['pin', 'seed', 'key', 'serial'] as const;
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const PICTURE = /^\s*\|/;

function required(word: Word | undefined, behind: Word, what: string): Word {
  return word ?? refuseAt(behind.column + behind.text.length, `${what} is missing.`);
}

function checkName(name: string, column: number): void {
  if (!NAME.test(name)) refuseAt(column, 'A name has a letter, then letters, digits and -; at most 40.');
}

function nothingMore(word: Word | undefined): void {
  if (word !== undefined) refuseAt(word.column, 'Nothing more belongs on this line.');
}

function deviceStep(words: readonly [Word, ...Word[]]): ScriptStep {
  const [command, nameWord, sourceWord, ...settings] = words;
  const name = required(nameWord, command, 'The name of the device');
  checkName(name.text, name.column);
  const source = required(sourceWord, name, 'A profile, a token file, or demo');
  const given: Record<string, string> = {};
  for (const { text, column } of settings) {
    const [setting = '', ...value] = text.split('=');
    if (value.length === 0 || !SETTINGS.some((known) => known === setting))
      refuseAt(column, `A setting is one of ${SETTINGS.join(', ')}, as in pin=1234.`);
    given[setting] = value.join('=');
  }
  return { type: 'device', name: name.text, source: source.text, settings: given };
}

function expectStep(words: readonly [Word, ...Word[]], device: string | null): ScriptStep {
  const [command, second, third, fourth] = words;
  const what = required(second, command, 'A text in quotation marks, off, frame or value');
  if (what.isQuoted) {
    nothingMore(third);
    return { type: 'expect text', device, text: what.text };
  }
  switch (what.text) {
    case 'off':
      nothingMore(third);
      return { type: 'expect text', device, text: '' };
    case 'frame':
      nothingMore(third);
      return { type: 'expect frame', device, picture: [] };
    case 'value':
      nothingMore(fourth);
      return { type: 'expect value', device, value: required(third, what, 'The value').text };
    default:
      return refuseAt(what.column, 'Expected is a text in quotation marks, off, frame or value.');
  }
}

function stepOf(line: string): ScriptStep | null {
  const all = wordsOf(line);
  const [label] = all;
  const device = label?.text.endsWith(':') === true && !label.isQuoted ? label.text.slice(0, -1) : null;
  if (device !== null) checkName(device, (label as Word).column);
  const [command, ...rest] = device === null ? all : all.slice(1);
  if (command === undefined) {
    if (device !== null) refuseAt((label as Word).column, 'Behind the device there is something to do.');
    return null;
  }
  const words = [command, ...rest] as const;
  switch (command.text) {
    case 'device':
      if (device !== null) refuseAt(command.column, 'A device is made on a line of its own.');
      return deviceStep(words);
    case 'expect':
      return expectStep(words, device);
    case 'wait': {
      const text = required(rest[0], command, 'A text in quotation marks');
      if (!text.isQuoted) refuseAt(text.column, 'Waited is for a text in quotation marks.');
      nothingMore(rest[1]);
      return { type: 'wait', device, text: text.text };
    }
    default: {
      const statement = parseStatement(words);
      if (statement === null)
        refuseAt(
          command.column,
          'The command is unknown: use press, hold, type, advance, wait, expect, device, lookup, fault, battery or cut-power.',
        );
      return { type: 'statement', device, statement };
    }
  }
}

/** A refusal with line and column in front. */
export function atLine(line: number, error: unknown): unknown {
  if (!isTokentwinError(error)) return error;
  const { column } = error.details;
  const place = column === undefined ? `Line ${line}` : `Line ${line}, column ${column}`;
  return new TokentwinError('SCRIPT_LINE', `${place}: ${error.message}`);
}

/**
 * Reads a script.
 *
 * @throws TokentwinError SCRIPT_LINE with line and column
 */
export function parseScript(text: string): readonly ScriptLine[] {
  const lines = text.split(/\r?\n/);
  const script: ScriptLine[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    try {
      const step = stepOf(line);
      if (step === null) continue;
      const picture: string[] = [];
      if (step.type === 'expect frame')
        while (PICTURE.test(lines[index + 1 + picture.length] ?? ''))
          picture.push((lines[index + 1 + picture.length] as string).replace(PICTURE, '').replace(/^ /, ''));
      script.push({
        line: index + 1,
        lines: 1 + picture.length,
        text: line.trim(),
        step: step.type === 'expect frame' ? { ...step, picture } : step,
      });
      index += picture.length;
    } catch (error) {
      throw atLine(index + 1, error);
    }
  }
  return script;
}
