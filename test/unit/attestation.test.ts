/**
 * Attestation, judged by node:crypto and by the openssl program: certificates, signatures, and what must not pass.
 */
import { execFileSync } from 'node:child_process';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { TEST_AUTHORITY, testAuthorityCertificate } from '../../firmware/card/attestation/authority.js';
import { authorityCertificate, cardCertificate } from '../../firmware/card/attestation/certificate.js';
import { attestationStatement } from '../../firmware/card/attestation/statement.js';
import { attestCommand } from '../../firmware/card/commands.js';
import { Journal } from '../../firmware/storage/journal.js';
import {
  DSC_PLUS_RECORD,
  newDscPlusRecords,
  readDscPlusRecords,
  WIPE,
} from '../../firmware/token-file/dsc-plus-records.js';
import { bytesOf, CardOnWire, hexOf } from './card-on-wire.js';

const NONCE = Uint8Array.from({ length: 32 }, (_, index) => index);
const IDENTITY = { kind: 'dsc-plus', serialNumber: '12345678', firmwareVersion: '1.0' } as const;

function certificateOf(wire: CardOnWire): X509Certificate {
  const response = wire.send('00 CA 01 09 00');
  expect(response).toMatch(/9000$/);
  return new X509Certificate(bytesOf(response.slice(0, -4)));
}

function signatureOf(wire: CardOnWire, nonce: Uint8Array): Uint8Array {
  const response = hexOf(wire.card.transmit(attestCommand(nonce)));
  expect(response).toMatch(/^[0-9A-F]{128}9000$/);
  return bytesOf(response.slice(0, -4));
}

const authority = new X509Certificate(testAuthorityCertificate());

describe('the test authority', () => {
  it('has a published key and a certificate signed by itself', () => {
    expect(Buffer.from(TEST_AUTHORITY.seed).toString('latin1')).toMatch(/^[ -~]{32}$/);
    expect(authority.ca).toBe(true);
    expect(authority.subject).toBe('CN=test CA');
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(hexOf(testAuthorityCertificate())).toBe(hexOf(testAuthorityCertificate()));
  });
});

describe('the certificate of a card', () => {
  it('says what the card is, and fits a short GET DATA', () => {
    const certificate = certificateOf(new CardOnWire());
    expect(certificate.subject).toBe('CN=tokentwin test device\nserialNumber=dsc-plus 12345678');
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.raw.length).toBe(256);
    expect([certificate.validFrom, certificate.validTo]).toEqual([
      'Jan  1 00:00:00 2020 GMT',
      'Dec 31 23:59:59 2049 GMT',
    ]);
  });

  it('is refused when another authority of the same name has signed it', () => {
    const forger = { ...TEST_AUTHORITY, seed: new Uint8Array(32).fill(7) };
    const publicKey = bytesOf('00'.repeat(31).concat('01'));
    const forged = new X509Certificate(cardCertificate(IDENTITY, publicKey, forger));
    expect(forged.verify(authority.publicKey)).toBe(false);
    expect(forged.verify(new X509Certificate(authorityCertificate(forger)).publicKey)).toBe(true);
  });
});

