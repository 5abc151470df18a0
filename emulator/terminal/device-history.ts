/**
 * The history of one card as the terminal steps through it.
 */
import { TokentwinError } from '../../firmware/error.js';
import { crc32 } from '../../firmware/storage/crc32.js';
import { History } from '../recording/history.js';
import { inputInWords } from '../recording/input-words.js';
import type { RecordedReader } from '../recording/recording.js';
import type { Device } from '../twin/device.js';
import { DscPlus } from '../twin/dsc-plus.js';
import type { HistoryRow, HistoryView } from './history-overlay.js';

function digestOf(twin: DscPlus): string {
  const image = twin.flashImage();
  return crc32(image, 0, image.length).toString(16).padStart(8, '0');
}

export class DeviceHistory {
  readonly #history: History;
  readonly #clock: DscPlus['clockMode'];

  private constructor(history: History, clock: DscPlus['clockMode']) {
    this.#history = history;
    this.#clock = clock;
  }

  /** The history of a card from now on; null for one that a reader gives power already. */
  static of(twin: DscPlus, reader: RecordedReader | null): DeviceHistory | null {
    return twin.snapshot() === null ? null : new DeviceHistory(new History(twin, reader), twin.clockMode);
  }

  get length(): number {
    return this.#history.length;
  }

  stop(): void {
    this.#history.stop();
  }

  /** @param position is brought into range @param rowCount how many inputs are listed */
  view(position: number, rowCount: number): HistoryView {
    const { length, folded, isOver } = this.#history;
    const here = Math.min(position, length);
    const twin = this.#history.visit(here);
    const digest = digestOf(twin);
    const isChanged = here > 0 && digestOf(this.#history.visit(here - 1)) !== digest;
    const first = Math.max(1, Math.min(here - Math.floor(rowCount / 2), length - rowCount + 1));
    const rows: HistoryRow[] = [];
    for (let at = first; at <= length && rows.length < rowCount; at += 1) {
      const past = this.#history.inputBefore(at);
      if (past !== null) rows.push({ position: at, atMs: past.at, words: inputInWords(past.input) });
    }
    return {
      ...{ position: here, length, folded, isOver, rows },
      frame: twin.frame,
      segmentCount: twin.profile.display.segments,
      stateName: twin.status().state,
      flash: { digest, isChanged },
    };
  }

  /**
   * A card in memory that goes on from a position.
   *
   * @throws TokentwinError ARGUMENT where the reader gives it power
   */
  branch(position: number, name: string): Device {
    const snapshot = this.#history.visit(Math.min(position, this.length)).snapshot();
    if (snapshot === null)
      throw new TokentwinError(
        'ARGUMENT',
        'The reader gives the card power here: step to where the card is out.',
      );
    const twin = DscPlus.resume(snapshot, this.#clock);
    return { kind: 'dsc-plus', name: `${name} from input ${position}`, twin, file: null };
  }
}
