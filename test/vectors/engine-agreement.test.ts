/** The engine beside the core on random lines; `npm run simulate -- engine` does the same by the million. */
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { assembleKernel, DEFINITIONS } from '../../firmware/oath/generator/kernel-code.js';
import type { Lanes } from '../../firmware/oath/generator/word.js';
import { engineAgreement } from './engine-agreement.js';

const SEED = Number(process.env.OCRA_AGREEMENT_SEED ?? '6287');

describe(`random lines of seed ${SEED}`, () => {
  it('are answered by every way of the engine as by the core', () => {
    const { disagreements, responses } = engineAgreement(SEED, 150);
    expect(disagreements, `OCRA_AGREEMENT_SEED=${SEED} draws them again`).toEqual([]);
    expect(responses).toBeGreaterThan(150 * 90);
  });

  it('all show one wrong bit in the last round', () => {
    const faulty = new Kernels(undefined, 0, (hash, lanes) => {
      const sound = DEFINITIONS[hash];
      const last = sound.roundConstants.length - 1;
      const roundConstants = sound.roundConstants.with(last, (sound.roundConstants[last] as bigint) ^ 1n);
      return assembleKernel({ ...sound, roundConstants }, lanes as Lanes);
    });
    const { disagreements } = engineAgreement(SEED, 30, faulty);
    expect(disagreements).toHaveLength(30);
    for (const line of disagreements) expect(line).toContain('alone, batch, each');
  });
});