describe('INTERNAL AUTHENTICATE with P1-P2 0100', () => {
  it('signs the labelled nonce, without a PIN', () => {
    const wire = new CardOnWire();
    const { publicKey } = certificateOf(wire);
    const label = Buffer.from('tokentwin attestation 1\0', 'latin1');
    const statement = Buffer.concat([
      label,
      Buffer.from([32]),
      NONCE,
      Buffer.from('\x08dsc-plus\x0812345678\x031.0', 'latin1'),
    ]);
    expect(hexOf(attestationStatement(NONCE, IDENTITY))).toBe(hexOf(statement));
    const signature = signatureOf(wire, NONCE);
    expect(verify(null, statement, publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.concat([statement, Buffer.of(0)]), publicKey, signature)).toBe(false);
    expect(verify(null, statement, publicKey, signatureOf(wire, NONCE.toReversed()))).toBe(false);
  });

  it('is refused as the signature of another card', () => {
    const one = new CardOnWire();
    const other = new CardOnWire({}, { attestationSeed: 2 });
    const statement = attestationStatement(NONCE, IDENTITY);
    expect(verify(null, statement, certificateOf(other).publicKey, signatureOf(other, NONCE))).toBe(true);
    expect(verify(null, statement, certificateOf(one).publicKey, signatureOf(other, NONCE))).toBe(false);
  });

  it.each([0, 15, 65, 255])('refuses a nonce of %d bytes', (length) => {
    const command =
      length === 0 ? '00 88 01 00' : `00 88 01 00 ${hexOf(Uint8Array.of(length))}${'AA'.repeat(length)}`;
    expect(new CardOnWire().send(command)).toBe('6A80');
  });

  it.each([16, 64])('takes a nonce of %d bytes', (length) => {
    expect(signatureOf(new CardOnWire(), new Uint8Array(length)).length).toBe(64);
  });

  it('works on a locked and on a dead card, which are then still known', () => {
    const statement = attestationStatement(NONCE, IDENTITY);
    for (const wire of [new CardOnWire().lock(), new CardOnWire().kill()])
      expect(verify(null, statement, certificateOf(wire).publicKey, signatureOf(wire, NONCE))).toBe(true);
  });

  it('asks for more room', () => {
    expect(new CardOnWire().send(`00 88 01 00 10 ${'AA'.repeat(16)} 3F`)).toBe('6C40');
    expect(new CardOnWire().send('00 CA 01 09 FF')).toBe('6C00');
  });
});

describe('the attestation key on flash', () => {
  const parts = { serialNumber: '12345678', key: NONCE, unlockKey: NONCE, pin: '8351' };

  it('is kept, also by a wipe', () => {
    const flash = FlashChip.erased(1024, 2);
    Journal.format(flash, newDscPlusRecords({ ...parts, attestationKey: NONCE }));
    const journal = Journal.mount(flash);
    journal.rewrite(WIPE);
    const contents = readDscPlusRecords((type) => journal.get(type));
    expect(contents).toMatchObject({ dead: true, key: null, attestationKey: NONCE });
  });

  it('is missing on a card that was made without one', () => {
    const records = newDscPlusRecords({ ...parts, attestationKey: null });
    expect(records.has(DSC_PLUS_RECORD.attestationKey)).toBe(false);
    expect(readDscPlusRecords((type) => records.get(type) ?? null).attestationKey).toBeNull();
    const wire = new CardOnWire({}, { attestationSeed: null });
    expect(wire.send('00 CA 01 09 00')).toBe('6A88');
    expect(hexOf(wire.card.transmit(attestCommand(NONCE)))).toBe('6A88');
  });
});

describe('the openssl program', () => {
  it('agrees: the chain holds, the signature holds, another statement does not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'attestation-'));
    const file = (name: string, contents: string | Uint8Array) => {
      writeFileSync(join(folder, name), contents);
      return join(folder, name);
    };
    const run = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
    try {
      const wire = new CardOnWire();
      const certificate = certificateOf(wire);
      const ca = file('ca.pem', authority.toString());
      const card = file('card.pem', certificate.toString());
      expect(run('verify', '-CAfile', ca, card)).toMatch(/: OK/);
      expect(run('x509', '-in', card, '-noout', '-text')).toMatch(/tokentwin test device/);
      const key = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
      const pub = file('key.pem', key.export({ type: 'spki', format: 'pem' }) as string);
      const signature = file('signature', signatureOf(wire, NONCE));
      const check = (statement: string) =>
        run('pkeyutl', '-verify', '-pubin', '-inkey', pub, '-rawin', '-in', statement, '-sigfile', signature);
      expect(check(file('statement', attestationStatement(NONCE, IDENTITY)))).toMatch(/Success/);
      const other = file('other', attestationStatement(NONCE, { ...IDENTITY, serialNumber: '12345679' }));
      expect(() => check(other)).toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
