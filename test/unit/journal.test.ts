import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { Journal } from '../../firmware/storage/journal.js';
import { refusal } from './refusals.js';

const PAGE_BYTES = 512;
const HEADER_BYTES = 24;

type Contents = ReadonlyMap<number, Uint8Array>;

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

function asText(contents: Contents): Map<number, string> {
  return new Map([...contents].map(([type, payload]) => [type, Buffer.from(payload).toString('latin1')]));
}

function newJournal(records: Contents = new Map([[1, text('one')]]), pageCount = 2) {
  const flash = FlashChip.erased(PAGE_BYTES, pageCount);
  Journal.format(flash, records);
  return { flash, journal: Journal.mount(flash) };
}

describe('a journal', () => {
  it('gives the newest payload of each type, also after a mount', () => {
    const { flash, journal } = newJournal();
    journal.append(2, text('two'));
    journal.append(1, text('uno'));
    journal.append(3, new Uint8Array(0));
    for (const read of [journal, Journal.mount(flash)]) {
      expect(contentsOf(read, [1, 2, 3, 4])).toEqual(
        new Map([
          [1, 'uno'],
          [2, 'two'],
          [3, ''],
        ]),
      );
      expect(read.get(4)).toBeNull();
    }
  });

  it('counts its mounts, over compactions too', () => {
    const { flash, journal } = newJournal();
    expect(journal.mounts).toBe(1);
    for (let mounts = 2; mounts <= 200; mounts += 1) {
      const again = Journal.mount(flash);
      expect(again.mounts).toBe(mounts);
      if (mounts % 7 === 0) again.append(2, text('x'.repeat(mounts)));
    }
  });

  it('keeps the newest of each type when it compacts, and nothing of the others', () => {
    const { flash, journal } = newJournal();
    for (let round = 0; round < 500; round += 1) journal.append(2 + (round % 5), text(`round ${round}`));
    expect(contentsOf(journal, [1, 2, 3, 4, 5, 6])).toEqual(
      contentsOf(Journal.mount(flash), [1, 2, 3, 4, 5, 6]),
    );
    expect(journal.get(1)).toEqual(text('one'));
    expect(journal.get(6)).toEqual(text('round 499'));
    expect(Buffer.from(flash.cells).includes('round 400')).toBe(false);
  });

  it('removes and replaces in one rewrite, and leaves nothing of the old', () => {
    const { flash, journal } = newJournal(new Map([1, 2, 3].map((type) => [type, text(`secret ${type}`)])));
    journal.rewrite(
      new Map([
        [1, null],
        [2, text('other')],
        [4, text('new')],
      ]),
    );
    const expected = new Map([
      [2, 'other'],
      [3, 'secret 3'],
      [4, 'new'],
    ]);
    expect(contentsOf(journal, [1, 2, 3, 4])).toEqual(expected);
    expect(contentsOf(Journal.mount(flash), [1, 2, 3, 4])).toEqual(expected);
    expect(Buffer.from(flash.cells).includes('secret 1')).toBe(false);
    expect(Buffer.from(flash.cells).includes('secret 2')).toBe(false);
  });

  it('refuses types that the layout cannot hold', () => {
    const { journal } = newJournal();
    expect(() => journal.append(0, text('x'))).toThrow('record type');
    expect(() => journal.append(255, text('x'))).toThrow('record type');
  });
});

describe('a journal that goes on from a copy of its chip', () => {
  const copied = (flash: FlashChip) => FlashChip.holding(flash.image(), flash);

  it('holds the same, counts no mount, writes nothing, and writes on as the other would', () => {
    const { flash, journal } = newJournal();
    for (let round = 0; round < 60; round += 1) {
      const copy = copied(flash);
      const resumed = Journal.resume(copy);
      expect(copy.operations).toBe(0);
      expect(resumed.mounts).toBe(journal.mounts);
      expect(contentsOf(resumed, [1, 2])).toEqual(contentsOf(journal, [1, 2]));
      for (const [each, at] of [
        [journal, flash],
        [resumed, copy],
      ] as const) {
        if (round % 5 === 4) each.rewrite(new Map([[2, null]]));
        else each.append(2, text(`round ${round}`));
        expect(at.image()).toEqual(flash.image());
      }
    }
  });

  it('is refused where there is none, or a cut has left something to mend', () => {
    expect(() => Journal.resume(FlashChip.erased(PAGE_BYTES, 2))).toThrow(refusal('FLASH_DAMAGED'));
    const { flash } = newJournal();
    const image = flash.image();
    const cut = FlashChip.holding(image, flash);
    const tail = image.findLastIndex((byte, at) => at < PAGE_BYTES && byte !== 0xff) + 1;
    cut.overwrite(Math.ceil(tail / 8) * 8, Uint8Array.of(2, 0xfd, 4, 0));
    expect(() => Journal.resume(cut)).toThrow(refusal('FLASH_DAMAGED'));
    expect(Journal.mount(cut).get(1)).toEqual(text('one'));
  });
});

