/**
 * The three hashes of OATH and a keyed HMAC that is prepared once and then answers many messages.
 *
 * Promises: the key is read once; a message costs no further work on the key. Does not promise constant
 * memory contents: a prepared HMAC is as secret as its key, `destroy` wipes it.
 */
import { _HMAC } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';
import { TokentwinError } from '../error.js';

export type HashName = 'SHA1' | 'SHA256' | 'SHA512';

export const HASH_NAMES: readonly HashName[] = ['SHA1', 'SHA256', 'SHA512'];

const HASHES: Readonly<Record<HashName, CHash>> = { SHA1: sha1, SHA256: sha256, SHA512: sha512 };

/** Length of the hash in bytes: 20, 32 or 64. */
export function hashLength(name: HashName): number {
  return HASHES[name].outputLen;
}

/** Hash of one message. */
export function hash(name: HashName, message: Uint8Array): Uint8Array {
  return HASHES[name](message);
}

type KeyedHmac = _HMAC<ReturnType<CHash['create']>>;

/** HMAC (RFC 2104) under one key, for many messages. */
export class PreparedHmac {
  readonly #keyed: KeyedHmac;
  /** A copy of the keyed state that a message may use up; made for the first of several messages. */
  #working: KeyedHmac | undefined;
  readonly #tag: Uint8Array;

  /**
   * @param name the hash
   * @param key 1 byte or more; longer than the hash's block, it is hashed first (RFC 2104 section 2)
   * @throws TokentwinError KEY_EMPTY, TOTP_HASH for a name that is no hash
   */
  constructor(name: HashName, key: Uint8Array) {
    if (!HASH_NAMES.includes(name))
      throw new TokentwinError('TOTP_HASH', 'The hash must be SHA1, SHA256 or SHA512.');
    if (key.length === 0) throw new TokentwinError('KEY_EMPTY', 'The key is empty: give at least one byte.');
    this.#keyed = new _HMAC(HASHES[name], key);
    this.#tag = new Uint8Array(this.#keyed.outputLen);
  }

  /**
   * @returns the tag; it lies in memory that the next call overwrites, so copy what must last
   */
  compute(message: Uint8Array): Uint8Array {
    this.#working = this.#keyed._cloneInto(this.#working);
    this.#working.update(message).digestInto(this.#tag);
    return this.#tag;
  }

  /** The same for the last message: the key's state is used up, and the object with it. */
  computeLast(message: Uint8Array): Uint8Array {
    this.#keyed.update(message).digestInto(this.#tag);
    this.#working?.destroy();
    return this.#tag;
  }

  /** Wipes the key's state; the object cannot be used afterwards. */
  destroy(): void {
    this.#keyed.destroy();
    this.#working?.destroy();
    this.#tag.fill(0);
  }
}
