/**
 * State on flash as a journal: one record per change, the newest of each type counts, two pages in turn.
 *
 * Promises:
 * - `append` and `rewrite` are atomic: after a power cut between or inside flash operations the state is the
 *   one before or the one after.
 * - `rewrite` leaves nothing of what it replaced: the old page is erased before it returns, and after a cut
 *   `mount` finishes the erase before it returns. A page whose erase was cut late can read as erased and, another
 *   day, as it was before; so a record says when the erase is done, and without it the pages are erased again.
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
/** Type of the journal's own record: 1 = the other pages are erased, 0 or no record = one may not be. */
const OTHERS_ERASED = 254;
const YES = Uint8Array.of(1);
const NO = Uint8Array.of(0);
/** What the next mount may have to write: its mark, and that other pages are not erased. */
const MOUNT_BYTES = WORD_BYTES + recordBytes(1);

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
  #othersErased: boolean;

  private constructor(flash: Flash, contents: PageContents) {
    this.#flash = flash;
    this.#records = contents.records;
    this.#page = contents.page;
    this.#generation = contents.header.generation;
    this.#sequence = contents.nextSequence;
    this.#tail = contents.tail;
    this.#mounts = contents.header.mounts + contents.marks;
    this.#othersErased = contents.records.get(OTHERS_ERASED)?.[0] === 1;
    this.#records.delete(OTHERS_ERASED);
  }

  /**
   * Erases the chip and writes a first set of records.
   *
   * @param flash at least two pages
   * @throws TokentwinError FLASH_FULL when the records do not fit a page
   */
  static format(flash: Flash, records: ReadonlyMap<number, Uint8Array>): void {
    for (let page = 0; page < flash.pageCount; page += 1) flash.erase(page);
    const header = { generation: 1, mounts: 0, firstSequence: 1 };
    writePage(flash, 0, header, new Map([...records, [OTHERS_ERASED, YES]]));
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
    if (contents.rest !== 'erased' || journal.#room < MOUNT_BYTES) journal.rewrite(new Map());
    journal.#mark();
    journal.#eraseOthers();
    return journal;
  }

  /**
   * The journal of a chip that was running: what `mount` gave and what was written since, without a mount of its own.
   * For a device that goes on from a copy of its volatile state; nothing is written.
   *
   * @throws TokentwinError FLASH_DAMAGED when the chip needs a mount
   */
  static resume(flash: Flash): Journal {
    const contents = readNewestPage(flash);
    if (contents?.rest !== 'erased') {
      throw new TokentwinError(
        'FLASH_DAMAGED',
        'The flash does not hold the journal of a device that was running: it must be started.',
      );
    }
    return new Journal(flash, contents);
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
   * @param type 1 to 253
   * @throws TokentwinError FLASH_FULL when it does not fit even after compaction
   */
  append(type: number, payload: Uint8Array): void {
    assert(type >= 1 && type < OTHERS_ERASED, 'a record type is 1 to 253');
    const length = recordBytes(payload.length);
    if (this.#room < length + MOUNT_BYTES) this.rewrite(new Map());
    if (this.#room < length + WORD_BYTES) throw full();
    this.#write(type, payload);
    this.#records.set(type, payload);
  }

  /** Bytes that are free on the page. */
  get #room(): number {
    return this.#flash.pageBytes - this.#tail;
  }

  #write(type: number, payload: Uint8Array): void {
    const bytes = encodeRecord(type, this.#sequence, payload);
    const offset = this.#page * this.#flash.pageBytes + this.#tail;
    this.#flash.program(offset, bytes.subarray(0, WORD_BYTES));
    this.#flash.program(offset + WORD_BYTES, bytes.subarray(WORD_BYTES));
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#tail += bytes.length;
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
    const dirty = this.#othersErased ? [this.#page] : this.#othersOf(page);
    for (const other of dirty) this.#flash.erase(other);
    this.#records.clear();
    for (const [type, payload] of records) this.#records.set(type, payload);
    this.#page = page;
    this.#generation += 1;
    this.#sequence = (this.#sequence + records.size) >>> 0;
    this.#tail = tail;
    this.#noteErased();
  }

  /** Programs again what a cut may have left unstable: a page never mounted before, or the last item. */
  #settle({ page, bytes, marks, lastItem, tail }: PageContents): void {
    const start = marks === 0 ? 0 : lastItem;
    if (tail > start) this.#flash.program(page * this.#flash.pageBytes + start, bytes.subarray(start, tail));
  }

  /** Erases the other pages, unless they are known to be erased and read so. */
  #eraseOthers(): void {
    const { pageBytes } = this.#flash;
    const others = this.#othersOf(this.#page);
    if (this.#othersErased) {
      if (others.every((page) => isErased(this.#flash.read(page * pageBytes, pageBytes)))) return;
      // The mount has left room for it.
      this.#write(OTHERS_ERASED, NO);
    }
    for (const page of others) this.#flash.erase(page);
    this.#noteErased();
  }

  #othersOf(page: number): number[] {
    const others: number[] = [];
    for (let other = 0; other < this.#flash.pageCount; other += 1) if (other !== page) others.push(other);
    return others;
  }

  /** On a page without room for it nothing is noted, and the others are erased once more. */
  #noteErased(): void {
    this.#othersErased = this.#room >= recordBytes(YES.length) + MOUNT_BYTES;
    if (this.#othersErased) this.#write(OTHERS_ERASED, YES);
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
