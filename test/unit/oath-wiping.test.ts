/**
 * What the response core leaves behind: every byte array and every hash state that it makes is watched, and
 * none may hold anything once the object is wiped.
 */
import { createHmac } from 'node:crypto';
import { _SHA1 } from '@noble/hashes/legacy.js';
import { _SHA256, _SHA512 } from '@noble/hashes/sha2.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HashName, Ocra, PreparedHmac } from '../../firmware/oath/index.js';

const HASHES = [
  ['SHA1', _SHA1],
  ['SHA256', _SHA256],
  ['SHA512', _SHA512],
] as const satisfies readonly (readonly [HashName, unknown])[];

interface BlockHash {
  get(): number[];
  process(view: DataView, offset: number): void;
  roundClean(): void;
}

interface Watched {
  /** Arrays that were made, but for the views of others. */
  readonly arrays: Uint8Array[];
  /** Hashes that took in a block. */
  readonly hashes: Set<BlockHash>;
  /** Is a block of the message left in the memory that all hashes of a kind share? */
  blockLeft: boolean;
}

function watch(hash: (typeof HASHES)[number][1]): Watched {
  const watched: Watched = { arrays: [], hashes: new Set(), blockLeft: false };
  const keep = (made: Uint8Array) => {
    watched.arrays.push(made);
    return made;
  };
  const construct: ProxyHandler<typeof Uint8Array>['construct'] = (target, parameters, newTarget) =>
    keep(Reflect.construct(target, parameters, newTarget));
  const { slice } = Uint8Array.prototype;
  vi.spyOn(Object.getPrototypeOf(Uint8Array.prototype), 'slice').mockImplementation(function (
    this: unknown,
    ...range: unknown[]
  ) {
    return keep(slice.apply(this as Uint8Array<ArrayBuffer>, range as [number, number]));
  });
  vi.stubGlobal('Uint8Array', new Proxy(Uint8Array, { construct }));

  const prototype = hash.prototype as unknown as BlockHash;
  const { process, roundClean } = prototype;
  vi.spyOn(prototype, 'process').mockImplementation(function (this: BlockHash, view, offset) {
    watched.hashes.add(this);
    watched.blockLeft = true;
    process.call(this, view, offset);
  });
  vi.spyOn(prototype, 'roundClean').mockImplementation(function (this: BlockHash) {
    watched.blockLeft = false;
    roundClean.call(this);
  });
  return watched;
}

/** What is neither zeros, nor zeros and the padding of SHA (80, zeros, the length), nor published. */
function remains({ arrays, hashes, blockLeft }: Watched, published: readonly string[] = []): string[] {
  const bytes = arrays
    .map((array) => Buffer.from(array).toString('hex'))
    .filter((hex) => !/^(00)*(80(00)*[0-9a-f]{4})?$/.test(hex) && !published.includes(hex));
  const states = [...hashes].filter((hash) => hash.get().some((word) => word !== 0));
  return [...bytes, ...states.map(() => 'a state'), ...(blockLeft ? ['a block'] : [])];
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const KEY_LENGTHS = [20, 200];
const CASES = HASHES.flatMap(([name, hash]) => KEY_LENGTHS.map((length) => [name, length, hash] as const));

describe.each(CASES)('an HMAC of %s with a key of %d bytes', (name, keyLength, hash) => {
  const key = Buffer.alloc(keyLength, 0x4b);
  const messages = [Buffer.alloc(200, 0x4d), Buffer.alloc(30, 0x4e)];

  it('is seen to hold state before it is wiped, and none afterwards', () => {
    const watched = watch(hash);
    const prepared = new PreparedHmac(name, key);
    for (const message of messages) prepared.compute(message);
    expect(remains(watched).filter((what) => what === 'a state')).toHaveLength(3);
    expect(remains(watched).length).toBeGreaterThan(3);
    prepared.destroy();
    expect(remains(watched)).toEqual([]);
  });

  it('leaves only the tag after its last message, and answers no more', () => {
    const watched = watch(hash);
    const prepared = new PreparedHmac(name, key);
    prepared.compute(messages[0] as Buffer);
    const tag = Buffer.from(prepared.computeLast(messages[1] as Buffer));
    vi.unstubAllGlobals();
    expect(tag).toEqual(
      createHmac(name, key)
        .update(messages[1] as Buffer)
        .digest(),
    );
    const left = remains(watched);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain(tag.toString('hex'));
    expect(() => prepared.compute(key)).toThrow();
    expect(() => prepared.computeLast(key)).toThrow();
  });
});

describe('OCRA', () => {
  const SUITE = 'OCRA-1:HOTP-SHA256-8:C-QA08-PSHA1';
  const key = Buffer.alloc(32, 0x4b);
  const input = { question: 'abcdefgh', counter: 7, pinHash: Buffer.alloc(20, 0x50) };
  const suiteBytes = [Buffer.from(SUITE).toString('hex')];

  it.each([
    ['destroy', (ocra: Ocra) => [ocra.respond(input), ocra.destroy()]],
    ['the last response', (ocra: Ocra) => ocra.respondLast(input)],
    [
      'a refused last response',
      (ocra: Ocra) => expect(() => ocra.respondLast({ ...input, question: '' })).toThrow(),
    ],
  ])('holds neither key nor inputs after %s', (_, use) => {
    const watched = watch(_SHA256);
    const ocra = new Ocra(SUITE, key);
    expect(remains(watched, suiteBytes)).not.toEqual([]);
    use(ocra);
    expect(remains(watched, suiteBytes)).toEqual([]);
    expect(() => ocra.respond(input)).toThrow();
  });
});
