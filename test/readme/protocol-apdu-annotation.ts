/** Commands, responses and answers to reset, each byte with what it means. */
import { describeCommand } from '../../firmware/card/describe.js';
import { describeStatusWord } from '../../firmware/card/status-words.js';
import { type Part, part } from './protocol-part.js';

export interface ApduContext {
  /** The rest comes in other blocks. */
  readonly more: boolean;
  /** What is answered; null when this is a command. */
  readonly command: Uint8Array | null;
}

/** A command or response, or its first piece. */
export function apduParts(bytes: Uint8Array, { more, command }: ApduContext): Part[] {
  if (command === null) return commandParts(bytes, more);
  if (more) return [part(bytes, 0, bytes.length, 'the first piece of the response')];
  const end = bytes.length - 2;
  const statusWord = ((bytes[end] as number) << 8) | (bytes[end + 1] as number);
  return [...responseData(command, bytes.subarray(0, end)), part(bytes, end, 2, sentence(statusWord))];
}

function commandParts(bytes: Uint8Array, more: boolean): Part[] {
  const name = more ? 'the header of a command' : describeCommand(bytes).replace(/ \(.*$/, '');
  const parts = [part(bytes, 0, 4, `CLA INS P1 P2: ${name}`)];
  if (bytes.length === 4) return parts;
  if (bytes.length === 5) return [...parts, part(bytes, 4, 1, expectedWords(bytes[4] as number))];
  const isExtended = bytes[4] === 0;
  const head = isExtended ? 3 : 1;
  const length = isExtended ? ((bytes[5] as number) << 8) | (bytes[6] as number) : (bytes[4] as number);
  parts.push(part(bytes, 4, head, `Lc ${length}${isExtended ? ', extended' : ''}`));
  const data = bytes.subarray(4 + head, 4 + head + length);
  parts.push(part(data, 0, data.length, more ? 'the data begin' : dataWords(data)));
  const rest = bytes.subarray(4 + head + length);
  return rest.length === 0 ? parts : [...parts, part(rest, 0, rest.length, expectedWords(rest[0] as number))];
}

function expectedWords(length: number): string {
  return length === 0 ? 'Le: as many as there are' : `Le ${length}`;
}

function responseData(command: Uint8Array, data: Uint8Array): Part[] {
  if (data.length === 0) return [];
  if (data[0] === 0x6f && command[1] === 0xa4) return templateParts(data);
  return [part(data, 0, data.length, dataWords(data))];
}

const TEMPLATE_WORDS: Readonly<Record<number, string>> = {
  128: 'version',
  129: 'serial number',
  130: 'suite',
  131: 'profile',
};

/** The file control information: templates 6F and A5, and what is in them. */
function templateParts(data: Uint8Array): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < data.length; ) {
    const tag = data[at] as number;
    const length = data[at + 1] as number;
    if (tag === 0x6f || tag === 0xa5) {
      parts.push(part(data, at, 2, `template ${hex(tag)}, ${length} bytes`));
      at += 2;
      continue;
    }
    const value = data.subarray(at + 2, at + 2 + length);
    const words = tag === 0x84 ? 'AID' : `${TEMPLATE_WORDS[tag]} ${dataWords(value)}`;
    parts.push(part(data, at, 2 + length, `tag ${hex(tag)}: ${words}`));
    at += 2 + length;
  }
  return parts;
}

/** The twin's own answer to reset, as its header in `atr.ts` lays it out. */
export function atrParts(data: Uint8Array): Part[] {
  return [
    part(data, 0, 1, 'ATR, TS: direct convention'),
    part(data, 1, 1, 'T0: TD1 follows, 13 historical bytes'),
    part(data, 2, 1, 'TD1: T=1, TD2 follows'),
    part(data, 3, 1, 'TD2: T=1, TA3 and TB3 follow'),
    part(data, 4, 1, 'TA3: IFSC 254'),
    part(data, 5, 1, 'TB3: BWI 4, CWI 5'),
    part(data, 6, 2, 'category 80, tag 5 of 11 bytes'),
    part(data, 8, data.length - 9, dataWords(data.subarray(8, -1))),
    part(data, data.length - 1, 1, 'TCK'),
  ];
}

function dataWords(data: Uint8Array): string {
  const isText = data.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? `"${Buffer.from(data).toString('latin1')}"` : `${data.length} bytes`;
}

function sentence(statusWord: number): string {
  return `status word: ${describeStatusWord(statusWord)}`;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase();
}
