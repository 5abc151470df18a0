/** What the driver believes of a device, and what it refuses. Signatures and keys are made by node:crypto. */
import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { asciiBytes } from '../../firmware/ascii.js';
import { TEST_AUTHORITY, testAuthorityCertificate } from '../../firmware/card/attestation/authority.js';
import {
  type Authority,
  authorityCertificate,
  cardCertificate,
} from '../../firmware/card/attestation/certificate.js';
import { type AttestationEvidence, checkAttestation } from '../../host/driver/attestation.js';
import { openDemo } from './driver-in-process.js';

const MAKER: Authority = {
  name: 'a maker',
  seed: asciiBytes('the key of a maker, for this test').slice(0, 32),
};
const CARD_SEED = asciiBytes('the key of a card, for this test').slice(0, 32);
const NONCE = asciiBytes('a nonce of 24 characters');

function privateKey(seed: Uint8Array) {
  // PKCS #8 of an Ed25519 key, RFC 8410.
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
}

function publicKey(seed: Uint8Array): Uint8Array {
  return createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** The statement by hand, as PROTOCOL says it. */
function statement(nonce: Uint8Array, serialNumber: string, version: string): Buffer {
  const field = (bytes: Uint8Array) => [bytes.length, ...bytes];
  return Buffer.from([
    ...asciiBytes('tokentwin attestation 1\0'),
    ...field(nonce),
    ...field(asciiBytes('dsc-plus')),
    ...field(asciiBytes(serialNumber)),
    ...field(asciiBytes(version)),
  ]);
}

interface Making {
  readonly issuer?: Authority;
  readonly named?: string;
  readonly signer?: Uint8Array;
  readonly signed?: Uint8Array;
}

function evidence(making: Making = {}): AttestationEvidence {
  const { issuer = MAKER, named = '00000042', signer = CARD_SEED, signed = NONCE } = making;
  return {
    nonce: NONCE,
    serialNumber: '00000042',
    firmwareVersion: '1.0',
    certificate: cardCertificate(
      { kind: 'dsc-plus', serialNumber: named, firmwareVersion: '1.0' },
      publicKey(CARD_SEED),
      issuer,
    ),
    signature: sign(null, statement(signed, '00000042', '1.0'), privateKey(signer)),
  };
}

const makers = [new X509Certificate(authorityCertificate(MAKER))];

describe('a device', () => {
  it('of a trusted maker is believed', async () => {
    expect(await checkAttestation(evidence(), makers)).toEqual({
      kind: 'trustedDevice',
      serialNumber: '00000042',
      authority: 'a maker',
    });
  });

  it('of the test authority is a test device, even when that authority is given as trusted', async () => {
    const trusted = [new X509Certificate(testAuthorityCertificate())];
    expect(await checkAttestation(evidence({ issuer: TEST_AUTHORITY }), trusted)).toMatchObject({
      kind: 'testDevice',
    });
  });

  it.each([
    ['of a maker that nobody trusts', evidence(), [], 'not issued by an authority'],
    [
      'of somebody who only calls himself the maker',
      evidence({ issuer: { ...MAKER, seed: CARD_SEED } }),
      makers,
      'not issued by an authority',
    ],
    [
      'with the certificate of another card',
      evidence({ named: '00000043' }),
      makers,
      'another serial number',
    ],
    ['that signs with another key', evidence({ signer: MAKER.seed }), makers, 'the signature is not'],
    [
      'that replays the signature of an older nonce',
      evidence({ signed: asciiBytes('another nonce of 24 char') }),
      makers,
      'the signature is not',
    ],
    ['with rubbish for a certificate', { ...evidence(), certificate: NONCE }, makers, 'cannot be read'],
    [
      'with something behind its certificate',
      { ...evidence(), certificate: Uint8Array.of(...evidence().certificate, 0) },
      makers,
      'not the only thing',
    ],
  ])('%s is refused', async (_, shown, trusted, reason) => {
    await expect(checkAttestation(shown, trusted)).rejects.toMatchObject({
      code: 'ATTESTATION',
      message: expect.stringContaining(reason),
    });
  });
});

describe('a twin', () => {
  it('proves that it is a test device, and draws a fresh nonce each time', async () => {
    const sent: string[] = [];
    const { token } = await openDemo(
      {},
      {
        onTraffic: ({ direction, bytes }) => {
          if (direction === 'toReader') sent.push(Buffer.from(bytes).toString('hex'));
        },
      },
    );
    const expected = { kind: 'testDevice', serialNumber: '10000001', authority: 'test CA' };
    expect(await token.attest()).toEqual(expected);
    expect(await token.attest()).toEqual(expected);
    const nonces = [...sent.join('\n').matchAll(/0088010020([0-9a-f]{64})/g)].map(([, nonce]) => nonce);
    expect(nonces).toHaveLength(2);
    expect(nonces[0]).not.toBe(nonces[1]);
    await expect(token.attest({ nonce: new Uint8Array(15) })).rejects.toMatchObject({ code: 'ARGUMENT' });
    await expect(token.attest({ authorities: ['rubbish'] })).rejects.toMatchObject({ code: 'ARGUMENT' });
  });
});
