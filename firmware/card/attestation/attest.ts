/**
 * The card's side of attestation: the signature over a host's nonce, and the certificate that goes with it.
 *
 * The certificate is not on flash. The key of the test authority is published, so the card issues its own when
 * it is asked; that costs nothing, because all it may prove is that this is a test device. What no one can copy
 * without reading the flash is the card's own key.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { answered, statusOnly } from '../apdu.js';
import type { ResponseApdu } from '../application.js';
import { STATUS } from '../status-words.js';
import { TEST_AUTHORITY } from './authority.js';
import { cardCertificate } from './certificate.js';
import { attestationStatement, type CardIdentity, isNonceLength } from './statement.js';

/**
 * INTERNAL AUTHENTICATE with P1-P2 0100.
 *
 * @param key the card's Ed25519 seed, 32 bytes; null = 6A88
 * @param nonce 16 to 64 bytes, else 6A80
 * @returns 64 bytes: the signature over `attestationStatement`
 */
export function attestationResponse(
  identity: CardIdentity,
  key: Uint8Array | null,
  nonce: Uint8Array,
): ResponseApdu {
  if (key === null) return statusOnly(STATUS.dataNotFound);
  if (!isNonceLength(nonce.length)) return statusOnly(STATUS.wrongData);
  return answered(ed25519.sign(attestationStatement(nonce, identity), key));
}

/** GET DATA 0109. @param key as above */
export function certificateResponse(identity: CardIdentity, key: Uint8Array | null): ResponseApdu {
  if (key === null) return statusOnly(STATUS.dataNotFound);
  return answered(cardCertificate(identity, ed25519.getPublicKey(key), TEST_AUTHORITY));
}
