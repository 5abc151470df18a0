/**
 * One engine whose inputs change from call to call, one at a time and back: what it has prepared for the one is never
 * taken for the other.
 */
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import { Ocra, type OcraInput, type OcraMode } from '../../firmware/oath/ocra.js';

const KEY = new Uint8Array(20).fill(0x31);
const SUITE = 'OCRA-1:HOTP-SHA1-8:C-QN08-PSHA1-T1M';
const SESSION_SUITE = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1-S004';
const QUESTIONS = ['12345678', '00000001', '99999999', '12345679'];

type Fixed = Omit<OcraInput, 'question'>;

const BASE: Fixed = { counter: 7, pin: '1234', time: 1_000_000 };
const SESSION_BASE: Fixed = { pin: '1234', session: Uint8Array.of(1, 2, 3, 4) };
const pinHash = (fill: number) => new Uint8Array(20).fill(fill);

/** Two that differ in one thing. */
const PAIRS: Readonly<Record<string, readonly [suite: string, one: Fixed, other: Fixed]>> = {
  counter: [SUITE, BASE, { ...BASE, counter: 8 }],
  PIN: [SUITE, BASE, { ...BASE, pin: '1235' }],
  'hash of the PIN': [
    SUITE,
    { counter: 7, pinHash: pinHash(1), time: 1_000_000 },
    { counter: 7, pinHash: pinHash(2), time: 1_000_000 },
  ],
  'PIN or its hash': [SUITE, BASE, { counter: 7, pinHash: pinHash(1), time: 1_000_000 }],
  time: [SUITE, BASE, { ...BASE, time: 2_000_000 }],
  'time or its steps': [SUITE, BASE, { counter: 7, pin: '1234', timestamp: 1_000_000 }],
  'last byte of the session': [
    SESSION_SUITE,
    SESSION_BASE,
    { ...SESSION_BASE, session: Uint8Array.of(1, 2, 3, 5) },
  ],
};

/** Each often enough to be prepared for, and one right behind the other. */
const ORDER = [0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0] as const;

function right(suite: string, fixed: Fixed, question: string, mode: OcraMode = 'one-way'): string {
  return new Ocra(suite, KEY).respond({ ...fixed, question }, mode);
}

describe.each(Object.entries(PAIRS))('inputs that differ in the %s', (_, [suite, one, other]) => {
  const pair = [one, other] as const;

  it('are told apart one by one', () => {
    const engine = new OcraEngine(suite, KEY, new Kernels(undefined, 0));
    for (const which of ORDER)
      for (const question of QUESTIONS)
        expect(engine.respond({ ...pair[which], question })).toBe(right(suite, pair[which], question));
  });

  it('are told apart in batches', () => {
    const engine = new OcraEngine(suite, KEY, new Kernels(undefined, 0));
    const many = Array.from({ length: 64 }, (__, index) => String(10_000_000 + index * 977));
    for (const which of ORDER)
      expect(engine.respondAll(many, pair[which])).toEqual(
        many.map((question) => right(suite, pair[which], question)),
      );
  });

  it('are told apart within a batch', () => {
    const engine = new OcraEngine(suite, KEY, new Kernels(undefined, 0));
    for (const repetitions of [1, 40, 1]) {
      const order = Array.from({ length: repetitions }, () => ORDER).flat();
      const inputs = order.map((which, index) => ({
        ...pair[which],
        question: QUESTIONS[index % 4] as string,
      }));
      // Where PIN or time are given in two ways, they are given in one way within a batch.
      const ways = new Set(inputs.map((input) => Object.keys(input).sort().join()));
      if (ways.size > 1) continue;
      expect(engine.respondEach(inputs)).toEqual(inputs.map((input) => right(suite, input, input.question)));
      const same = inputs.map((input) => ({ ...input, ...one }));
      expect(engine.respondEach(same)).toEqual(same.map((input) => right(suite, input, input.question)));
    }
  });
});

it('modes are told apart', () => {
  const engine = new OcraEngine(SUITE, KEY, new Kernels(undefined, 0));
  const modes = ['one-way', 'signature', 'mutual'] as const;
  for (const which of [0, 0, 0, 1, 0, 1, 1, 2, 2, 0, 2, 1]) {
    const mode = modes[which] as OcraMode;
    expect(engine.respond({ ...BASE, question: '12345678' }, mode)).toBe(
      right(SUITE, BASE, '12345678', mode),
    );
    const many = Array.from({ length: 64 }, (_, index) => String(10_000_000 + index));
    expect(engine.respondAll(many, BASE, mode)).toEqual(
      many.map((question) => right(SUITE, BASE, question, mode)),
    );
  }
});

it('an engine that was destroyed has wiped what it had prepared', () => {
  const engine = new OcraEngine(SUITE, KEY, new Kernels(undefined, 0));
  for (let time = 0; time < 4; time += 1) engine.respond({ ...BASE, question: '12345678' });
  engine.respondAll(QUESTIONS, BASE);
  engine.destroy();
  let response: string | null = null;
  try {
    response = engine.respond({ ...BASE, question: '12345678' });
  } catch {
    response = null;
  }
  expect(response).not.toBe(right(SUITE, BASE, '12345678'));
});
