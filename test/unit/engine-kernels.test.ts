/**
 * The kernels: their constants against the definition of FIPS 180-4, their bytes, a planted fault, machines
 * that lack something, and what is left in their memory.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kernelModules } from '../../.build/kernels.js';
import { bytesOfBase64 } from '../../firmware/oath/engine/base64.js';
import { HASH_SHAPES } from '../../firmware/oath/engine/hash-shape.js';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { KERNEL_MODULES } from '../../firmware/oath/engine/kernel-modules.js';
import { type KernelBytes, Kernels } from '../../firmware/oath/engine/kernels.js';
import { BLOCK, INITIAL, STATE } from '../../firmware/oath/engine/memory-map.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import { OcraTokens } from '../../firmware/oath/engine/ocra-tokens.js';
import { machineWebAssembly, type WebAssemblyApi } from '../../firmware/oath/engine/web-assembly.js';
import type { HashDefinition } from '../../firmware/oath/generator/hashes/definition.js';
import { SHA1 } from '../../firmware/oath/generator/hashes/sha1.js';
import { SHA256, SHA512 } from '../../firmware/oath/generator/hashes/sha2.js';
import { assembleKernel, DEFINITIONS } from '../../firmware/oath/generator/kernel-code.js';
import type { Lanes } from '../../firmware/oath/generator/word.js';
import { HASH_NAMES, type HashName } from '../../firmware/oath/hash.js';
import { Ocra } from '../../firmware/oath/ocra.js';

const KEY = Buffer.from('12345678901234567890');
const MACHINE = machineWebAssembly() as WebAssemblyApi;

/** Kernels of other definitions than FIPS 180-4 has. */
function bytesBy(definitions: Readonly<Record<HashName, HashDefinition>>): KernelBytes {
  return (hash, lanes) => assembleKernel(definitions[hash], lanes as Lanes);
}

/** The codes of the first counters by node:crypto. */
function codesByNode(hash: HashName, count: number): string[] {
  return Array.from({ length: count }, (_, counter) => {
    const message = Buffer.alloc(8);
    message.writeBigUInt64BE(BigInt(counter));
    const tag = createHmac(hash.toLowerCase(), KEY).update(message).digest();
    const number = tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fff_ffff;
    return `${number % 1_000_000}`.padStart(6, '0');
  });
}

/** The first 64 bits of the fractional part of a root of a number. */
function fraction(number: bigint, degree: bigint): bigint {
  const scaled = number << (64n * degree);
  let [low, high] = [0n, 1n << 80n];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle - 1n;
  }
  return BigInt.asUintN(64, low);
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let number = 2n; found.length < count; number += 1n)
    if (found.every((prime) => number % prime !== 0n)) found.push(number);
  return found;
}

describe('the constants', () => {
  it('of SHA-2 are roots of the first primes', () => {
    const cubeRoots = primes(80).map((prime) => fraction(prime, 3n));
    const squareRoots = primes(8).map((prime) => fraction(prime, 2n));
    expect(SHA512.roundConstants).toEqual(cubeRoots);
    expect(SHA512.initial).toEqual(squareRoots);
    expect(SHA256.roundConstants).toEqual(cubeRoots.slice(0, 64).map((root) => root >> 32n));
    expect(SHA256.initial).toEqual(squareRoots.map((root) => root >> 32n));
  });

  it('of SHA-1 are square roots of 2, 3, 5 and 10, and nibbles counted up, down and in turns', () => {
    const roots = [2, 3, 5, 10].map((number) => BigInt(Math.floor(Math.sqrt(number) * 2 ** 30)));
    expect(SHA1.roundConstants).toEqual(roots.flatMap((root) => new Array<bigint>(20).fill(root)));
    const nibbles = Buffer.from('0123456789abcdeffedcba9876543210f0e1d2c3', 'hex');
    expect(SHA1.initial).toEqual([0, 4, 8, 12, 16].map((at) => BigInt(nibbles.readUInt32LE(at))));
  });
});

