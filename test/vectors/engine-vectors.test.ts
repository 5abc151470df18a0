/**
 * Every valid vector of the vector files through the engine, by its kernels of one message and of many.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import { TotpEngine } from '../../firmware/oath/engine/totp-engine.js';
import type { HashName } from '../../firmware/oath/hash.js';
import type { OcraInput, OcraMode } from '../../firmware/oath/ocra.js';
import { parseVectorFile } from '../../host/rig/vector-file.js';

const kernels = new Kernels(undefined, 0);
const read = (name: string) =>
  parseVectorFile(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'));
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe.each(['ocra-rfc6287', 'ocra-edge-cases', 'ocra-profiles'])('%s', (name) => {
  const file = read(name);
  if (file.algorithm !== 'OCRA') throw new Error(`${name} is not a file of OCRA`);
  const tests = file.groups.flatMap(({ suite, key, mode, tests }) =>
    tests
      .filter((test) => test.result === 'valid')
      .map(({ input: { pinHash, session, ...input }, response }) => ({
        suite,
        key: bytes(key),
        mode: (mode ?? 'one-way') as OcraMode,
        response,
        input: {
          ...input,
          ...(pinHash === undefined ? {} : { pinHash: bytes(pinHash) }),
          ...(session === undefined ? {} : { session: bytes(session) }),
        } as OcraInput,
      })),
  );

  it('is answered one by one', () => {
    expect(tests.length).toBeGreaterThan(10);
    for (const { suite, key, mode, input, response } of tests) {
      const engine = new OcraEngine(suite, key, kernels);
      // The first two calls prepare, the third is the kernel's.
      const answers = [1, 2, 3].map(() => engine.respond(input, mode));
      engine.destroy();
      expect(answers, suite).toEqual([response, response, response]);
    }
  });

  it('is answered in batches', () => {
    for (const { suite, key, mode, input, response } of tests) {
      const engine = new OcraEngine(suite, key, kernels);
      const { question, ...fixed } = input;
      const answers = engine.respondAll(new Array<string>(5).fill(question), fixed, mode);
      engine.destroy();
      expect(answers, suite).toEqual(new Array<string>(5).fill(response));
    }
  });
});

describe('hotp-rfc4226 and totp-rfc6238', () => {
  it('are answered one by one and in batches', () => {
    const hotp = read('hotp-rfc4226');
    const totp = read('totp-rfc6238');
    if (hotp.algorithm !== 'HOTP' || totp.algorithm !== 'TOTP')
      throw new Error('other algorithms than named');
    const cases: { engine: HotpEngine | TotpEngine; at: bigint; code: string }[] = [];
    for (const { key, digits, tests } of hotp.groups)
      for (const { input, response } of tests.filter((test) => test.result === 'valid')) {
        const engine = new HotpEngine(bytes(key), { digits }, kernels);
        cases.push({ engine, at: BigInt(input.counter), code: response });
      }
    for (const { key, digits, hash, stepSeconds, tests } of totp.groups)
      for (const { input, response } of tests.filter((test) => test.result === 'valid')) {
        const engine = new TotpEngine(bytes(key), { hash: hash as HashName, digits, stepSeconds }, kernels);
        cases.push({ engine, at: BigInt(input.time), code: response });
      }
    expect(cases.length).toBeGreaterThanOrEqual(28);
    for (const { engine, at, code } of cases) {
      expect(engine.code(at)).toBe(code);
      expect(engine.codes(at, 6)[0]).toBe(code);
      engine.destroy();
    }
  });
});
