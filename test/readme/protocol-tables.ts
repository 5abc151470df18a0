/**
 * The tables of the link's document that are lists of the code: made from it, so that they cannot differ.
 */
import { readFileSync } from 'node:fs';
import { PLANTED_FAULTS } from '../../emulator/faults/planted-faults.js';
import { MAXIMUM_COMMAND_BYTES } from '../../firmware/card/apdu.js';
import { encodeBenchCommand } from '../../firmware/card/bench-commands.js';
import {
  attestCommand,
  authenticateServerCommand,
  changePinCommand,
  getChallengeCommand,
  getDataCommand,
  lookUpCommand,
  pinStatusCommand,
  respondCommand,
  selectCommand,
  unlockCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { describeStatusWord, STATUS } from '../../firmware/card/status-words.js';
import { AID, DATA_TAG } from '../../firmware/card/tags.js';
import { MAXIMUM_MESSAGE_BYTES } from '../../firmware/link/ccid/message.js';
import { CCID_ERROR, describeCcidError } from '../../firmware/link/ccid/status.js';
import { checksumOf } from '../../firmware/link/checksum.js';
import { QUIET_MS, TIME_REQUEST_INTERVAL_MS } from '../../firmware/link/reader/reader.js';
import { READER_VARIANTS } from '../../firmware/link/reader/variants.js';
import {
  DEFAULT_INFORMATION_BYTES,
  encodeBlock,
  MAXIMUM_INFORMATION_BYTES,
} from '../../firmware/link/t1/block.js';
import { TRIES } from '../../firmware/link/t1/block-exchange.js';

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hex(byte, 2)).join(' ');
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function readers(): string {
  return table(
    ['`--reader`', 'name for libccid', 'echo', 'keypad', 'slots', 'answer to Escape `02`'],
    READER_VARIANTS.map(({ name, libccidName, echoes, pinPad, slots, firmware }) => [
      ...[code(name), code(libccidName), yesNo(echoes), yesNo(pinPad), String(slots), code(firmware)],
    ]),
  );
}

function ccidErrors(): string {
  const rows = Object.values(CCID_ERROR).map((error) => [code(hex(error, 2)), describeCcidError(error)]);
  return table(['bError', 'meaning'], rows);
}

function statusWords(): string {
  const rows = Object.values(STATUS).map((word) => [code(hex(word, 4)), describeStatusWord(word)]);
  return table(
    ['status word', 'meaning'],
    [
      ...rows,
      [code('63Cx'), 'Refused, x tries left: a wrong PIN, unlock answer or server response.'],
      [code('6Cxx'), 'The Le is too small: xx bytes are there (`00` is 256).'],
    ],
  );
}

function identifiers(): string {
  const names = { dscPlus: 'DSC+', securityCodeCard: 'Security Code Card', bench: 'bench application' };
  return table(
    ['application', 'AID'],
    Object.entries(AID).map(([name, aid]) => [names[name as keyof typeof AID], code(bytesText(aid))]),
  );
}

function commands(): string {
  const rows: readonly (readonly [string, Uint8Array])[] = [
    ['SELECT the DSC+', selectCommand(AID.dscPlus)],
    ['GET DATA, the serial number', getDataCommand(DATA_TAG.serialNumber)],
    ['VERIFY the PIN 1234', verifyCommand('1234')],
    ['VERIFY, only the state', pinStatusCommand()],
    ['INTERNAL AUTHENTICATE, the challenge 123456', respondCommand('123456')],
    ['CHANGE REFERENCE DATA, from 1234 to 8351', changePinCommand('1234', '8351')],
    ['RESET RETRY COUNTER, the answer 01234567 and the new PIN 8351', unlockCommand('01234567', '8351')],
    ['INTERNAL AUTHENTICATE, attestation', attestCommand(Uint8Array.from({ length: 16 }, (_, n) => n))],
    ['GET CHALLENGE', getChallengeCommand()],
    [
      'EXTERNAL AUTHENTICATE, the question SRV00001, the response 12345678',
      authenticateServerCommand('SRV00001', '12345678'),
    ],
    ['INTERNAL AUTHENTICATE, the index numbers 100 and 50', lookUpCommand([100, 50])],
    ['bench: PRESS KEY power', encodeBenchCommand({ type: 'pressKey', key: 'power', holdMs: null })],
    ['bench: READ DISPLAY', encodeBenchCommand({ type: 'readDisplay' })],
  ];
  return table(
    ['command', 'bytes'],
    rows.map(([name, apdu]) => [name, code(bytesText(apdu))]),
  );
}

