/**
 * Token files on disk: made for their owner alone, changed in place, refused untouched when they are wrong.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createTokenFile, OpenTokenFile, readTokenFile } from '../../emulator/files/token-files.js';
import { DscPlus, SecurityCodeCard } from '../../emulator/index.js';
import { newCodeCard } from '../../emulator/twin/security-code-card.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { encodeTokenFile, TOKEN_HEADER_BYTES } from '../../firmware/token-file/token-file.js';
import { response } from './card-keys.js';
import { cardFileBytes } from './token-file-bytes.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** A name that no file has. */
function newName(): string {
  files += 1;
  return join(folder, `card-${files}.token`);
}

function newFile(bytes: Uint8Array = cardFileBytes()): string {
  const file = newName();
  createTokenFile(file, bytes);
  return file;
}

function withCode(code: string | RegExp) {
  return expect.objectContaining({ name: 'TokentwinError', code: expect.stringMatching(code) });
}

/** Both ways to a file refuse it with the code, and leave it and its folder as they are. */
function expectRefused(bytes: Uint8Array, code: string | RegExp): void {
  const file = newName();
  writeFileSync(file, bytes);
  const before = readdirSync(folder);
  expect(() => readTokenFile(file)).toThrow(withCode(code));
  expect(() => DscPlus.open(file)).toThrow(withCode(code));
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(before);
  rmSync(file);
}

