/**
 * What the shared secret of a RADIUS client does: it hides passwords and proves packets, by MD5 as the protocol has it
 * (RFC 2865 sections 3 and 5.2, RFC 3579 section 3.2). MD5 is broken; so every answer carries a Message-Authenticator, as
 * is advised since 2024 (CVE-2024-3596), and the line belongs on loopback or in a tunnel.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  ATTRIBUTES,
  type Attribute,
  AUTHENTICATOR_START,
  encodePacket,
  HEADER_BYTES,
  type Packet,
} from './packet.js';

const BLOCK_BYTES = 16;
const MOST_PASSWORD_BYTES = 128;

/** @returns the password, or null when it is not one */
export function revealPassword(hidden: Uint8Array, secret: string, authenticator: Uint8Array): string | null {
  if (hidden.length === 0 || hidden.length % BLOCK_BYTES !== 0 || hidden.length > MOST_PASSWORD_BYTES)
    return null;
  const revealed = Buffer.alloc(hidden.length);
  let before: Uint8Array = authenticator;
  for (let at = 0; at < hidden.length; at += BLOCK_BYTES) {
    const mask = createHash('md5').update(secret).update(before).digest();
    for (let index = 0; index < BLOCK_BYTES; index += 1)
      revealed[at + index] = (hidden[at + index] as number) ^ (mask[index] as number);
    before = hidden.subarray(at, at + BLOCK_BYTES);
  }
  // Padded with zeros.
  const end = revealed.indexOf(0);
  const text = revealed.subarray(0, end === -1 ? revealed.length : end);
  const decoded = text.toString('utf8');
  return Buffer.from(decoded, 'utf8').equals(text) ? decoded : null;
}

function authenticate(packet: Packet, secret: string): Buffer {
  const attributes = packet.attributes.map(({ type, value }) =>
    type === ATTRIBUTES.messageAuthenticator ? { type, value: new Uint8Array(BLOCK_BYTES) } : { type, value },
  );
  return createHmac('md5', secret)
    .update(encodePacket({ ...packet, attributes }))
    .digest();
}

/** Does the Message-Authenticator of a request hold? null: it has none. */
export function isAuthentic(request: Packet, secret: string): boolean | null {
  const given = request.attributes.filter(({ type }) => type === ATTRIBUTES.messageAuthenticator);
  const [only, ...others] = given;
  if (only === undefined) return null;
  if (others.length > 0 || only.value.length !== BLOCK_BYTES) return false;
  return timingSafeEqual(authenticate(request, secret), only.value);
}

/** An answer to a request, proved by the secret; the proof stands first. */
export function sealedAnswer(
  code: number,
  attributes: readonly Attribute[],
  request: Packet,
  secret: string,
): Uint8Array {
  const proof = { type: ATTRIBUTES.messageAuthenticator, value: new Uint8Array(BLOCK_BYTES) };
  const { identifier, authenticator } = request;
  const unproved: Packet = { code, identifier, authenticator, attributes: [proof, ...attributes] };
  const value = new Uint8Array(authenticate(unproved, secret));
  const proved = encodePacket({ ...unproved, attributes: [{ ...proof, value }, ...attributes] });
  const response = createHash('md5').update(proved).update(secret).digest();
  proved.set(response, AUTHENTICATOR_START);
  return proved.slice(0, Math.max(proved.length, HEADER_BYTES));
}
