/**
 * Days of logins: a short form of `npm run simulate -- login`, and the broken verifiers that must be found.
 */
import { describe, expect, it } from 'vitest';
import { LoginDayFailure, runLoginDay } from '../../emulator/simulation/index.js';
import { MemoryStore } from '../../host/sls/store/memory-store.js';
import type { Batch } from '../../host/sls/store/store.js';
import { drawSeed } from './link-seed.js';

/** Another each time; LOGIN_DAY_SEED replays. */
const SEED = Number(process.env.LOGIN_DAY_SEED ?? drawSeed());
const DAYS = 60;

/** Writes whatever it is told, on whatever it was decided. */
class BlindStore extends MemoryStore {
  override async commit({ changes }: Batch): Promise<boolean> {
    return await super.commit({ basis: [], changes });
  }
}

/** Says that it has written, and has not, what counts a failure. */
class ForgetfulStore extends MemoryStore {
  override async commit({ basis, changes }: Batch): Promise<boolean> {
    const kept = changes.filter((change) => change.kind !== 'user' || change.version === 0);
    return await super.commit({ basis, changes: kept });
  }
}

/** Keeps a spent challenge. */
class HoardingStore extends MemoryStore {
  override async commit({ basis, changes }: Batch): Promise<boolean> {
    return await super.commit({ basis, changes: changes.filter(({ type }) => type !== 'remove') });
  }
}

/** Each with the number of seeds within which it is found. */
const CANARIES = {
  'decides on what has changed meanwhile': { store: BlindStore, seeds: 10 },
  'forgets failures': { store: ForgetfulStore, seeds: 5 },
  'keeps what is spent': { store: HoardingStore, seeds: 5 },
};

async function failureOf(seed: number, store: MemoryStore): Promise<LoginDayFailure | null> {
  try {
    await runLoginDay(seed, { store });
    return null;
  } catch (error) {
    if (error instanceof LoginDayFailure) return error;
    throw error;
  }
}

describe('a day of logins', () => {
  it(`of each of ${DAYS} seeds from ${SEED} is in order`, async () => {
    let accepted = 0;
    for (let day = 0; day < DAYS; day += 1) accepted += (await runLoginDay((SEED + day) % 2 ** 32)).accepted;
    expect(accepted).toBeGreaterThan(DAYS);
  });

  it('is the same for the same seed', async () => {
    expect(await runLoginDay(SEED)).toEqual(await runLoginDay(SEED));
  });

  it.each(Object.entries(CANARIES))('finds a verifier that %s', async (_, { store: Broken, seeds }) => {
    let found: LoginDayFailure | null = null;
    for (let day = 0; day < seeds && found === null; day += 1)
      found = await failureOf((SEED + day) % 2 ** 32, new Broken());
    expect(found).toBeInstanceOf(LoginDayFailure);
    expect(await failureOf(found?.seed ?? 0, new Broken())).toEqual(found);
  });
});
