/**
 * The document of the serial link: what the code has made in it is current, and its examples can be played.
 */
import { verify, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TokenReader } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import type { ReaderVariantName } from '../../firmware/link/reader/variants.js';
import { EXAMPLES } from './protocol-examples.js';
import { TABLES } from './protocol-tables.js';

const FILE = new URL('../../firmware/link/PROTOCOL.md', import.meta.url);
const REMAKE = 'UPDATE_PROTOCOL=1 npx vitest run test/readme/protocol.test.ts';
const MADE = /<!-- made: ([a-z0-9-]+) -->\n([\s\S]*?)<!-- end -->/g;

/** What stands between the marks of a name. */
function made(name: string): string {
  const table = TABLES[name];
  if (table !== undefined) return `${table()}\n`;
  const example = EXAMPLES[name];
  if (example === undefined) throw new Error(`the document wants ${name}, which nothing makes`);
  return `\`\`\`text\n${example()}\n\`\`\`\n`;
}

if (process.env.UPDATE_PROTOCOL === '1') {
  const text = readFileSync(FILE, 'utf8');
  writeFileSync(
    FILE,
    text.replace(MADE, (_, name: string) => `<!-- made: ${name} -->\n${made(name)}<!-- end -->`),
  );
}

const document = readFileSync(FILE, 'utf8');
const pieces = new Map([...document.matchAll(MADE)].map(([, name = '', text = '']) => [name, text]));

interface Turn {
  readonly from: 'host' | 'reader';
  readonly bytes: number[];
}