function checksums(): string {
  const check = new TextEncoder().encode('123456789');
  const resynch = {
    kind: 'S',
    nad: 0,
    request: 'resynch',
    response: false,
    information: new Uint8Array(0),
  } as const;
  return table(
    ['of', 'LRC', 'CRC'],
    [
      [
        '`123456789` in ASCII',
        ...(['lrc', 'crc'] as const).map((kind) => code(bytesText(checksumOf(kind, check)))),
      ],
      [
        'the whole block S(RESYNCH request)',
        ...(['lrc', 'crc'] as const).map((kind) => code(bytesText(encodeBlock(resynch, kind)))),
      ],
    ],
  );
}

/** Each data object that a header of the card tells, with its tag. */
function dataObjects(): string {
  const dscPlus = indentedLines('firmware/card/dsc-plus-data.ts', /^ \* {5}01/);
  const tags = Object.values(DATA_TAG).map((tag) => hex(tag, 4));
  const unknown = dscPlus.filter((line) => !tags.includes(line.slice(0, 4)));
  if (unknown.length > 0) throw new Error(`the header tells of ${unknown}`);
  return fenced(dscPlus);
}

/** Lines of a module's header, without what makes them a comment. */
function indentedLines(file: string, first: RegExp): string[] {
  const lines = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split('\n');
  const start = lines.findIndex((line) => first.test(line));
  const end = lines.findIndex((line, index) => index > start && /^ \*(\/|$)/.test(line));
  if (start < 0 || end < start) throw new Error(`${file} has no such lines`);
  return lines.slice(start, end).map((line) => line.replace(/^ \* {1,5}/, ''));
}

function fenced(lines: readonly string[]): string {
  return ['```text', ...lines, '```'].join('\n');
}

function limits(): string {
  const rows = [
    ['CCID message, header included', `${MAXIMUM_MESSAGE_BYTES} bytes`],
    ['information field of a block', `${MAXIMUM_INFORMATION_BYTES} bytes`],
    ['the same until S(IFS) was exchanged', `${DEFAULT_INFORMATION_BYTES} bytes`],
    ['command APDU', `${MAXIMUM_COMMAND_BYTES} bytes`],
    ['silence after which the reader gives half a frame up', `${QUIET_MS} ms`],
    ['time requests while the holder types', `every ${TIME_REQUEST_INTERVAL_MS} ms`],
    ['tries for each block before a RESYNCH', String(TRIES)],
  ];
  return table(['what', 'limit'], rows);
}

function faults(): string {
  const rows = Object.entries(PLANTED_FAULTS).map(([name, what]) => [code(name), what]);
  return table(['name', 'what the card then does wrong'], rows);
}

/** Every table by its name in the document. */
export const TABLES: Readonly<Record<string, () => string>> = {
  readers,
  'ccid-errors': ccidErrors,
  'status-words': statusWords,
  identifiers,
  commands,
  checksums,
  'secure-fields': () =>
    indentedLines('firmware/link/ccid/pin-operation.ts', /^ \* \| offset in the message/).join('\n'),
  'dsc-plus-commands': () =>
    fenced(indentedLines('firmware/card/dsc-plus-application.ts', /^ \* {5}20 VERIFY/)),
  'data-objects': dataObjects,
  'code-card-commands': () =>
    fenced(indentedLines('firmware/card/code-card-application.ts', /^ \* {5}88 INTERNAL/)),
  'bench-commands': () => indentedLines('firmware/card/bench-commands.ts', /^ \* \| INS/).join('\n'),
  'bench-answers': () => fenced(indentedLines('firmware/card/bench-answers.ts', /^ \* {5}display/)),
  statement: () =>
    fenced(indentedLines('firmware/card/attestation/statement.ts', /^ \* {5}`tokentwin attestation/)),
  limits,
  faults,
};
