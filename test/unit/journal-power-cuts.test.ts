/**
 * Power cuts at and inside every flash operation of the journal's changes, and again in the recovery.
 */
import { describe, expect, it } from 'vitest';
import { Journal } from '../../firmware/storage/journal.js';
import { type CutExtent, CuttingFlash, PowerCut } from '../simulation/cutting-flash.js';

const PAGE_BYTES = 512;

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function contentsOf(journal: Journal, types: Iterable<number>): Map<number, string> {
  const contents = new Map<number, string>();
  for (const type of types) {
    const payload = journal.get(type);
    if (payload !== null) contents.set(type, Buffer.from(payload).toString('latin1'));
  }
  return contents;
}

const OLD_SECRET = 'the old secret';
const NEW_SECRET = 'a newer secret';

/** One change of a journal that may be cut, from a fixed state before it. */
interface Scenario {
  readonly name: string;
  /** Brings a journal, mounted once, to the state before. */
  readonly prepare: (journal: Journal) => void;
  readonly change: (journal: Journal) => void;
  /** Text that must be gone from the image when the state is the one after, and the other way round. */
  readonly replaces?: { readonly old: string; readonly by: string };
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'append',
    prepare: (journal) => journal.append(4, text('\u0000')),
    change: (journal) => journal.append(4, text('\u0001')),
  },
  {
    name: 'append of a first word with as many ones as there can be',
    prepare: (journal) => journal.append(4, text('')),
    change: (journal) => journal.append(127, text('\u007f'.repeat(127))),
  },
  {
    name: 'append that compacts first',
    prepare: (journal) => {
      for (let round = 0; round < 4; round += 1) journal.append(4, text(`${round}`.repeat(75)));
    },
    change: (journal) => journal.append(4, text('z'.repeat(75))),
  },
  {
    name: 'rewrite of a secret',
    prepare: (journal) => journal.append(4, text('other')),
    change: (journal) => journal.rewrite(new Map([[2, text(NEW_SECRET)]])),
    replaces: { old: OLD_SECRET, by: NEW_SECRET },
  },
  {
    name: 'wipe',
    prepare: (journal) => journal.append(4, text('other')),
    change: (journal) =>
      journal.rewrite(
        new Map<number, Uint8Array | null>([
          [2, null],
          [4, null],
          [8, text('wiped mark')],
        ]),
      ),
    replaces: { old: OLD_SECRET, by: 'wiped mark' },
  },
];

const TYPES = [1, 2, 4, 5, 8, 127];
const PART_SEEDS = Number(process.env.POWER_CUT_SEEDS ?? 40);

function prepared(scenario: Scenario, seed: number, mountsBefore: number) {
  const flash = CuttingFlash.erased(PAGE_BYTES, 2, seed);
  Journal.format(
    flash,
    new Map([
      [1, text('one')],
      [2, text(OLD_SECRET)],
    ]),
  );
  scenario.prepare(Journal.mount(flash));
  let journal = Journal.mount(flash);
  for (let mounts = 1; mounts < mountsBefore; mounts += 1) journal = Journal.mount(flash);
  return { flash, journal };
}

/** Runs something that may be cut; tells whether it was. */
function untilCut(flash: CuttingFlash, operation: number, extent: CutExtent, run: () => void): boolean {
  flash.cutAfter(operation, extent);
  try {
    run();
    return false;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return true;
  } finally {
    flash.restorePower();
  }
}

function cuts(): { extent: CutExtent; seed: number }[] {
  const partial = Array.from({ length: PART_SEEDS }, (_, seed) => ({ extent: 'part' as const, seed }));
  return [{ extent: 'none', seed: 0 }, { extent: 'all', seed: 0 }, ...partial];
}

