/**
 * RADIUS packets (RFC 2865), as far as a login needs them, strictly: what does not add up is no packet.
 *
 * Promises: a packet that decodes encodes to the same bytes, but for what pads it. Knows nothing of secrets.
 */
export const RADIUS_CODES = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accessChallenge: 11,
} as const;

export const ATTRIBUTES = {
  userName: 1,
  userPassword: 2,
  replyMessage: 18,
  state: 24,
  proxyState: 33,
  /** RFC 3579 section 3.2 */
  messageAuthenticator: 80,
} as const;

export interface Attribute {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface Packet {
  readonly code: number;
  readonly identifier: number;
  /** 16 bytes. */
  readonly authenticator: Uint8Array;
  readonly attributes: readonly Attribute[];
}

export const HEADER_BYTES = 20;
export const AUTHENTICATOR_START = 4;
const LEAST_BYTES = HEADER_BYTES;
const MOST_BYTES = 4096;
const MOST_VALUE_BYTES = 253;

/** @returns null when the bytes are no packet; what follows its length is padding (RFC 2865 section 3) */
export function decodePacket(bytes: Uint8Array): Packet | null {
  if (bytes.length < LEAST_BYTES) return null;
  const [code = 0, identifier = 0, high = 0, low = 0] = bytes;
  const length = high * 256 + low;
  if (length < LEAST_BYTES || length > MOST_BYTES || length > bytes.length) return null;
  const attributes: Attribute[] = [];
  for (let at = HEADER_BYTES; at < length; ) {
    const [type, attributeLength] = [bytes[at], bytes[at + 1]];
    if (type === undefined || attributeLength === undefined) return null;
    if (attributeLength < 2 || at + attributeLength > length) return null;
    attributes.push({ type, value: bytes.slice(at + 2, at + attributeLength) });
    at += attributeLength;
  }
  return { code, identifier, authenticator: bytes.slice(AUTHENTICATOR_START, HEADER_BYTES), attributes };
}

/** @throws RangeError for what does not fit; the answers of this program do */
export function encodePacket({ code, identifier, authenticator, attributes }: Packet): Uint8Array {
  const length = attributes.reduce((sum, { value }) => sum + 2 + value.length, HEADER_BYTES);
  if (length > MOST_BYTES || attributes.some(({ value }) => value.length > MOST_VALUE_BYTES))
    throw new RangeError('a RADIUS packet has at most 4096 bytes, and an attribute 253');
  const bytes = new Uint8Array(length);
  bytes.set([code, identifier, length >> 8, length & 0xff]);
  bytes.set(authenticator, AUTHENTICATOR_START);
  let at = HEADER_BYTES;
  for (const { type, value } of attributes) {
    bytes.set([type, value.length + 2], at);
    bytes.set(value, at + 2);
    at += value.length + 2;
  }
  return bytes;
}

/** The only attribute of a type; null when there is none, or more than one. */
export function onlyAttribute({ attributes }: Packet, type: number): Uint8Array | null {
  const [first, ...others] = attributes.filter((attribute) => attribute.type === type);
  return first === undefined || others.length > 0 ? null : first.value;
}