describe('the bytes', () => {
  it.each(HASH_NAMES)('of the kernels of %s are what the generator writes, and valid modules', (name) => {
    const { single, vector } = KERNEL_MODULES[name];
    const { batchLanes } = HASH_SHAPES[name];
    for (const [text, lanes] of [
      [single, 1],
      [vector, batchLanes],
    ] as const) {
      const bytes = assembleKernel(DEFINITIONS[name], lanes);
      expect(Buffer.from(text, 'base64').equals(bytes), 'run `npm run kernels`').toBe(true);
      expect(bytesOfBase64(text)).toEqual(bytes);
      expect(MACHINE.validate(bytes)).toBe(true);
    }
  });

  it.each(HASH_NAMES)('of %s have the shape that the program around them knows', (name) => {
    const { bits, initial, roundConstants } = DEFINITIONS[name];
    const { stateWords, rounds, batchLanes, bits: shapeBits } = HASH_SHAPES[name];
    expect([shapeBits, stateWords, rounds]).toEqual([bits, initial.length, roundConstants.length]);
    expect((batchLanes * bits) % 128, 'whole vectors').toBe(0);
  });

  it('are checked in as the script writes them', () => {
    const file = new URL('../../firmware/oath/engine/kernel-modules.ts', import.meta.url);
    expect(readFileSync(file, 'utf8') === kernelModules(), 'run `npm run kernels`').toBe(true);
  });

  it('of base64 with every padding are read', () => {
    for (let length = 0; length < 300; length += 1) {
      const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 151 + length) & 0xff));
      expect(Buffer.from(bytesOfBase64(bytes.toString('base64'))).equals(bytes)).toBe(true);
    }
  });
});

describe('a fault in one bit of one round constant', () => {
  it.each(
    HASH_NAMES.flatMap((name) =>
      [0, 17, DEFINITIONS[name].roundConstants.length - 1].map((round) => ({ name, round })),
    ),
  )('is found: $name, round $round', ({ name, round }) => {
    const right = codesByNode(name, 8);
    const sound = DEFINITIONS[name];
    const roundConstants = sound.roundConstants.map((constant, index) =>
      index === round ? constant ^ 4n : constant,
    );
    const faulty = new Kernels(MACHINE, 0, bytesBy({ ...DEFINITIONS, [name]: { ...sound, roundConstants } }));
    const [good, bad] = [new Kernels(MACHINE, 0), faulty].map(
      (kernels) => new HotpEngine(KEY, { hash: name }, kernels),
    );
    expect(good?.codes(0, 8)).toEqual(right);
    expect(good?.code(3)).toBe(right[3]);
    expect(bad?.codes(0, 8)).not.toEqual(right);
    expect([0, 1, 2, 3].map((counter) => bad?.code(counter))).not.toEqual(right.slice(0, 4));
  });
});

describe('a machine', () => {
  /** Faults that show whether a kernel was used at all. */
  const FAULTY = bytesBy(
    Object.fromEntries(
      HASH_NAMES.map((name) => [
        name,
        { ...DEFINITIONS[name], initial: DEFINITIONS[name].initial.map(() => 0n) },
      ]),
    ) as unknown as Record<HashName, HashDefinition>,
  );
  const vectorsOfSha256 = assembleKernel(SHA256, 4).length;
  const withoutVectors: WebAssemblyApi = {
    Module: class extends MACHINE.Module {
      constructor(bytes: Uint8Array) {
        if (bytes.length === vectorsOfSha256) throw new Error('no vectors');
        super(bytes);
      }
    },
    Instance: MACHINE.Instance,
    validate: MACHINE.validate,
  };

  it.each(HASH_NAMES)('without WebAssembly is served by the core (%s)', (hash) => {
    const engine = new HotpEngine(KEY, { hash }, new Kernels(null, 0, FAULTY));
    expect(engine.codes(0, 20)).toEqual(codesByNode(hash, 20));
    expect(engine.code(2)).toBe(codesByNode(hash, 3)[2]);
  });

  it('that refuses every module is served by the core', () => {
    const refusing = {
      ...MACHINE,
      Module: class {
        constructor() {
          throw new Error('code generation is forbidden');
        }
      },
    };
    const engine = new HotpEngine(KEY, {}, new Kernels(refusing as WebAssemblyApi, 0));
    expect(engine.codes(0, 20)).toEqual(codesByNode('SHA1', 20));
  });

  it('without vectors is served by the kernel of one message', () => {
    const right = codesByNode('SHA256', 20);
    const engine = new HotpEngine(KEY, { hash: 'SHA256' }, new Kernels(withoutVectors, 0));
    expect(engine.codes(0, 20)).toEqual(right);
    const faulty = new HotpEngine(KEY, { hash: 'SHA256' }, new Kernels(withoutVectors, 0, FAULTY));
    expect(faulty.codes(0, 20)).not.toEqual(right);
  });

  it('without vectors hashes PINs between the messages of a run', () => {
    const suite = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA256';
    const inputs = Array.from({ length: 50 }, (_, pin) => ({ question: `${pin * 77}`, pin: `${pin}` }));
    const core = new Ocra(suite, KEY);
    const engine = new OcraEngine(suite, KEY, new Kernels(withoutVectors, 0));
    expect(engine.respondEach(inputs)).toEqual(inputs.map((input) => core.respond(input)));
  });

  it('makes a kernel only when it pays', () => {
    const engine = new HotpEngine(KEY, {}, new Kernels(MACHINE, 100, FAULTY));
    const right = codesByNode('SHA1', 120);
    expect(engine.codes(0, 99)).toEqual(right.slice(0, 99));
    expect(engine.codes(0, 20)).not.toEqual(right.slice(0, 20));
  });
});

