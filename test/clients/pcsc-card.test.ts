/** A program with pyscard: a login, long commands and answers, attestation; T=1 with either checksum. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testAuthorityCertificate } from '../../firmware/card/attestation/authority.js';
import * as card from './demo-card-commands.js';
import { PYSCARD, sharedBench } from './pcsc-bench.js';
import type { PyscardHost } from './pyscard-host.js';

const READER = 'Tokentwin 00 00';

const CHECKSUMS = [
  { checksum: 'lrc', atr: card.ATR },
  // TD2 announces TC3, which is 01.
  { checksum: 'crc', atr: '3b8d8171fe4501805b746573742064657669636532' },
] as const;

/** The first page of the flash is in use, the last one is not. */
const FIRST_PAGE = '00000000';
const LAST_PAGE = '00003000';

/** READ FLASH and WRITE FLASH with lengths of three bytes. */
function readFlash(offset: string, bytes: number): string {
  return `80 22 00 00 00 0006 ${offset} ${hexOfLength(bytes)} ${hexOfLength(bytes)}`;
}

function writeFlash(offset: string, data: string): string {
  return `80 24 00 00 00 ${hexOfLength(4 + data.length / 2)} ${offset} ${data}`;
}

function hexOfLength(bytes: number): string {
  return bytes.toString(16).padStart(4, '0');
}

/** A card whose power was cut is mute until it is reset. */
async function selectedAgain(host: PyscardHost, application: string): Promise<void> {
  await host.reset();
  expect(await host.transmit(application)).toMatch(/ 9000$/);
}

describe.each(CHECKSUMS)('a card with T=1 and $checksum', ({ checksum, atr }) => {
  const profile = { extends: 'dsc-plus', wire: { checksum }, flash: { pageBytes: 4096, pageCount: 4 } };
  const bench = sharedBench([...PYSCARD, 'openssl'], { profile });

  it('takes a login', async () => {
    const host = await bench().pyscard();
    expect(await host.connect(READER)).toBe(atr);
    expect(await host.transmit(card.SELECT_DSC_PLUS)).toMatch(/^6f.* 9000$/);
    expect(await host.transmit(card.RESPOND)).toBe('6982');
    expect(await host.transmit(card.VERIFY_WRONG)).toBe('63c4');
    expect(await host.transmit(card.VERIFY)).toBe('9000');
    expect(await host.transmit(card.RESPOND)).toBe(card.RESPONSE);
  });

  it('gives answers in many blocks', async () => {
    const host = await bench().pyscard(READER);
    await host.transmit(card.SELECT_BENCH);
    const page = await host.transmit(readFlash(FIRST_PAGE, 4096));
    expect(page).toMatch(/^54574a31[0-9a-f]{8184} 9000$/);
    for (const bytes of [1, 251, 252, 253, 254, 255, 256, 257, 506, 507, 1009]) {
      const start = page.slice(0, 2 * bytes);
      expect(await host.transmit(readFlash(FIRST_PAGE, bytes)), `${bytes} bytes`).toBe(`${start} 9000`);
    }
  });

  it('takes commands in many blocks', async () => {
    const host = await bench().pyscard(READER);
    await host.transmit(card.SELECT_BENCH);
    // With header, lengths and offset, 243 bytes still fit one block.
    for (const bytes of [242, 243, 244, 496, 497, 498, 1009, 4096]) {
      const command = writeFlash(LAST_PAGE, randomBytes(bytes).toString('hex'));
      expect(await host.transmit(command), `${bytes} bytes`).toBe('9000');
      await selectedAgain(host, card.SELECT_BENCH);
      // What the card finds in a page that it does not use, it erases.
      expect(await host.transmit(readFlash(LAST_PAGE, 4096))).toMatch(/^f{8192} 9000$/);
    }
  });

  it('has what was written by such a command, byte for byte', async () => {
    const host = await bench().pyscard(READER);
    await host.transmit(card.SELECT_BENCH);
    const page = (await host.transmit(readFlash(FIRST_PAGE, 4096))).slice(0, 8192);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.VERIFY_WRONG)).toBe('63c4');
    await host.transmit(card.SELECT_BENCH);
    expect(await host.transmit(writeFlash(FIRST_PAGE, page))).toBe('9000');
    await selectedAgain(host, card.SELECT_BENCH);
    // The card notes each time that it got power: eight bytes of zeros before what is free.
    const started = page.replace(/^((?:.{16})*?)f{16}((?:f{16})*)$/, `$1${'0'.repeat(16)}$2`);
    expect(await host.transmit(readFlash(FIRST_PAGE, 4096))).toBe(`${started} 9000`);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c5');
  });

  it('attests itself as a test device, as openssl sees it', async () => {
    const host = await bench().pyscard(READER);
    await host.transmit(card.SELECT_DSC_PLUS);
    const nonce = randomBytes(32);
    const certificate = await host.transmit('00 CA 01 09 00');
    const signature = await host.transmit(`00 88 01 00 20 ${nonce.toString('hex')}`);
    expect(certificate).toMatch(/^[0-9a-f]{512} 9000$/);
    expect(signature).toMatch(/^[0-9a-f]{128} 9000$/);
    const openssl = opensslWith(bench().folder, {
      'authority.der': Buffer.from(testAuthorityCertificate()),
      'card.der': Buffer.from(certificate.slice(0, -5), 'hex'),
      statement: attestationStatement(nonce, '10000001', '1.0'),
      'other-statement': attestationStatement(randomBytes(32), '10000001', '1.0'),
      signature: Buffer.from(signature.slice(0, -5), 'hex'),
    });
    openssl('x509', '-inform', 'DER', '-in', 'authority.der', '-out', 'authority.pem');
    openssl('x509', '-inform', 'DER', '-in', 'card.der', '-out', 'card.pem');
    openssl('x509', '-in', 'card.pem', '-noout', '-pubkey', '-out', 'card-key.pem');
    expect(openssl('verify', '-CAfile', 'authority.pem', 'card.pem')).toContain('card.pem: OK');
    expect(openssl('x509', '-in', 'card.pem', '-noout', '-subject')).toMatch(
      /CN = tokentwin test device, serialNumber = dsc-plus 10000001/,
    );
    const check = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      'card-key.pem',
      '-rawin',
      '-sigfile',
      'signature',
    ];
    expect(openssl(...check, '-in', 'statement')).toContain('Signature Verified Successfully');
    expect(() => openssl(...check, '-in', 'other-statement')).toThrow();
  });
});

/** What the card signs: label, nonce, kind, serial number, firmware version, each behind its length. */
function attestationStatement(nonce: Buffer, serialNumber: string, version: string): Buffer {
  const fields = [nonce, ...['dsc-plus', serialNumber, version].map((text) => Buffer.from(text))];
  const withLengths = fields.flatMap((field) => [Buffer.of(field.length), field]);
  return Buffer.concat([Buffer.from('tokentwin attestation 1\0'), ...withLengths]);
}

/** @returns openssl in a folder with these files; it throws when openssl does not succeed */
function opensslWith(folder: string, files: Readonly<Record<string, Buffer>>) {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return (...words: readonly string[]) =>
    execFileSync('openssl', words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}