/** Mounts until nothing is cut any more and checks the promises of the journal. */
function expectRecovered(
  flash: CuttingFlash,
  before: Map<number, string>,
  after: Map<number, string>,
  { replaces }: Scenario,
): 'before' | 'after' {
  const journal = Journal.mount(flash);
  expect(flash.unstableBits).toBe(0);
  const state = contentsOf(journal, TYPES);
  const isAfter = JSON.stringify([...state]) === JSON.stringify([...after]);
  expect(state).toEqual(isAfter ? after : before);
  if (replaces !== undefined) {
    expect(Buffer.from(flash.image()).includes(isAfter ? replaces.old : replaces.by)).toBe(false);
  }
  for (let mounts = 0; mounts < 3; mounts += 1)
    expect(contentsOf(Journal.mount(flash), TYPES)).toEqual(state);
  const last = Journal.mount(flash);
  last.append(4, text('still works'));
  expect(Journal.mount(flash).get(4)).toEqual(text('still works'));
  return isAfter ? 'after' : 'before';
}

/** The states before and after a scenario, and how many flash operations it takes. */
function outline(scenario: Scenario, mountsBefore: number) {
  const { flash, journal } = prepared(scenario, 0, mountsBefore);
  const before = contentsOf(journal, TYPES);
  const start = flash.operations;
  scenario.change(journal);
  return { before, after: contentsOf(journal, TYPES), operations: flash.operations - start };
}

describe.each(SCENARIOS)('power cut in $name', (scenario) => {
  it.each([1, 2])(
    'at and in every operation leaves the state before or after (%i mounts before)',
    (mounts) => {
      const { before, after, operations } = outline(scenario, mounts);
      expect(after).not.toEqual(before);
      const seen = new Set<string>();
      for (let operation = 0; operation < operations; operation += 1) {
        for (const { extent, seed } of cuts()) {
          const { flash, journal } = prepared(scenario, seed, mounts);
          expect(untilCut(flash, operation, extent, () => scenario.change(journal))).toBe(true);
          seen.add(expectRecovered(flash, before, after, scenario));
        }
      }
      expect([...seen].sort()).toEqual(['after', 'before']);
    },
  );

  it('and again in every operation of the recovery', () => {
    const { before, after, operations } = outline(scenario, 1);
    for (let operation = 0; operation < operations; operation += 1) {
      for (const { extent, seed } of cuts().filter((_, index) => index < 10)) {
        let cutAgain = true;
        for (let recovery = 0; cutAgain; recovery += 1) {
          for (const second of ['none', 'all', 'part'] as const) {
            const { flash, journal } = prepared(scenario, seed + 1000 * recovery, 1);
            untilCut(flash, operation, extent, () => scenario.change(journal));
            cutAgain = untilCut(flash, recovery, second, () => void Journal.mount(flash));
            expectRecovered(flash, before, after, scenario);
          }
        }
      }
    }
  });
});

describe('an unstable bit', () => {
  it('of the item written last reads the same for ever once mount returned', () => {
    for (let seed = 0; seed < 10 * PART_SEEDS; seed += 1) {
      const { flash, journal } = prepared(SCENARIOS[0] as Scenario, seed, 1);
      untilCut(flash, seed % 2, 'part', () => journal.append(4, text('after')));
      const settled = Journal.mount(flash).get(4);
      for (let mounts = 0; mounts < 8; mounts += 1) expect(Journal.mount(flash).get(4)).toEqual(settled);
    }
  });

  it('of a new page header decides once between the old and the new page', () => {
    for (let seed = 0; seed < 10 * PART_SEEDS; seed += 1) {
      const { flash, journal } = prepared(SCENARIOS[3] as Scenario, seed, 1);
      const { operations } = outline(SCENARIOS[3] as Scenario, 1);
      untilCut(flash, operations - 2, 'all', () => journal.rewrite(new Map([[2, text(NEW_SECRET)]])));
      flash.loosen(PAGE_BYTES + 4 + (seed % 4), 1 << (seed % 8));
      const settled = Journal.mount(flash).get(2);
      for (let mounts = 0; mounts < 4; mounts += 1) expect(Journal.mount(flash).get(2)).toEqual(settled);
    }
  });
});