describe('the memory of the kernels', () => {
  /** WebAssembly whose memories can be looked at. */
  function watched(): { api: WebAssemblyApi; secretBytes: () => number } {
    const memories: { buffer: ArrayBuffer }[] = [];
    class Instance {
      readonly exports: Record<string, unknown>;
      constructor(module: object) {
        this.exports = new MACHINE.Instance(module).exports;
        memories.push(this.exports.memory as { buffer: ArrayBuffer });
      }
    }
    const secretBytes = () =>
      memories
        .map(({ buffer }) => new Uint8Array(buffer))
        .flatMap((bytes) => [bytes.subarray(STATE, INITIAL), bytes.subarray(BLOCK)])
        .reduce((sum, bytes) => sum + bytes.filter((byte) => byte !== 0).length, 0);
    return { api: { ...MACHINE, Module: MACHINE.Module, Instance, validate: MACHINE.validate }, secretBytes };
  }

  it('holds nothing of a key after destroy', () => {
    const { api, secretBytes } = watched();
    const kernels = new Kernels(api, 0);
    const pinHash = new Uint8Array(20).fill(7);
    const engines = HASH_NAMES.flatMap((hash) => [
      new HotpEngine(KEY, { hash }, kernels),
      new OcraEngine(`OCRA-1:HOTP-${hash}-8:QN08-PSHA1`, KEY, kernels),
    ]);
    for (const engine of engines) {
      if (engine instanceof HotpEngine) {
        engine.lines(0, 2000);
        engine.code(1);
      } else {
        engine.respondAll(new Array<string>(2000).fill('12345678'), { pinHash });
        for (let call = 0; call < 3; call += 1) engine.respond({ question: '1', pinHash });
        engine.respondEach(['1', '2', '3', '4'].map((pin) => ({ question: '1', pin })));
      }
      expect(secretBytes()).toBeGreaterThan(200);
    }
    const tokens = HASH_NAMES.map((hash) => {
      const many = new OcraTokens(`OCRA-1:HOTP-${hash}-8:QN08-PSHA1`, {}, kernels);
      for (let token = 0; token < 50; token += 1) many.add({ key: KEY, pinHash });
      many.sweep('1', new Uint32Array(50));
      many.respondEach([1, 2, 3, 4, 5], ['1', '2', '3', '4', '5'], new Uint32Array(5));
      many.respond(7, '1');
      return many;
    });
    for (const each of [...engines, ...tokens]) each.destroy();
    expect(secretBytes()).toBe(0);
  });

  it('holds nothing of the key before while another is at work', () => {
    const { api } = watched();
    const kernels = new Kernels(api, 0);
    const long = new OcraEngine('OCRA-1:HOTP-SHA1-6:QN08-S999', KEY, kernels);
    const short = new HotpEngine(KEY, {}, kernels);
    const session = new Uint8Array(999).fill(0xa5);
    long.respondAll(new Array<string>(8).fill('1'), { session });
    const kernel = kernels.batch('SHA1', 0);
    const used = () =>
      kernel?.bytes.subarray(BLOCK).findLastIndex((byte, at) => byte !== 0 && at < 14_000) as number;
    const before = used();
    short.codes(0, 8);
    expect(used()).toBeLessThan(before - 4000);
    long.destroy();
    short.destroy();
  });
});
