/**
 * What a card signs to attest itself: one labelled byte string that can mean nothing else.
 *
 *     `tokentwin attestation 1`  ASCII, then 00
 *     nonce length, nonce        1 byte, 16 to 64 bytes
 *     kind                       length in 1 byte, ASCII: `dsc-plus`
 *     serial number              length in 1 byte, ASCII
 *     firmware version           length in 1 byte, ASCII
 *
 * The label keeps the key from signing anything of another protocol. The signature is Ed25519 (RFC 8032), pure,
 * without context.
 */
import { asciiBytes } from '../../ascii.js';
import { joinBytes } from '../../bytes.js';
import { assert } from '../../error.js';

/** What a card says of itself; the host reads the same by GET DATA and by which application it selected. */
export interface CardIdentity {
  readonly kind: 'dsc-plus';
  readonly serialNumber: string;
  readonly firmwareVersion: string;
}

export const MINIMUM_NONCE_BYTES = 16;
export const MAXIMUM_NONCE_BYTES = 64;

const LABEL = 'tokentwin attestation 1';

export function isNonceLength(bytes: number): boolean {
  return bytes >= MINIMUM_NONCE_BYTES && bytes <= MAXIMUM_NONCE_BYTES;
}

function withLength(bytes: Uint8Array): Uint8Array {
  assert(bytes.length <= 0xff, 'a field of the statement has at most 255 bytes');
  return joinBytes(Uint8Array.of(bytes.length), bytes);
}

/** The byte string that is signed. @param nonce 16 to 64 bytes, drawn by the host */
export function attestationStatement(nonce: Uint8Array, identity: CardIdentity): Uint8Array {
  assert(isNonceLength(nonce.length), 'a nonce has 16 to 64 bytes');
  return joinBytes(
    asciiBytes(`${LABEL}\0`),
    withLength(nonce),
    withLength(asciiBytes(identity.kind)),
    withLength(asciiBytes(identity.serialNumber)),
    withLength(asciiBytes(identity.firmwareVersion)),
  );
}
