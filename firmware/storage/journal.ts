/**
 * State on flash as a journal: one record per change, the newest of each type counts, two pages in turn.
 *
 * Promises:
 * - `append` and `rewrite` are atomic: after a power cut between or inside flash operations the state is the
 *   one before or the one after.
 * - `rewrite` leaves nothing of what it replaced: the old page is erased before it returns, and after a cut
 *   `mount` finishes the erase before it returns.
 * - A bit that a cut left half-programmed is settled by the next mount: only the item written last can hold
 *   such bits, or the first word of the free area, because a record's first word is programmed on its own.
 *   The mount programs the last item again and puts a mark of zeros on that word. The marks also count how
 *   often the device was switched on.
 *
 * Does not promise anything against someone who writes to the chip on purpose.
 */
import { assert, TokentwinError } from '../error.js';
import type { Flash } from './flash.js';
import {
  encodePageHeader,
  encodeRecord,
  isErased,
  PAGE_HEADER_BYTES,
  type PageContents,
  type PageHeader,
  readNewestPage,
  recordBytes,
  WORD_BYTES,
} from './page.js';

const MARK = new Uint8Array(WORD_BYTES);

/** Changes to records by type; null removes the record. */
export type RecordChanges = ReadonlyMap<number, Uint8Array | null>;

export class Journal {
  readonly #flash: Flash;
  readonly #records: Map<number, Uint8Array>;
  #page: number;
  #generation: number;
  #sequence: number;
  #tail: number;
  #mounts: number;

  private constructor(flash: Flash, contents: PageContents) {
    this.#flash = flash;
    this.#records = contents.records;
    this.#page = contents.page;
    this.#generation = contents.header.generation;
    this.#sequence = contents.nextSequence;
    this.#tail = contents.tail;
    this.#mounts = contents.header.mounts + contents.marks;
  }

  /**
   * Erases the chip and writes a first set of records.
   *
   * @param flash at least two pages
   * @throws TokentwinError FLASH_FULL when the records do not fit a page
   */
  static format(flash: Flash, records: ReadonlyMap<number, Uint8Array>): void {
    for (let page = 0; page < flash.pageCount; page += 1) flash.erase(page);
    writePage(flash, 0, { generation: 1, mounts: 0, firstSequence: 1 }, records);
  }

  /**
   * Reads the journal, repairs what a power cut left, and counts one more mount.
   *
   * @throws TokentwinError FLASH_DAMAGED when no page holds a valid journal, or the newest holds what no power
   *   cut can have left; nothing is changed then
   */
  static mount(flash: Flash): Journal {
    const contents = readNewestPage(flash);
    if (contents === null) {
      throw new TokentwinError(
        'FLASH_DAMAGED',
        'No flash page holds a valid journal: the token cannot start.',
      );
    }
    const journal = new Journal(flash, contents);
    journal.#settle(contents);
    for (let page = 0; page < flash.pageCount; page += 1) {
      if (page !== contents.page && !isErased(flash.read(page * flash.pageBytes, flash.pageBytes)))
        flash.erase(page);
    }
    if (contents.rest !== 'erased' || contents.tail + WORD_BYTES > flash.pageBytes)
      journal.rewrite(new Map());
    journal.#mark();
    return journal;
  }

  /** How often this journal was mounted, this time included. */
  get mounts(): number {
    return this.#mounts;
  }

  /** The newest payload of a type, or null. The caller must not change it. */
  get(type: number): Uint8Array | null {
    return this.#records.get(type) ?? null;
  }

  /**
   * Adds a record; it is on flash when this returns. The payload it replaces stays readable on the chip until
   * the next compaction, so secrets go through `rewrite`.
   *
   * @param type 1 to 254
   * @throws TokentwinError FLASH_FULL when it does not fit even after compaction
   */
  append(type: number, payload: Uint8Array): void {
    assert(type >= 1 && type <= 254, 'a record type is 1 to 254');
    const length = recordBytes(payload.length);
    // A page keeps room for the mark of the next mount.
    const fits = () => this.#tail + length + WORD_BYTES <= this.#flash.pageBytes;
    if (!fits()) this.rewrite(new Map());
    if (!fits()) throw full();
    const bytes = encodeRecord(type, this.#sequence, payload);
    const offset = this.#page * this.#flash.pageBytes + this.#tail;
    this.#flash.program(offset, bytes.subarray(0, WORD_BYTES));
    this.#flash.program(offset + WORD_BYTES, bytes.subarray(WORD_BYTES));
    this.#records.set(type, payload);
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#tail += length;
  }

  /**
   * Copies the records with some changes to the next page and erases the old one: all changes or none, and
   * nothing left of what they replaced.
   *
   * @throws TokentwinError FLASH_FULL; the old page then still counts
   */
  rewrite(changes: RecordChanges): void {
    const records = new Map(this.#records);
    for (const [type, payload] of changes) {
      if (payload === null) records.delete(type);
      else records.set(type, payload);
    }
    const page = (this.#page + 1) % this.#flash.pageCount;
    const header = { generation: this.#generation + 1, mounts: this.#mounts, firstSequence: this.#sequence };
    this.#flash.erase(page);
    const tail = writePage(this.#flash, page, header, records);
    this.#flash.erase(this.#page);
    this.#records.clear();
    for (const [type, payload] of records) this.#records.set(type, payload);
    this.#page = page;
    this.#generation += 1;
    this.#sequence = (this.#sequence + records.size) >>> 0;
    this.#tail = tail;
  }

  /** Programs again what a cut may have left unstable: a page never mounted before, or the last item. */
  #settle({ page, bytes, marks, lastItem, tail }: PageContents): void {
    const start = marks === 0 ? 0 : lastItem;
    if (tail > start) this.#flash.program(page * this.#flash.pageBytes + start, bytes.subarray(start, tail));
  }

  #mark(): void {
    this.#flash.program(this.#page * this.#flash.pageBytes + this.#tail, MARK);
    this.#tail += WORD_BYTES;
    this.#mounts += 1;
  }
}

function full(): TokentwinError {
  return new TokentwinError(
    'FLASH_FULL',
    'The records do not fit a flash page: give the profile a larger page.',
  );
}

/** Writes a whole page, its header last: only then does the page count. */
function writePage(
  flash: Flash,
  page: number,
  header: Omit<PageHeader, 'firstBytes'>,
  records: ReadonlyMap<number, Uint8Array>,
): number {
  let size = PAGE_HEADER_BYTES + WORD_BYTES;
  for (const payload of records.values()) size += recordBytes(payload.length);
  if (size > flash.pageBytes) throw full();
  let sequence = header.firstSequence;
  let tail = PAGE_HEADER_BYTES;
  for (const [type, payload] of records) {
    const bytes = encodeRecord(type, sequence, payload);
    flash.program(page * flash.pageBytes + tail, bytes);
    sequence = (sequence + 1) >>> 0;
    tail += bytes.length;
  }
  const firstBytes = tail - PAGE_HEADER_BYTES;
  flash.program(page * flash.pageBytes, encodePageHeader({ ...header, firstBytes }));
  return tail;
}
