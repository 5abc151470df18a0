/** RADIUS requests that are right, as a client of before 2024 and one of after it send them. */
import { createHash, createHmac } from 'node:crypto';
import { toHexText } from '../../hex-text.js';

export const RADIUS_SECRET = 'fuzz secret';
export const RADIUS_USER = 'anna';
export const RADIUS_PASSWORD = 'fuzz1234';

const AUTHENTICATOR = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const PROOF = 80;
const HEADER_BYTES = 20;

function attribute(type: number, value: Uint8Array): Buffer {
  return Buffer.from([type, value.length + 2, ...value]);
}

function hidden(password: string): Buffer {
  const padded = Buffer.alloc(16 * Math.max(1, Math.ceil(password.length / 16)));
  padded.write(password);
  let before: Buffer = AUTHENTICATOR;
  for (let at = 0; at < padded.length; at += 16) {
    const mask = createHash('md5').update(RADIUS_SECRET).update(before).digest();
    for (let index = 0; index < 16; index += 1)
      padded[at + index] = (padded[at + index] as number) ^ (mask[index] as number);
    before = padded.subarray(at, at + 16);
  }
  return padded;
}

/** Puts the length of a packet right, and its Message-Authenticator where it has one. */
export function withProof(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEADER_BYTES || bytes.length > 4096) return bytes;
  const packet = Buffer.from(bytes);
  packet.writeUInt16BE(packet.length, 2);
  for (let at = HEADER_BYTES; at + 2 <= packet.length; at += Math.max(2, packet[at + 1] as number)) {
    if (packet[at] !== PROOF || packet[at + 1] !== 18 || at + 18 > packet.length) continue;
    packet.fill(0, at + 2, at + 18);
    createHmac('md5', RADIUS_SECRET)
      .update(packet)
      .digest()
      .copy(packet, at + 2);
    break;
  }
  return packet;
}

function request(identifier: number, ...attributes: readonly Buffer[]): Uint8Array {
  return withProof(Buffer.concat([Buffer.from([1, identifier, 0, 0]), AUTHENTICATOR, ...attributes]));
}

const NAME = attribute(1, Buffer.from(RADIUS_USER));
const EMPTY_PROOF = attribute(PROOF, Buffer.alloc(16));

export function radiusFiles(): Readonly<Record<string, string>> {
  const password = attribute(2, hidden(RADIUS_PASSWORD));
  const wrong = attribute(2, hidden('a password of more than sixteen'));
  const answer = attribute(24, Buffer.from('answer no-such-handle'));
  const choice = attribute(24, Buffer.from('choose no-such-handle device1 device2'));
  const packets: Readonly<Record<string, readonly Uint8Array[]>> = {
    'old-client': [request(1, NAME, password)],
    'new-client': [request(2, EMPTY_PROOF, NAME, password)],
    'wrong-password': [request(3, NAME, wrong, EMPTY_PROOF)],
    'an-answer': [request(4, NAME, password, answer, EMPTY_PROOF)],
    'a-choice': [request(5, NAME, attribute(2, hidden('1')), choice)],
    'through-a-proxy': [request(6, EMPTY_PROOF, NAME, password, attribute(33, Buffer.from('proxy')))],
  };
  return Object.fromEntries(Object.entries(packets).map(([name, list]) => [`${name}.hex`, toHexText(list)]));
}
