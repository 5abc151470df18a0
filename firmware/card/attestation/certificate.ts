/**
 * X.509 certificates with Ed25519 keys (RFC 5280, RFC 8410), written and signed; none are read.
 *
 * The certificate of a card is kept short, so that a GET DATA with a short Le reads it: 256 bytes with a serial
 * number of 8 digits. So it has short names and no extensions, not even the key identifiers that a strict check
 * (`openssl verify -x509_strict`) wants. That of an authority has the extensions that make it one. Same input,
 * same bytes.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { asciiBytes } from '../../ascii.js';
import { joinBytes } from '../../bytes.js';
import { dataObject } from '../tlv.js';
import type { CardIdentity } from './statement.js';

/** Tags of DER. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const PRINTABLE_STRING = 0x13;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const EXPLICIT_VERSION = 0xa0;
const EXTENSIONS = 0xa3;

/** Version 3 is written as 2. */
const VERSION_3 = dataObject(EXPLICIT_VERSION, dataObject(INTEGER, Uint8Array.of(2)));
const TRUE = Uint8Array.of(0x01, 0x01, 0xff);
/** 2.5.4.3 and 2.5.4.5, the attributes of a name. */
const COMMON_NAME = [0x55, 0x04, 0x03] as const;
const SERIAL_NUMBER = [0x55, 0x04, 0x05] as const;
/** 2.5.29.19 and 2.5.29.15. */
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13] as const;
const KEY_USAGE = [0x55, 0x1d, 0x0f] as const;

/** The latest year that RFC 5280 writes in the shorter form of a time. */
const VALIDITY = dataObject(
  SEQUENCE,
  dataObject(UTC_TIME, asciiBytes('200101000000Z')),
  dataObject(UTC_TIME, asciiBytes('491231235959Z')),
);

function identifier(bytes: readonly number[]): Uint8Array {
  return dataObject(OBJECT_IDENTIFIER, Uint8Array.from(bytes));
}

/** 1.3.101.112 */
const ED25519 = dataObject(SEQUENCE, identifier([0x2b, 0x65, 0x70]));

function bitString(bytes: Uint8Array): Uint8Array {
  return dataObject(BIT_STRING, Uint8Array.of(0), bytes);
}

function attribute(type: readonly number[], value: string): Uint8Array {
  const text = dataObject(PRINTABLE_STRING, asciiBytes(value));
  return dataObject(SET, dataObject(SEQUENCE, identifier(type), text));
}

function extension(type: readonly number[], value: Uint8Array): Uint8Array {
  return dataObject(SEQUENCE, identifier(type), TRUE, dataObject(OCTET_STRING, value));
}

/** Four bytes out of the key's hash, as a positive number of exactly that length. */
function certificateNumber(publicKey: Uint8Array): Uint8Array {
  const number = sha256(publicKey).slice(0, 4);
  number[0] = ((number[0] as number) & 0x7f) | 0x40;
  return dataObject(INTEGER, number);
}

interface Contents {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly extensions: Uint8Array | null;
}

/** @param signingKey the issuer's seed, 32 bytes */
function signed({ issuer, subject, publicKey, extensions }: Contents, signingKey: Uint8Array): Uint8Array {
  const body = dataObject(
    SEQUENCE,
    VERSION_3,
    certificateNumber(publicKey),
    ED25519,
    issuer,
    VALIDITY,
    subject,
    dataObject(SEQUENCE, ED25519, bitString(publicKey)),
    extensions === null ? Uint8Array.of() : dataObject(EXTENSIONS, dataObject(SEQUENCE, extensions)),
  );
  return dataObject(SEQUENCE, body, ED25519, bitString(ed25519.sign(body, signingKey)));
}

/** Who issues certificates: a name and the seed of its Ed25519 key, 32 bytes. */
export interface Authority {
  /** Characters of an ASN.1 PrintableString. */
  readonly name: string;
  readonly seed: Uint8Array;
}

function nameOf(authority: Authority): Uint8Array {
  return dataObject(SEQUENCE, attribute(COMMON_NAME, authority.name));
}

/** The authority's certificate, signed by itself: it may sign certificates of cards, none of other authorities. */
export function authorityCertificate(authority: Authority): Uint8Array {
  const isAuthority = dataObject(SEQUENCE, TRUE, dataObject(INTEGER, Uint8Array.of(0)));
  const signsCertificates = dataObject(BIT_STRING, Uint8Array.of(0x02, 0x04));
  return signed(
    {
      issuer: nameOf(authority),
      subject: nameOf(authority),
      publicKey: ed25519.getPublicKey(authority.seed),
      extensions: joinBytes(
        extension(BASIC_CONSTRAINTS, isAuthority),
        extension(KEY_USAGE, signsCertificates),
      ),
    },
    authority.seed,
  );
}

/** Common name of every twin's certificate. */
export const TEST_DEVICE_NAME = 'tokentwin test device';

/**
 * The certificate of a card. Its subject has the serialNumber attribute `KIND SERIAL`, as `dsc-plus 10000001`.
 *
 * @param publicKey the card's Ed25519 key, 32 bytes
 */
export function cardCertificate(
  { kind, serialNumber }: CardIdentity,
  publicKey: Uint8Array,
  authority: Authority,
): Uint8Array {
  const subject = dataObject(
    SEQUENCE,
    attribute(COMMON_NAME, TEST_DEVICE_NAME),
    attribute(SERIAL_NUMBER, `${kind} ${serialNumber}`),
  );
  return signed({ issuer: nameOf(authority), subject, publicKey, extensions: null }, authority.seed);
}