/** The bytes of an example, as a reader of the document would copy them. */
function turnsOf(name: string): Turn[] {
  const turns: Turn[] = [];
  for (const line of (pieces.get(name) ?? '').split('\n')) {
    if (/^(\*|`|$)/.test(line)) continue;
    const from = line.slice(0, 8).trim();
    if (from === 'host' || from === 'reader') turns.push({ from, bytes: [] });
    const hex = line.slice(8, 56).trim().split(' ');
    turns.at(-1)?.bytes.push(...hex.map((byte) => Number.parseInt(byte, 16)));
  }
  return turns;
}

/** A twin of its own, to which the host's bytes are sent as they stand in the document. */
class Played {
  readonly twin = DscPlus.demo();
  readonly reader: TokenReader;
  nowMs = 0;
  #answer: number[] = [];

  constructor(variant: ReaderVariantName) {
    this.reader = new TokenReader(
      { dscPlus: this.twin, codeCard: null },
      { variant, now: () => this.nowMs, output: (bytes) => this.#answer.push(...bytes) },
    );
  }

  send(bytes: readonly number[]): void {
    this.reader.receive(Uint8Array.from(bytes));
  }

  takeAnswer(): number[] {
    return this.#answer.splice(0);
  }

  play(turns: readonly Turn[]): void {
    for (const { from, bytes } of turns) {
      if (from === 'host') this.send(bytes);
      else expect(this.takeAnswer()).toEqual(bytes);
    }
    expect(this.takeAnswer()).toEqual([]);
  }

  /** Up to the selected DSC+, by the first bytes of the login. */
  begin(): void {
    for (const { bytes } of turnsOf('login')
      .filter(({ from }) => from === 'host')
      .slice(0, 7))
      this.send(bytes);
    this.takeAnswer();
  }
}

function played(variant: ReaderVariantName): Played {
  const twin = new Played(variant);
  twin.begin();
  return twin;
}

describe('PROTOCOL.md', () => {
  it.each([...Object.keys(TABLES), ...Object.keys(EXAMPLES)])(
    `has the %s of the code (${REMAKE})`,
    (name) => {
      expect(pieces.get(name)).toBe(made(name));
    },
  );

  it('has no mark for what nothing makes', () => {
    expect([...pieces.keys()].filter((name) => !(name in TABLES) && !(name in EXAMPLES))).toEqual([]);
  });

  it('names files that are there', () => {
    const names = [...document.matchAll(/\]\(([^)]+)\)|`((?:firmware|test|host)\/[a-z0-9./-]+\.[a-z]+)`/g)];
    expect(names.length).toBeGreaterThan(2);
    for (const [, link, path] of names)
      expect(() => readFileSync(new URL(link ?? `../../${path}`, FILE))).not.toThrow();
  });
});

describe('an example of PROTOCOL.md, sent to a new twin', () => {
  it('is the login that it says', () => {
    const turns = turnsOf('login');
    new Played('gempc-pinpad').play(turns);
    const answer = Buffer.from(turns.at(-1)?.bytes ?? []).toString('latin1');
    expect(answer).toContain('98276595');
  });

  it.each(['chained-command', 'chained-response', 'damaged-command'])('is the %s that it says', (name) => {
    played('two-slot').play(turnsOf(name));
  });

  it('is the damaged answer that it says, but for the damage', () => {
    const twin = played('two-slot');
    const [command, damaged, again, whole] = turnsOf('damaged-answer');
    twin.send(command?.bytes ?? []);
    const sent = twin.takeAnswer();
    const changed = sent.filter((byte, index) => byte !== damaged?.bytes[index]);
    expect([sent.length, changed.length]).toEqual([damaged?.bytes.length, 1]);
    twin.send(again?.bytes ?? []);
    expect(twin.takeAnswer()).toEqual(whole?.bytes);
    expect(whole?.bytes).toEqual(sent);
  });

  it('is the entry at the keypad that it says', () => {
    const twin = played('gempc-pinpad');
    const [command, echo, timeRequest, answer] = turnsOf('keypad');
    twin.send(command?.bytes ?? []);
    expect(twin.takeAnswer()).toEqual(echo?.bytes);
    expect(twin.twin.frame.text).toBe('PIN>');
    twin.nowMs = 1000;
    twin.reader.timePassed();
    expect(twin.takeAnswer()).toEqual(timeRequest?.bytes);
    twin.twin.type('1234');
    twin.twin.press('ok');
    expect(twin.takeAnswer()).toEqual(answer?.bytes);
  });

  it('is the movement of the card that it says', () => {
    const twin = played('gempc-pinpad');
    const turns = turnsOf('card-moves');
    twin.reader.removeCard(0);
    twin.play(turns.slice(0, 2));
    twin.reader.insertCard(0);
    twin.play(turns.slice(2));
  });
});

/** The bytes of an example that stand behind a word, up to the next one. */
function bytesBehind(name: string, word: string): Uint8Array {
  const lines = (pieces.get(name) ?? '').split('\n');
  const start = lines.findIndex((line) => line.startsWith(word));
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line));
  return Buffer.from(
    lines
      .slice(start, end)
      .map((line) => line.slice(8, 56).replaceAll(' ', ''))
      .join(''),
    'hex',
  );
}

describe('the attestation of PROTOCOL.md', () => {
  /** Both pieces of the response: what lies between the prologue and the LRC of each block. */
  const [, first, , last] = turnsOf('chained-response').map(({ bytes }) => bytes.slice(15, -2));
  const certificate = new X509Certificate(Buffer.from([...(first ?? []), ...(last ?? [])]).subarray(0, -2));
  const authority = new X509Certificate(
    /-----BEGIN[\s\S]*END CERTIFICATE-----/.exec(pieces.get('authority') ?? '')?.[0] ?? '',
  );

  it('checks by another implementation, with nothing but what stands there', () => {
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.subject).toBe('CN=tokentwin test device\nserialNumber=dsc-plus 10000001');
    const statement = bytesBehind('attestation', 'signed');
    const signature = bytesBehind('attestation', 'gives');
    expect(verify(null, statement, certificate.publicKey, signature)).toBe(true);
    expect(verify(null, statement.slice(1), certificate.publicKey, signature)).toBe(false);
  });

  it('has the hash of its authority', () => {
    expect(pieces.get('authority')).toContain(
      `SHA-256 ${authority.fingerprint256.replaceAll(':', '').toLowerCase()}\n`,
    );
  });
});
