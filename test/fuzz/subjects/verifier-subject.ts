/** A verifier for one input: in memory, from one seed, with passwords that cost nothing. */
import { SeededRandom } from '../../../emulator/board/seeded-random.js';
import { Ids } from '../../../host/sls/ids.js';
import { OpenChallenges } from '../../../host/sls/open-challenges.js';
import { policyOf } from '../../../host/sls/policy.js';
import { manualClock, type TurnedClock } from '../../../host/sls/runtime/clocks.js';
import { MemoryStore } from '../../../host/sls/store/memory-store.js';
import { SecureLoginSystem } from '../../../host/sls/system.js';

function reversed(text: string): string {
  return Buffer.from(text).reverse().toString('hex');
}

export function freshVerifier(): { readonly system: SecureLoginSystem; readonly clock: TurnedClock } {
  const random = new SeededRandom('fuzz', 'verifier');
  const randomness = { bytes: (count: number) => random.bytes(count) };
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const system = new SecureLoginSystem({
    ...{ store: new MemoryStore(), clock, randomness, policy: policyOf({}) },
    ...{ ids: new Ids(randomness), openChallenges: new OpenChallenges() },
    passwords: {
      hash: async (password) => reversed(password),
      verify: async (password, hash) => reversed(password) === hash,
      ofNobody: '',
    },
  });
  return { system, clock };
}
