/** Changes of a journal, from a state before to one after; texts in it stand for what a device keeps. */
import { FlashChip } from '../../../emulator/board/flash-chip.js';
import type { FaultyFlash } from '../../../emulator/faults/faulty-flash.js';
import type { Flash } from '../../../firmware/storage/flash.js';
import { Journal } from '../../../firmware/storage/journal.js';
import { Broken, type Scenario } from './scenario.js';

export interface JournalScenario {
  readonly name: string;
  readonly pageCount?: number;
  /** Brings a journal, mounted once, to the state before. */
  readonly prepare: (journal: Journal) => void;
  readonly change: (journal: Journal) => void;
  /** Texts of which the chip has only that of the state it is in. */
  readonly replaces?: { readonly old: string; readonly by: string };
}

/** The texts by record type that may be found. */
type JournalTold = readonly string[];

const PAGE_BYTES = 512;
const TYPES = [1, 2, 4, 8, 127];
const OLD_SECRET = 'the old secret';
const NEW_SECRET = 'a newer secret';

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

const FILLED: JournalScenario['prepare'] = (journal) => {
  for (let round = 0; round < 4; round += 1) journal.append(4, text(`${round}`.repeat(75)));
};

const replaceSecret: JournalScenario = {
  name: 'journal: rewrite of a secret',
  prepare: (journal) => journal.append(4, text('other')),
  change: (journal) => journal.rewrite(new Map([[2, text(NEW_SECRET)]])),
  replaces: { old: OLD_SECRET, by: NEW_SECRET },
};

export const JOURNAL_SCENARIOS: readonly JournalScenario[] = [
  {
    name: 'journal: append',
    prepare: (journal) => journal.append(4, text('\u0000')),
    change: (journal) => journal.append(4, text('\u0001')),
  },
  {
    name: 'journal: append with as many ones as there can be',
    prepare: (journal) => journal.append(4, text('')),
    change: (journal) => journal.append(127, text('\u007f'.repeat(127))),
  },
  {
    name: 'journal: append that compacts first',
    prepare: FILLED,
    change: (journal) => journal.append(4, text('z'.repeat(75))),
  },
  replaceSecret,
  { ...replaceSecret, name: 'journal: rewrite of a secret among four pages', pageCount: 4 },
  { ...replaceSecret, name: 'journal: rewrite of a secret on a full page', prepare: FILLED },
  {
    name: 'journal: wipe',
    prepare: (journal) => journal.append(4, text('other')),
    change: (journal) => {
      const removed = [2, 4].map((type) => [type, null] as const);
      journal.rewrite(new Map<number, Uint8Array | null>([...removed, [8, text('wiped mark')]]));
    },
    replaces: { old: OLD_SECRET, by: 'wiped mark' },
  },
];

function contentsOf(journal: Journal): string {
  const texts = TYPES.map((type) => [type, journal.get(type)] as const);
  return texts.map(([type, payload]) => `${type} ${payload && Buffer.from(payload).toString('hex')}`).join();
}

export function journalScenario({
  name,
  pageCount = 2,
  prepare,
  change,
  replaces,
}: JournalScenario): Scenario<JournalTold> {
  const prepared = FlashChip.erased(PAGE_BYTES, pageCount);
  Journal.format(
    prepared,
    new Map([
      [1, text('one')],
      [2, text(OLD_SECRET)],
    ]),
  );
  prepare(Journal.mount(prepared));
  const chip = () => new FlashChip(prepared.image(), PAGE_BYTES, pageCount);
  const changed = (flash: Flash): Journal => {
    const journal = Journal.mount(flash);
    change(journal);
    return journal;
  };
  const before = contentsOf(Journal.mount(chip()));
  const after = contentsOf(changed(chip()));
  return {
    name,
    chip,
    act: (flash, tell) => {
      tell([before, after]);
      changed(flash);
      tell([after]);
    },
    recover: (flash) => void Journal.mount(flash),
    judge: (flash, told) => {
      const found = judge(flash, told);
      const [one, other] = replaces === undefined ? [] : [replaces.old, replaces.by];
      const gone = found === after ? one : other;
      if (gone !== undefined && Buffer.from(flash.image()).includes(gone))
        throw new Broken('a text that does not count is on the chip');
      return found === after ? 'after' : 'before';
    },
    states: ['before', 'after'],
  };
}

/** The journal keeps what it has, goes on counting its mounts, and takes more. */
function judge(flash: FaultyFlash, told: JournalTold): string {
  const chip = flash.copy('judge');
  const first = Journal.mount(chip);
  const found = contentsOf(first);
  if (!told.includes(found)) throw new Broken('the records are neither those before nor those after');
  for (let mounts = 1; mounts <= 3; mounts += 1) {
    const again = Journal.mount(chip);
    if (contentsOf(again) !== found) throw new Broken('a later mount finds other records');
    if (again.mounts !== first.mounts + mounts) throw new Broken('a mount is not counted');
  }
  Journal.mount(chip).append(4, text('still works'));
  if (Buffer.from(Journal.mount(chip).get(4) ?? []).toString() !== 'still works')
    throw new Broken('a record that was added is lost');
  return found;
}
