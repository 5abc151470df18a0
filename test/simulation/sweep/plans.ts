/** How far the sweeps go: the quick form of the tests, and the long one of `npm run sweep`. */
import type { SweepKind } from './all-scenarios.js';
import type { SweepPlan } from './sweep.js';

/** @param seed of what is drawn */
type Plans = (seed: number) => Readonly<Record<SweepKind, SweepPlan>>;

export const QUICK: Plans = (seed) => {
  const first = { singles: 4, places: 2, windows: false, samples: 2, seed };
  const again = { singles: 0, places: 1, windows: false, samples: 1, seed };
  const plan = { first, again, depth: 1 };
  return {
    storage: { ...plan, first: { ...first, singles: 64 } },
    device: plan,
    'fill level': { ...plan, first: { ...first, singles: 1, samples: 1 }, depth: 0 },
  };
};

export const LONG: Plans = (seed) => {
  const first = { singles: 48, places: 8, windows: true, samples: 24, seed };
  const again = { singles: 3, places: 3, windows: false, samples: 2, seed };
  const few = { singles: 1, places: 1, windows: false, samples: 1, seed };
  return {
    storage: { first: { ...first, singles: 512 }, again, depth: 1 },
    device: { first, again, depth: 1 },
    'fill level': { first: { ...first, singles: 8, samples: 4, windows: false }, again: few, depth: 1 },
  };
};