describe('a new token file', () => {
  it('is for its owner alone, whatever the umask', () => {
    const umask = process.umask(0);
    try {
      expect(statSync(newFile()).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  it('begins with a line that says what it is and that it holds secrets', () => {
    const [line] = readFileSync(newFile(), 'latin1').split('\n');
    expect(line).toBe('tokentwin token file, version 1: the secrets of a test device, keep it to yourself');
  });

  it('never replaces another file', () => {
    const file = newFile();
    const before = readFileSync(file);
    expect(() => createTokenFile(file, cardFileBytes({ pin: '4321' }))).toThrow(withCode('FILE_EXISTS'));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('needs its folder, and leaves nothing behind when it cannot be made', () => {
    const before = readdirSync(folder);
    expect(() => createTokenFile(join(folder, 'none', 'card.token'), cardFileBytes())).toThrow(
      withCode('FILE_NOT_FOUND'),
    );
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('an open token file', () => {
  it('follows the card in place: same file, same header, the flash image at its end', () => {
    const file = newFile();
    const { ino } = statSync(file);
    const header = readFileSync(file).subarray(0, TOKEN_HEADER_BYTES);
    const card = DscPlus.open(file);
    card.press('power');
    card.type('9999');
    card.press('ok');
    expect(statSync(file).ino).toBe(ino);
    const bytes = readFileSync(file);
    expect(bytes.subarray(0, TOKEN_HEADER_BYTES).equals(header)).toBe(true);
    expect(bytes.subarray(TOKEN_HEADER_BYTES).equals(card.flashImage())).toBe(true);
    card.close();
  });

  it('gives copies of its flash image, not the image itself', () => {
    const card = DscPlus.open(newFile());
    const image = card.flashImage();
    const before = Buffer.from(image).toString('hex');
    response(card);
    expect(Buffer.from(image).toString('hex')).toBe(before);
    card.close();
  });

  it('can be read beside the running twin', () => {
    const file = newFile();
    const card = DscPlus.open(file);
    card.press('power');
    for (let used = 1; used <= 3; used += 1) {
      card.type('9999');
      card.press('ok');
      expect(readDscPlus(readTokenFile(file).flash)).toMatchObject({ triesUsed: used, activations: 1 });
    }
    card.close();
  });

  it('answers as the card in memory through many compactions, and from one process to the next', () => {
    const file = newFile();
    const inMemory = DscPlus.demo({ profile: 'dsc-plus-counter' });
    const counted = newFile(cardFileBytes({ profile: 'dsc-plus-counter' }));
    for (let session = 0; session < 4; session += 1) {
      const card = DscPlus.open(file);
      const counting = DscPlus.open(counted);
      for (let login = 0; login < 40; login += 1) {
        expect(response(card)).toBe('98276595');
        expect(response(counting)).toBe(response(inMemory));
        if (login % 3 === 0) card.cutPower();
      }
      card.close();
      counting.close();
    }
    expect(readDscPlus(readTokenFile(counted).flash).counter).toBe(160n);
  });

  it('keeps a changed PIN and goes on answering with it', () => {
    const file = newFile();
    let card = DscPlus.open(file);
    for (const [pin, next] of [
      ['1234', '5831'],
      ['5831', '7264'],
    ] as const) {
      card.press('power');
      card.hold('ok', { ms: 2000 });
      for (const digits of [pin, next, next]) {
        card.type(digits);
        card.press('ok');
      }
      expect(card.frame.text).toBe('PIN SET');
    }
    const shown = response(card, '7264');
    expect(shown).toMatch(/^[0-9]{8}$/);
    card.close();
    card = DscPlus.open(file);
    expect(response(card, '7264')).toBe(shown);
    card.close();
    expect(readFileSync(file).includes('5831')).toBe(false);
  });

  it('closes even when its card is on, and can then be opened again', () => {
    const file = newFile();
    for (let round = 0; round < 3; round += 1) {
      const card = DscPlus.open(file);
      card.press('power');
      card.close();
    }
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);
  });
});

describe('a file that is not there or cannot be read', () => {
  it('is refused by name', () => {
    const missing = newName();
    expect(() => DscPlus.open(missing)).toThrow(withCode('FILE_NOT_FOUND'));
    expect(() => DscPlus.open(missing)).toThrow(missing);
    expect(() => readTokenFile(folder)).toThrow(withCode('FILE_ACCESS'));
  });
});

describe('a foreign or newer file', () => {
  it('is told from a token', () => {
    expectRefused(new Uint8Array(0), 'TOKEN_FILE_FOREIGN');
    expectRefused(Buffer.from('{"kind":"dsc-plus"}\n'), 'TOKEN_FILE_FOREIGN');
    expectRefused(new Uint8Array(6144), 'TOKEN_FILE_FOREIGN');
    expectRefused(Buffer.from('Tokentwin token file, version 1: x\n'), 'TOKEN_FILE_FOREIGN');
    expectRefused(Buffer.alloc(5_000_000, ' '), 'TOKEN_FILE_FOREIGN');
  });

  it('of a newer version says so, whatever follows its first line', () => {
    const text = Buffer.from(cardFileBytes()).toString('latin1');
    for (const version of ['2', '10', '999999']) {
      const newer = text.replace('version 1:', `version ${version}:`);
      expectRefused(Buffer.from(newer, 'latin1'), 'TOKEN_FILE_NEWER');
      expectRefused(Buffer.from(newer.slice(0, 60), 'latin1'), 'TOKEN_FILE_NEWER');
    }
  });

  it('of another kind of token is refused by the twin that it is not for', () => {
    const { profile, flash } = newCodeCard({});
    const { pageBytes, pageCount } = flash;
    const header = {
      kind: 'security-code-card',
      profile: { ...profile },
      flash: { pageBytes, pageCount },
    } as const;
    const codeCard = newFile(encodeTokenFile(header, flash.cells));
    expect(() => DscPlus.open(codeCard)).toThrow(withCode('TOKEN_FILE_KIND'));
    expect(SecurityCodeCard.open(codeCard).values([1])).toMatch(/^[A-Z0-9]{3}$/);
    expect(() => SecurityCodeCard.open(newFile())).toThrow(withCode('TOKEN_FILE_KIND'));
  });
});

describe('a damaged file', () => {
  const whole = cardFileBytes();

  it('is refused when it is truncated anywhere, or longer than it should be', () => {
    const firstLine = whole.indexOf(0x0a);
    for (let length = 0; length < whole.length; length += length < 100 ? 1 : 97) {
      const code = length < firstLine ? /TOKEN_FILE_(FOREIGN|DAMAGED)/ : /TOKEN_FILE_DAMAGED/;
      expectRefused(whole.subarray(0, length), code);
    }
    expectRefused(whole.subarray(0, whole.length - 1), 'TOKEN_FILE_DAMAGED');
    expectRefused(Buffer.concat([whole, Buffer.alloc(1)]), 'TOKEN_FILE_DAMAGED');
  });

  it('is refused when any byte of its header behind the first line is wrong', () => {
    const json = whole.indexOf(0x0a) + 1;
    for (let offset = json; offset < TOKEN_HEADER_BYTES; offset += offset < json + 1200 ? 7 : 211) {
      const bytes = whole.slice();
      bytes[offset] = (bytes[offset] as number) ^ 0x04;
      expectRefused(bytes, 'TOKEN_FILE_DAMAGED');
    }
  });

  it('is refused when no page of its flash holds a valid journal', () => {
    const erased = whole.slice().fill(0xff, TOKEN_HEADER_BYTES);
    const zeros = whole.slice().fill(0, TOKEN_HEADER_BYTES);
    for (const bytes of [erased, zeros]) {
      const file = newName();
      writeFileSync(file, bytes);
      expect(() => DscPlus.open(file)).toThrow(withCode('FLASH_DAMAGED'));
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
  });

  it('gives its lock back when it is refused', () => {
    const file = newName();
    writeFileSync(file, whole.slice().fill(0xff, TOKEN_HEADER_BYTES));
    expect(() => DscPlus.open(file)).toThrow();
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);
  });
});

describe('a sink of flash operations', () => {
  it('writes just what changed, at its place', () => {
    const file = newFile();
    const before = readFileSync(file);
    const open = new OpenTokenFile(file);
    const offset = open.flash.pageBytes - 4;
    open.flash.program(offset, Uint8Array.of(0x12, 0x34));
    const after = readFileSync(file);
    before.set([0x12, 0x34], TOKEN_HEADER_BYTES + offset);
    expect(after.equals(before)).toBe(true);
    open.close();
  });
});
