/**
 * Which of the bits that an operation was to change have changed when it was cut, by names that replay.
 *
 *     before, after     none of them; all of them
 *     mask:5f           of up to 12 bits those of the mask; the lowest bit of the mask is the first
 *     first:5f          of the first 12 bits those of the mask, and no others
 *     last:5f           of the last 12 bits those of the mask, and all others
 *     only:7            the one bit
 *     all-but:7         all but the one
 *     weak:7            all, but the one is unstable
 *     up-to:7           the first seven
 *     from:7            all but the first seven
 *     any:3             each by chance, drawn from the seed 3
 *     torn:3            some way, with bits left unstable, drawn from the seed
 *     unstable:3        every bit is unstable; the seed decides how they read
 */
import { quickNumbers } from '../../../emulator/faults/quick-numbers.js';
import { type CutPoint, drawnTear, type Tear } from '../../../emulator/faults/torn-operation.js';

const EXHAUSTIVE_BITS = 12;
const MASKS = 2 ** EXHAUSTIVE_BITS;

export interface SubsetPlan {
  /** Single bits, and all but single bits, of so many bits at even distances. */
  readonly singles: number;
  /** At so many places: all bits up to there, and all from there on. */
  readonly places: number;
  /** All subsets of the first and of the last 12 bits. */
  readonly windows: boolean;
  /** How many of each kind that is drawn. */
  readonly samples: number;
  readonly seed: number;
}

/** The subsets of so many bits that a plan tries, without `before` and `after`. */
export function* subsetsOf(count: number, plan: SubsetPlan): Generator<string> {
  if (count === 0) return;
  if (count <= EXHAUSTIVE_BITS) {
    for (let mask = 1; mask < 2 ** count - 1; mask += 1) yield `mask:${mask.toString(16)}`;
  } else {
    for (const bit of spread(count, plan.singles)) yield* [`only:${bit}`, `all-but:${bit}`, `weak:${bit}`];
    for (const bit of spread(count, plan.places)) yield* [`up-to:${bit}`, `from:${bit}`];
    if (plan.windows) {
      for (let mask = 1; mask < MASKS; mask += 1) yield `first:${mask.toString(16)}`;
      for (let mask = 0; mask < MASKS - 1; mask += 1) yield `last:${mask.toString(16)}`;
    }
    for (let sample = 0; sample < plan.samples; sample += 1) yield `any:${plan.seed + sample}`;
  }
  for (let sample = 0; sample < plan.samples; sample += 1) {
    yield `torn:${plan.seed + sample}`;
    yield `unstable:${plan.seed + sample}`;
  }
}

/** Numbers below `count` at even distances, the first one not 0 unless there are as many as asked for. */
function spread(count: number, most: number): number[] {
  if (most >= count) return Array.from({ length: count }, (_, number) => number);
  return Array.from({ length: most }, (_, index) => Math.floor(((index + 1) * count) / (most + 1)));
}

/** Can a second look find another chip? Recoveries from these, and from whole operations, are cut again. */
export function canReadOtherwise(subset: string): boolean {
  return /^(before|after|weak|torn|unstable)/.test(subset);
}

function tearOf(kind: string, value: string): Tear {
  switch (kind) {
    case 'mask':
    case 'first': {
      const mask = Number.parseInt(value, 16);
      return (bit) => (bit < EXHAUSTIVE_BITS && (mask >> bit) & 1 ? 'changed' : 'untouched');
    }
    case 'last': {
      const mask = Number.parseInt(value, 16);
      return (bit, count) => {
        const inMask = bit - (count - EXHAUSTIVE_BITS);
        return inMask < 0 || (mask >> inMask) & 1 ? 'changed' : 'untouched';
      };
    }
    case 'only':
      return (bit) => (bit === Number(value) ? 'changed' : 'untouched');
    case 'all-but':
      return (bit) => (bit === Number(value) ? 'untouched' : 'changed');
    case 'weak':
      return (bit) => (bit === Number(value) ? 'unstable' : 'changed');
    case 'up-to':
      return (bit) => (bit < Number(value) ? 'changed' : 'untouched');
    case 'from':
      return (bit) => (bit < Number(value) ? 'untouched' : 'changed');
    case 'any': {
      const number = quickNumbers(value, 'subset');
      return () => (number() & 1 ? 'changed' : 'untouched');
    }
    case 'torn':
      return drawnTear(quickNumbers(value, 'subset'));
    case 'unstable':
      return () => 'unstable';
    default:
      throw new Error(`there is no subset ${kind}:${value}`);
  }
}

/** The cut that a name stands for. */
export function cutPointOf(subset: string): CutPoint {
  if (subset === 'before' || subset === 'after') return subset;
  const [kind = '', value = ''] = subset.split(':');
  return tearOf(kind, value);
}
