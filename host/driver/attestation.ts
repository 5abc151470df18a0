/**
 * Checks what a device proves about itself: a signature over a fresh nonce, and the certificate of its key.
 *
 * Promises that a replayed nonce, a certificate of an authority that is not trusted, a certificate of another
 * card and a signature of another key are refused. The test authority's private key is published, so what it
 * certifies is a test device and nothing more; a maker's authority is trusted only when the caller gives it.
 */
import { randomBytes, verify, X509Certificate } from 'node:crypto';
import { attestCommand } from '../../firmware/card/commands.js';
import { STATUS } from '../../firmware/card/status-words.js';
import { TokentwinError } from '../../firmware/error.js';
import { checkSuccess } from './card-errors.js';
import type { CardSession } from './card-session.js';
import type { AttestOptions } from './token.js';

export type AttestationResult =
  /** A twin: its certificate was issued by the published test authority. */
  | { readonly kind: 'testDevice'; readonly serialNumber: string; readonly authority: string }
  /** A device of an authority that the caller trusts. */
  | { readonly kind: 'trustedDevice'; readonly serialNumber: string; readonly authority: string }
  /** The card cannot attest. */
  | { readonly kind: 'notAttested' };

/** What the card says of itself, and how it proves it. */
export interface AttestationEvidence {
  readonly nonce: Uint8Array;
  readonly serialNumber: string;
  readonly firmwareVersion: string;
  /** X.509 in DER. */
  readonly certificate: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

const NONCE_BYTES = 32;
const KIND = 'dsc-plus';

/** Of a card that has no such thing: no data, no such parameters, no such instruction or class. */
const UNABLE: readonly number[] = [
  STATUS.dataNotFound,
  STATUS.wrongParameters,
  STATUS.instructionNotSupported,
  STATUS.classNotSupported,
];

/** @throws TokentwinError ATTESTATION with the reason, ARGUMENT */
export async function attestCard(
  session: CardSession,
  { nonce = randomBytes(NONCE_BYTES), authorities = [] }: AttestOptions,
): Promise<AttestationResult> {
  const { isNonceLength } = await import('../../firmware/card/attestation/statement.js');
  if (!(nonce instanceof Uint8Array) || !isNonceLength(nonce.length)) {
    throw new TokentwinError('ARGUMENT', 'A nonce is a Uint8Array of 16 to 64 bytes.');
  }
  if (!Array.isArray(authorities)) {
    throw new TokentwinError('ARGUMENT', 'Authorities are given as an array of certificates.');
  }
  const trusted = authorities.map(readAuthority);
  const answer = await session.command(attestCommand(nonce));
  if (UNABLE.includes(answer.statusWord)) return { kind: 'notAttested' };
  checkSuccess(answer);
  const certificate = await session.data('certificate');
  if (certificate === null) throw refused('the device signs, but has no certificate');
  const serialNumber = (await session.text('serialNumber')) ?? '';
  const firmwareVersion = (await session.text('firmwareVersion')) ?? '';
  const evidence = { nonce, serialNumber, firmwareVersion, certificate, signature: answer.data };
  return await checkAttestation(evidence, trusted);
}

/**
 * Judges the evidence.
 *
 * @param trusted certificates of authorities besides the test authority
 * @throws TokentwinError ATTESTATION with the reason
 */
export async function checkAttestation(
  evidence: AttestationEvidence,
  trusted: readonly X509Certificate[],
): Promise<AttestationResult> {
  const { nonce, serialNumber, firmwareVersion, signature } = evidence;
  const certificate = readCertificate(evidence.certificate);
  const { attestationStatement } = await import('../../firmware/card/attestation/statement.js');
  const { testAuthorityCertificate } = await import('../../firmware/card/attestation/authority.js');
  const testAuthority = new X509Certificate(testAuthorityCertificate());
  const authority = [testAuthority, ...trusted].find((candidate) => isIssuedBy(certificate, candidate));
  if (authority === undefined)
    throw refused('its certificate was not issued by an authority that is trusted');
  if (!isValidNow(certificate) || !isValidNow(authority)) throw refused('a certificate is not valid today');
  if (attributeOf(certificate.subject, 'serialNumber') !== `${KIND} ${serialNumber}`) {
    throw refused('its certificate names another serial number than the card');
  }
  const statement = attestationStatement(nonce, { kind: KIND, serialNumber, firmwareVersion });
  if (!isSignedBy(certificate, statement, signature)) {
    throw refused("the signature is not that of the certificate's key over this nonce");
  }
  const isTestDevice = authority.publicKey.equals(testAuthority.publicKey);
  return {
    kind: isTestDevice ? 'testDevice' : 'trustedDevice',
    serialNumber,
    authority: attributeOf(authority.subject, 'CN') ?? authority.subject,
  };
}

/** @param authority PEM or DER @throws TokentwinError ARGUMENT */
function readAuthority(authority: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(authority);
  } catch {
    throw new TokentwinError('ARGUMENT', 'An authority is given as an X.509 certificate, PEM or DER.');
  }
}

function readCertificate(der: Uint8Array): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    throw refused('its certificate cannot be read');
  }
  // OpenSSL reads over what follows.
  if (!certificate.raw.equals(der))
    throw refused('its certificate is not the only thing that it tells as one');
  return certificate;
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  try {
    return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    return false;
  }
}

function isValidNow({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

function isSignedBy({ publicKey }: X509Certificate, statement: Uint8Array, signature: Uint8Array): boolean {
  return publicKey.asymmetricKeyType === 'ed25519' && verify(null, statement, publicKey, signature);
}

/** One attribute of a name, which Node writes as a line each. */
function attributeOf(name: string, attribute: string): string | undefined {
  const start = `${attribute}=`;
  return name
    .split('\n')
    .find((line) => line.startsWith(start))
    ?.slice(start.length);
}

function refused(reason: string): TokentwinError {
  return new TokentwinError('ATTESTATION', `Do not trust this device: ${reason}.`);
}
