/**
 * Power cuts at and inside every flash operation of what a DSC+ does, from switching it on to the last key.
 *
 * After each cut the card is switched on again and must have the state before or after each of its steps, with
 * no try given back, no counter repeated, nothing left of what was erased, and it must still work. The seeds
 * are fixed; each operation is cut before, after, and with some hundred subsets of its bits.
 */
import { describe, expect, it } from 'vitest';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { Journal } from '../../firmware/storage/journal.js';
import { type DscPlusContents, newDscPlusRecords } from '../../firmware/token-file/dsc-plus-records.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY } from '../unit/node-ocra.js';
import { CardOnFlash } from './card-on-flash.js';
import { type CutExtent, CuttingFlash, PowerCut } from './cutting-flash.js';
import { type Aftermath, PIN, SCENARIOS, type Scenario } from './power-cut-scenarios.js';

const PART_SEEDS = 200;

function image(profile: DscPlusProfile, prepare: (card: CardOnFlash) => void): Uint8Array {
  const { pageBytes, pageCount } = profile.flash;
  const flash = CuttingFlash.erased(pageBytes, pageCount);
  const parts = {
    serialNumber: '10000001',
    key: DEMO_KEY,
    unlockKey: DEMO_UNLOCK_KEY,
    pin: PIN,
    attestationKey: null,
  };
  Journal.format(flash, newDscPlusRecords(parts));
  const card = new CardOnFlash(flash, profile);
  prepare(card);
  return flash.image();
}

/** Runs a scenario with a cut, switches the card on again, and tells what is there; null when nothing was cut. */
function cutDuring(
  { profile, act }: Scenario,
  cells: Uint8Array,
  before: DscPlusContents,
  { operation, extent, seed }: { operation: number; extent: CutExtent; seed: number },
): Aftermath | null {
  const flash = new CuttingFlash(cells, profile.flash.pageBytes, profile.flash.pageCount, seed);
  flash.cutAfter(operation, extent);
  const cutCard = new CardOnFlash(flash, profile, seed);
  try {
    act(cutCard);
    return null;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
  expect(cutCard.device.state.name).toBe('off');
  flash.restorePower();
  const card = new CardOnFlash(flash, profile, seed + 1);
  card.press('power');
  const image = Buffer.from(flash.image());
  return { card, contents: card.contents, before, shown: cutCard.shown, image };
}

describe.each(SCENARIOS)('power cut during $name', (scenario) => {
  it('leaves a card that keeps its promises', () => {
    const { profile, prepare, check, outcomes, expected } = scenario;
    const cells = image(profile, prepare);
    const { pageBytes, pageCount } = profile.flash;
    const untouched = new CardOnFlash(new CuttingFlash(cells, pageBytes, pageCount), profile);
    untouched.press('power');
    const before = untouched.contents;
    const met = new Set<string>();
    const cutsAt = (operation: number) => [
      { operation, extent: 'none' as const, seed: 0 },
      { operation, extent: 'all' as const, seed: 0 },
      ...Array.from({ length: PART_SEEDS }, (_, seed) => ({ operation, extent: 'part' as const, seed })),
    ];
    let cut = true;
    for (let operation = 0; cut; operation += 1) {
      for (const at of cutsAt(operation)) {
        const after = cutDuring(scenario, cells, before, at);
        cut = after !== null;
        if (after === null) break;
        met.add(outcomes(after));
        try {
          check(after);
        } catch (error) {
          throw new Error(`cut ${JSON.stringify(at)}`, { cause: error });
        }
      }
    }
    expect([...met].sort()).toEqual([...expected].sort());
  });
});
