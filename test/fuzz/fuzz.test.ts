/**
 * The short form of the fuzzer: every corpus as it is, some changed inputs for each target, what the lasting subjects
 * keep, and whether the fuzzer finds what is broken on purpose. `npm run fuzz` is the long form.
 */
import { describe, expect, it } from 'vitest';
import { fromHexText } from '../hex-text.js';
import { drawSeed } from '../simulation/link-seed.js';
import { allTargets } from './all-targets.js';
import { CANARIES, HOARDER } from './canaries.js';
import { corpusOf } from './corpus.js';
import { brokenBy, failureText } from './failure.js';
import { grows, growthOf } from './growth.js';
import { inputAt } from './mutants.js';
import { runInputs } from './run-inputs.js';
import { type Input, maximumSteps, Trace } from './target.js';

/** Inputs of a target with a share of one. */
const INPUTS = 150;

/** Of each round of a measurement of memory. */
const GROWTH_INPUTS = 100;

const targets = await allTargets();
const seed = drawSeed();
console.log(`fuzz: seed ${seed}`);

function inputsOf(corpus: string): Input[] {
  return corpusOf(corpus).map(({ input }) => input);
}

describe('the corpus', () => {
  it.each(targets.map(({ name }) => name))(
    'of %s keeps every promise, and what is valid passes',
    async (name) => {
      const target = targets.find((each) => each.name === name);
      for (const { file, input, isValid } of corpusOf(name)) {
        const trace = new Trace(maximumSteps(input));
        const error = target === undefined ? null : await brokenBy(target, input, trace);
        expect(error, file).toBeNull();
        if (isValid) expect(trace.isDeep, `${file} passes the first check`).toBe(true);
      }
    },
  );
});

describe('changed inputs', () => {
  it.each(targets.map((target) => [target.name, target] as const))(
    'of %s keep every promise',
    async (name, target) => {
      const range = { seed, from: 0, to: INPUTS * target.share };
      const { tally, failure } = await runInputs(target, inputsOf(name), range);
      if (failure !== null) throw new Error(failureText(failure));
      expect(tally.inputs).toBe(range.to);
      expect(tally.deep).toBeGreaterThan(range.to / 20);
    },
  );

  it('are the same for the same seed, whatever was run before', () => {
    for (const target of targets) {
      const corpus = inputsOf(target.name);
      for (const index of [corpus.length, 1000, 123_456])
        expect(inputAt(target, corpus, 7, index)).toEqual(inputAt(target, corpus, 7, index));
    }
  });
});

describe('memory', () => {
  const lasting = targets.filter((target) => target.lasting !== undefined);
  it.each(lasting.map((target) => [target.name, target] as const))(
    'of what lasts in %s does not grow',
    async (name, target) => {
      const growth = await growthOf(target, inputsOf(name), seed, GROWTH_INPUTS);
      expect(grows(growth, false), JSON.stringify(growth)).toBe(false);
    },
  );
});

describe('a target that is broken on purpose', () => {
  it.each(CANARIES.map((canary) => [canary.target.name, canary] as const))(
    'is found: %s',
    async (_, canary) => {
      const { target, corpus, found, within } = canary;
      const { failure } = await runInputs(target, inputsOf(corpus), { seed, from: 0, to: within });
      expect(failure?.what).toContain(found);
      const text = failure === null ? '' : failureText(failure);
      expect(text).toContain(`npm run fuzz -- ${target.name} --seed ${seed} --input ${failure?.index}`);
      const again = inputAt(target, inputsOf(corpus), seed, failure?.index ?? 0);
      expect((await brokenBy(target, again))?.message).toContain(found);
    },
  );

  it('is found with the smallest input that does the same', async () => {
    const canary = CANARIES.find(({ target }) => target.name === 'canary-crash');
    if (canary === undefined) throw new Error('there is no such canary');
    const { failure } = await runInputs(canary.target, inputsOf(canary.corpus), {
      seed,
      from: 0,
      to: canary.within,
    });
    const smallest = failure?.smallest ?? [];
    expect(smallest.reduce((sum, message) => sum + message.length, 0)).toBeLessThan(30);
    const [, file = ''] = failure === null ? [] : failureText(failure).split('regression-NAME.hex:\n');
    expect(
      fromHexText(
        file
          .split('\n    at ')[0]
          ?.split('\n')
          .filter((line) => /^( {2}|[0-9a-f-])/.test(line))
          .join('\n') ?? '',
      ).length,
    ).toBeGreaterThan(0);
  });

  it('is found when it keeps something of each input', async () => {
    const growth = await growthOf(HOARDER.target, inputsOf(HOARDER.corpus), seed, GROWTH_INPUTS);
    expect(grows(growth, false), JSON.stringify(growth)).toBe(true);
  });
});
