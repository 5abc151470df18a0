/**
 * What a RADIUS request is answered with, without a socket.
 *
 * Promises: a request that comes again gets the answer that it got before, and counts once (RFC 2865 section 2.4 asks
 * for retransmissions). What is no request, or is not proved by the secret, gets no answer at all.
 */
import { createHash } from 'node:crypto';
import type { Entrance } from '../records/access.js';
import type { SecureLoginSystem } from '../system.js';
import { loginByRadius, type RadiusAnswer } from './login-by-radius.js';
import {
  ATTRIBUTES,
  type Attribute,
  decodePacket,
  onlyAttribute,
  type Packet,
  RADIUS_CODES,
} from './packet.js';
import { isAuthentic, revealPassword, sealedAnswer } from './secrecy.js';

export interface ResponderOptions {
  readonly system: SecureLoginSystem;
  readonly secret: string;
  readonly entrance?: Entrance;
  /** Refuses requests without a Message-Authenticator; clients since 2024 send one. */
  readonly demandsProof?: boolean;
}

/** Who asks. */
export interface Asker {
  readonly address: string;
  readonly port: number;
}

/** Answers that are kept for who asks again. */
const MOST_KEPT = 4096;

const CODES: Readonly<Record<RadiusAnswer['type'], number>> = {
  accept: RADIUS_CODES.accessAccept,
  reject: RADIUS_CODES.accessReject,
  challenge: RADIUS_CODES.accessChallenge,
};

function textAttribute(type: number, text: string): Attribute {
  return { type, value: new TextEncoder().encode(text) };
}

function attributesOf(answer: RadiusAnswer, request: Packet): readonly Attribute[] {
  const proxies = request.attributes.filter(({ type }) => type === ATTRIBUTES.proxyState);
  const own =
    answer.type === 'challenge'
      ? [
          textAttribute(ATTRIBUTES.replyMessage, answer.message),
          textAttribute(ATTRIBUTES.state, answer.state),
        ]
      : answer.type === 'reject'
        ? [textAttribute(ATTRIBUTES.replyMessage, 'Login failed.')]
        : [];
  return [...own, ...proxies];
}

export class RadiusResponder {
  /** By who asks, and what. */
  readonly #answers = new Map<string, Promise<Uint8Array | null>>();

  constructor(private readonly options: ResponderOptions) {}

  /** @returns null: no answer */
  async answer(bytes: Uint8Array, { address, port }: Asker): Promise<Uint8Array | null> {
    const request = decodePacket(bytes);
    if (request === null || request.code !== RADIUS_CODES.accessRequest) return null;
    const proof = isAuthentic(request, this.options.secret);
    if (proof === false || (proof === null && this.options.demandsProof === true)) return null;
    // The whole packet: what differs anywhere is another request.
    const name = `${address} ${port} ${createHash('sha256').update(bytes).digest('hex')}`;
    const known = this.#answers.get(name);
    if (known !== undefined) return await known;
    const made = this.#judge(request);
    if (this.#answers.size >= MOST_KEPT) {
      const [oldest = ''] = this.#answers.keys();
      this.#answers.delete(oldest);
    }
    this.#answers.set(name, made);
    // What failed within the server may be asked again.
    made.catch(() => this.#answers.delete(name));
    return await made;
  }

  async #judge(request: Packet): Promise<Uint8Array | null> {
    const { secret, system, entrance = 'portal' } = this.options;
    const name = onlyAttribute(request, ATTRIBUTES.userName);
    const hidden = onlyAttribute(request, ATTRIBUTES.userPassword);
    const state = onlyAttribute(request, ATTRIBUTES.state);
    if (name === null || hidden === null) return null;
    const typed = revealPassword(hidden, secret, request.authenticator);
    const answer =
      typed === null
        ? ({ type: 'reject' } as const)
        : await loginByRadius(system, entrance, {
            userName: Buffer.from(name).toString('utf8'),
            typed,
            state: state === null ? null : Buffer.from(state).toString('utf8'),
          });
    return sealedAnswer(CODES[answer.type], attributesOf(answer, request), request, secret);
  }
}
