/**
 * The three hashes of OATH and a keyed HMAC that is prepared once and then answers many messages.
 *
 * Promises: the key is read once; a message costs no further work on the key and, when it is as long as the
 * one before, no memory of ours. Does not promise constant memory contents: a prepared HMAC is as secret as
 * its key, `destroy` wipes it. Not for long messages: each is copied as a whole.
 */
import { _HMAC } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { abytes, aexists, type CHash } from '@noble/hashes/utils.js';
import { TokentwinError } from '../error.js';
import { writeUint64 } from './bytes.js';

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

/**
 * noble's hash as the function of blocks that it is. Its types hide this, its version is fixed, and the tests
 * of HMAC would not survive a change of it.
 */
interface BlockHash {
  readonly blockLen: number;
  readonly outputLen: number;
  update(message: Uint8Array): BlockHash;
  /** A copy of the output; the hash is wiped. */
  digest(): Uint8Array;
  _cloneInto(to?: BlockHash): BlockHash;
  /** Takes in one block, which begins at `offset`. */
  process(view: DataView, offset: number): void;
  /** The state: the hash's output in words of 32 bits. */
  get(): number[];
  /** Wipes what `process` left of the message in memory that all hashes share. */
  roundClean(): void;
  destroy(): void;
}

/** A message and the padding of SHA behind it (FIPS 180-4 section 5.1), which is the same for any of its length. */
class PaddedMessage {
  /** The message itself, to be written before each pass. */
  readonly content: Uint8Array;
  readonly #blocks: DataView;
  readonly #blockLength: number;

  /**
   * @param length of the message in bytes
   * @param blockLength 64 or 128; the hash has taken in one block, of the key, before the message
   */
  constructor(length: number, blockLength: number) {
    const lengthField = blockLength / 8;
    const blocks = Math.ceil((length + 1 + lengthField) / blockLength);
    const bytes = new Uint8Array(blocks * blockLength);
    bytes[length] = 0x80;
    writeUint64((blockLength + length) * 8, bytes, bytes.length - 8);
    this.content = bytes.subarray(0, length);
    this.#blocks = new DataView(bytes.buffer);
    this.#blockLength = blockLength;
  }

  passThrough(state: BlockHash): void {
    for (let offset = 0; offset < this.#blocks.byteLength; offset += this.#blockLength) {
      state.process(this.#blocks, offset);
    }
  }

  /** The state's output becomes the message. */
  takeOutput(state: BlockHash): void {
    const words = state.get();
    for (let index = 0; index < words.length; index += 1) {
      this.#blocks.setUint32(4 * index, words[index] as number);
    }
  }
}

/**
 * HMAC (RFC 2104) under one key, for many messages. Kept are the states that the hash has behind the two pads
 * of the key, so a message costs its own blocks and one more.
 */
export class PreparedHmac {
  /** The states behind the inner and the outer pad. */
  readonly #inner: BlockHash;
  readonly #outer: BlockHash;
  /** A copy of a state that a message may use up. */
  #working: BlockHash | undefined;
  /** Made anew when a message is longer or shorter than the one before. */
  #message: PaddedMessage | undefined;
  /** The inner hash as the message of the outer one; the tag at the end. Only many messages need it. */
  #tag: PaddedMessage | undefined;

  /**
   * @param name the hash
   * @param key 1 byte or more; longer than the hash's block, it is hashed first (RFC 2104 section 2)
   * @throws TokentwinError KEY_EMPTY, TOTP_HASH for a name that is no hash
   */
  constructor(name: HashName, key: Uint8Array) {
    if (!HASH_NAMES.includes(name))
      throw new TokentwinError('TOTP_HASH', 'The hash must be SHA1, SHA256 or SHA512.');
    if (key.length === 0) throw new TokentwinError('KEY_EMPTY', 'The key is empty: give at least one byte.');
    const algorithm = HASHES[name];
    // Hashed here and not by noble, so that it can be wiped.
    const blockKey = key.length > algorithm.blockLen ? algorithm(key) : key;
    const keyed = new _HMAC(algorithm, blockKey);
    if (blockKey !== key) blockKey.fill(0);
    this.#inner = keyed.iHash as unknown as BlockHash;
    this.#outer = keyed.oHash as unknown as BlockHash;
  }

  /**
   * @returns the tag; it lies in memory that the next call overwrites, so copy what must last
   */
  compute(message: Uint8Array): Uint8Array {
    aexists(this.#inner);
    abytes(message);
    if (this.#message?.content.length !== message.length) {
      this.#message?.content.fill(0);
      this.#message = new PaddedMessage(message.length, this.#inner.blockLen);
    }
    this.#tag ??= new PaddedMessage(this.#inner.outputLen, this.#inner.blockLen);
    this.#message.content.set(message);
    this.#working = this.#inner._cloneInto(this.#working);
    this.#message.passThrough(this.#working);
    this.#tag.takeOutput(this.#working);
    this.#outer._cloneInto(this.#working);
    this.#tag.passThrough(this.#working);
    this.#tag.takeOutput(this.#working);
    this.#working.roundClean();
    return this.#tag.content;
  }

  /**
   * The same for the last message, which uses up the states of the key: all but the tag is wiped, and the object
   * cannot be used afterwards.
   */
  computeLast(message: Uint8Array): Uint8Array {
    const inner = this.#inner.update(message).digest();
    const tag = this.#outer.update(inner).digest();
    inner.fill(0);
    this.destroy();
    return tag;
  }

  /** Wipes the key's states; the object cannot be used afterwards. */
  destroy(): void {
    this.#inner.destroy();
    this.#outer.destroy();
    this.#working?.destroy();
    this.#message?.content.fill(0);
    this.#tag?.content.fill(0);
  }
}
