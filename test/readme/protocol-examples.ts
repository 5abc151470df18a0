/**
 * The byte examples of the link's document, each made by running the driver's core against the demo card.
 */
import { createHash } from 'node:crypto';
import { testAuthorityCertificate } from '../../firmware/card/attestation/authority.js';
import { attestationStatement } from '../../firmware/card/attestation/statement.js';
import {
  attestCommand,
  getDataCommand,
  respondCommand,
  selectCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { FIRMWARE_VERSION } from '../../firmware/card/firmware-version.js';
import { AID, DATA_TAG } from '../../firmware/card/tags.js';
import { verifyEntry } from '../../host/driver/keypad-entry.js';
import { Annotator } from './protocol-annotation.js';
import { type Part, part } from './protocol-part.js';
import { type Passage, ProtocolSession } from './protocol-session.js';

const BYTES_A_LINE = 16;
const HEX_COLUMN = 8;
const MEANING_COLUMN = HEX_COLUMN + 3 * BYTES_A_LINE;

/** `host` or `reader`, bytes in hexadecimal, what they mean; a line that begins with `*` tells what happens. */
export function exampleText(passages: readonly Passage[], annotator: Annotator, notes: Notes = {}): string {
  const lines: string[] = [];
  let last = passages[0]?.atMs ?? 0;
  for (const [index, { from, atMs, bytes, arrived }] of passages.entries()) {
    if (atMs > last) lines.push(`* ${atMs - last} ms later`);
    last = atMs;
    const note = notes[index];
    if (note !== undefined) lines.push(`* ${note}`);
    if (arrived !== bytes) lines.push('* one byte is changed on the way; what arrives is');
    lines.push(...partLines(from, annotator.annotate(from, arrived)));
  }
  return lines.join('\n');
}

/** What happens before the passage of a number, beside the bytes. */
type Notes = Readonly<Record<number, string>>;

function partLines(from: string, parts: readonly Part[]): string[] {
  return parts.flatMap(({ bytes, meaning }, index) => {
    const rows = Math.max(1, Math.ceil(bytes.length / BYTES_A_LINE));
    return Array.from({ length: rows }, (_, row) => {
      const shown = bytes.subarray(row * BYTES_A_LINE, (row + 1) * BYTES_A_LINE);
      const who = index === 0 && row === 0 ? from : '';
      const line = `${who.padEnd(HEX_COLUMN)}${hex(shown).padEnd(MEANING_COLUMN - HEX_COLUMN)}`;
      return `${line}${row === 0 ? meaning : ''}`.trimEnd();
    });
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

/** A session with the DSC+ selected, whose bytes until then are not shown again. */
function selected(options: ConstructorParameters<typeof ProtocolSession>[0] = {}) {
  const session = new ProtocolSession(options);
  session.open();
  session.transmit(selectCommand(AID.dscPlus));
  const annotator = new Annotator();
  for (const { from, bytes } of session.passages.splice(0)) annotator.annotate(from, bytes);
  return { session, annotator };
}

function login(): string {
  const session = new ProtocolSession();
  session.open();
  for (const command of [selectCommand(AID.dscPlus), verifyCommand('1234'), respondCommand('123456')])
    session.transmit(command);
  return exampleText(session.passages, new Annotator());
}

function keypad(): string {
  const { session, annotator } = selected();
  const typed = 1500;
  session.plan(typed, () => {
    session.twin.type('1234');
    session.twin.press('ok');
  });
  session.request((client, at, done) => client.enterPin(verifyEntry(4, 30_000), at, done));
  return exampleText(session.passages, annotator, {
    1: 'the display of the card shows PIN>',
    3: 'the holder has typed 1234 and OK',
  });
}

/** A VERIFY whose data are far too long: refused, without costing a try. */
function chainedCommand(): string {
  const { session, annotator } = selected({ variant: 'two-slot' });
  session.transmit(verifyCommand('7'.repeat(256)));
  return exampleText(session.passages, annotator);
}

function chainedResponse(): string {
  const { session, annotator } = selected({ variant: 'two-slot' });
  session.transmit(getDataCommand(DATA_TAG.certificate));
  return exampleText(session.passages, annotator);
}

/** Changes one byte of the first passage that comes from an end. */
function damageOnce(session: ProtocolSession, end: 'host' | 'reader', offsetFromEnd: number): void {
  session.damage = (bytes, from) => {
    if (from !== end) return bytes;
    session.damage = (unharmed) => unharmed;
    const damaged = bytes.slice();
    const offset = damaged.length - offsetFromEnd;
    damaged[offset] = (damaged[offset] as number) ^ 0x20;
    return damaged;
  };
}

function damagedCommand(): string {
  const { session, annotator } = selected({ variant: 'two-slot' });
  damageOnce(session, 'host', 4);
  session.transmit(getDataCommand(DATA_TAG.serialNumber));
  return exampleText(session.passages, annotator);
}

function damagedAnswer(): string {
  const { session, annotator } = selected({ variant: 'two-slot' });
  damageOnce(session, 'reader', 6);
  session.transmit(getDataCommand(DATA_TAG.serialNumber));
  return exampleText(session.passages, annotator);
}

function cardMoves(): string {
  const { session, annotator } = selected();
  session.reader.removeCard(0);
  session.request((client, at, done) => client.look(at, done));
  session.reader.insertCard(0);
  session.request((client, at, done) => client.look(at, done));
  return exampleText(session.passages, annotator, {
    0: 'the card is taken out; the next command is answered',
    2: 'the card is put in again',
  });
}

const NONCE = Uint8Array.from({ length: 16 }, (_, index) => index);

function attestation(): string {
  const { session } = selected();
  const statement = attestationStatement(NONCE, {
    kind: 'dsc-plus',
    serialNumber: '10000001',
    firmwareVersion: FIRMWARE_VERSION,
  });
  const signature = session.transmit(attestCommand(NONCE)).subarray(0, -2);
  return [
    ...partLines('signed', statementParts(statement)),
    ...partLines('gives', [part(signature, 0, 64, 'the signature, as INTERNAL AUTHENTICATE returns it')]),
  ].join('\n');
}

function statementParts(statement: Uint8Array): Part[] {
  const label = statement.indexOf(0) + 1;
  const parts = [part(statement, 0, label, '"tokentwin attestation 1", 00')];
  const names = ['nonce', 'kind', 'serial number', 'firmware version'];
  for (let at = label; at < statement.length; ) {
    const length = statement[at] as number;
    const name = names.shift() as string;
    parts.push(part(statement, at, 1, `length of the ${name}`), part(statement, at + 1, length, name));
    at += 1 + length;
  }
  return parts;
}

function authority(): string {
  const der = testAuthorityCertificate();
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const digest = createHash('sha256').update(der).digest('hex');
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', '', `SHA-256 ${digest}`].join(
    '\n',
  );
}

/** Every example by its name in the document. */
export const EXAMPLES: Readonly<Record<string, () => string>> = {
  login,
  keypad,
  'chained-command': chainedCommand,
  'chained-response': chainedResponse,
  'damaged-command': damagedCommand,
  'damaged-answer': damagedAnswer,
  'card-moves': cardMoves,
  attestation,
  authority,
};