describe('a full page', () => {
  it('is FLASH_FULL for append, rewrite and format, and the journal stays as it was', () => {
    const { flash, journal } = newJournal();
    const large = new Uint8Array(PAGE_BYTES);
    const code = refusal('FLASH_FULL');
    expect(() => journal.append(2, large)).toThrow(code);
    expect(() => journal.rewrite(new Map([[1, large]]))).toThrow(code);
    expect(() => Journal.format(FlashChip.erased(PAGE_BYTES, 2), new Map([[1, large]]))).toThrow(code);
    expect(contentsOf(journal, [1, 2])).toEqual(new Map([[1, 'one']]));
    const again = Journal.mount(flash);
    expect(contentsOf(again, [1, 2])).toEqual(new Map([[1, 'one']]));
    again.append(2, text('fits'));
    expect(Journal.mount(flash).get(2)).toEqual(text('fits'));
  });

  it('can be mounted again however closely it was filled', () => {
    for (let length = 300; length < PAGE_BYTES; length += 1) {
      const { flash, journal } = newJournal(new Map([[1, new Uint8Array(100)]]));
      try {
        journal.append(2, new Uint8Array(length));
      } catch (error) {
        expect(error).toEqual(refusal('FLASH_FULL'));
      }
      const stored = journal.get(2)?.length;
      for (let mounts = 0; mounts < 3; mounts += 1) expect(Journal.mount(flash).get(2)?.length).toBe(stored);
    }
  });
});

describe('a chip without a journal', () => {
  it('is FLASH_DAMAGED and nothing is written to it', () => {
    const erased = FlashChip.erased(PAGE_BYTES, 2);
    const zeros = new FlashChip(new Uint8Array(2 * PAGE_BYTES), PAGE_BYTES, 2);
    const { flash: wrongHeader } = newJournal();
    for (let offset = 0; offset < HEADER_BYTES; offset += 1) {
      const cells = wrongHeader.cells.slice();
      cells[offset] = (cells[offset] as number) ^ 1;
      const chip = new FlashChip(cells, PAGE_BYTES, 2);
      expect(() => Journal.mount(chip)).toThrow(refusal('FLASH_DAMAGED'));
      expect(chip.operations).toBe(0);
    }
    for (const chip of [erased, zeros]) {
      expect(() => Journal.mount(chip)).toThrow(refusal('FLASH_DAMAGED'));
      expect(chip.operations).toBe(0);
    }
  });
});

describe('a journal against a map', () => {
  const type = fc.integer({ min: 1, max: 6 });
  const payload = fc.uint8Array({ maxLength: 40 });
  const change = fc.tuple(type, fc.option(payload, { nil: null }));
  const action = fc.oneof(
    fc.record({ name: fc.constant('append' as const), type, payload }),
    fc.record({ name: fc.constant('rewrite' as const), changes: fc.array(change, { maxLength: 6 }) }),
    fc.record({ name: fc.constant('mount' as const) }),
  );

  it('holds the same after any appends, rewrites and mounts', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), fc.integer({ min: 2, max: 4 }), (actions, pages) => {
        const model = new Map<number, Uint8Array>();
        const flash = FlashChip.erased(PAGE_BYTES, pages);
        Journal.format(flash, model);
        let journal = Journal.mount(flash);
        let mounts = 1;
        for (const step of actions) {
          if (step.name === 'append') {
            journal.append(step.type, step.payload);
            model.set(step.type, step.payload);
          } else if (step.name === 'rewrite') {
            journal.rewrite(new Map(step.changes));
            for (const [changed, value] of new Map(step.changes)) {
              if (value === null) model.delete(changed);
              else model.set(changed, value);
            }
          } else {
            journal = Journal.mount(flash);
            mounts += 1;
          }
          expect(contentsOf(journal, [1, 2, 3, 4, 5, 6])).toEqual(asText(model));
          expect(journal.mounts).toBe(mounts);
        }
        expect(contentsOf(Journal.mount(flash), [1, 2, 3, 4, 5, 6])).toEqual(asText(model));
      }),
      { numRuns: 300 },
    );
  });
});
