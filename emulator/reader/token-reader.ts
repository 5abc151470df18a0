/**
 * The twin as a smart-card reader with its cards in it: bytes of a line in, bytes out.
 *
 * Promises: takes one input at a time; what it brings about on a card is stored before the bytes that tell of
 * it are given out. The keypad's virtual time is the twin's own; the link's time is that of `now`, because a
 * host on a real line waits in real time also when the twin's clock is turned by hand. Knows nothing of what
 * the line is made of.
 */
import { assert } from '../../firmware/error.js';
import { SerialReader } from '../../firmware/link/reader/reader.js';
import { type ReaderVariantName, readerVariant } from '../../firmware/link/reader/variants.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { WireInput } from '../twin/twin-input.js';
import { type ReaderCards, type SlotOptions, slotsFor } from './slots.js';
import type { SmartCardSlot } from './smart-card-slot.js';

export interface TokenReaderOptions extends SlotOptions {
  /** Default `gempc-pinpad`. */
  readonly variant?: ReaderVariantName;
  /** The link's time in milliseconds; it never goes back. */
  readonly now: () => number;
  /** Takes the bytes for the host. */
  readonly output: (bytes: Uint8Array) => void;
}

export class TokenReader {
  readonly slots: readonly SmartCardSlot[];
  readonly #twin: DscPlus | null;
  readonly #reader: SerialReader;
  readonly #options: TokenReaderOptions;
  readonly #stopListening: () => void;
  #waiting: Uint8Array[] = [];

  constructor(cards: ReaderCards, options: TokenReaderOptions) {
    this.#options = options;
    this.#twin = cards.dscPlus;
    const variant = readerVariant(options.variant ?? 'gempc-pinpad');
    this.slots = slotsFor(cards, options);
    assert(this.slots.length >= 1 && this.slots.length <= variant.slots, 'the cards fit the reader');
    this.#reader = new SerialReader({
      variant,
      slots: [...this.slots, ...emptySlots(variant.slots - this.slots.length)],
      output: (bytes) => this.#waiting.push(bytes),
    });
    this.#stopListening = this.#twin?.onFrame(() => this.#pinEntryMayHaveEnded()) ?? (() => undefined);
  }

  /** When `timePassed` must be called, in the time of `now`; null = only a host or a key changes something. */
  get deadline(): number | null {
    return this.#reader.deadline;
  }

  /** Bytes from the host. */
  receive(bytes: Uint8Array): void {
    this.#input({ event: 'received', bytes }, (now) => this.#reader.receive(bytes, now));
  }

  timePassed(): void {
    this.#input({ event: 'timePassed' }, (now) => this.#reader.timePassed(now));
  }

  /** Gives again what a twin told of its reader; `now` is to give the time of then. */
  take(wire: WireInput): void {
    switch (wire.event) {
      case 'received':
        this.receive(wire.bytes);
        break;
      case 'timePassed':
        this.timePassed();
        break;
      case 'hostLeft':
        this.hostLeft();
        break;
      case 'removed':
        this.removeCard(0);
        break;
      case 'inserted':
        this.insertCard(0);
        break;
    }
  }

  /** The host went away: nothing half-received is kept, and nobody waits for a PIN any more. */
  hostLeft(): void {
    this.#input({ event: 'hostLeft' }, () => this.#reader.hostLeft());
  }

  /** Takes the card out of a slot. */
  removeCard(slot: number): void {
    this.#move(slot, false);
  }

  /** Puts the card back into its slot. */
  insertCard(slot: number): void {
    this.#move(slot, true);
  }

  /** The reader is unplugged; its cards go on without it. */
  close(): void {
    this.#stopListening();
    this.#input({ event: 'removed' }, () => {
      for (const slot of this.slots) slot.remove();
    });
  }

  #move(number: number, present: boolean): void {
    const slot = this.slots[number];
    assert(slot !== undefined, 'a card is moved in a slot that has one');
    if (slot.present === present) return;
    // A recording has one card in the reader.
    this.#input(number === 0 ? { event: present ? 'inserted' : 'removed' } : null, () => {
      if (present) slot.insert();
      else slot.remove();
      this.#reader.slotChanged(number);
    });
  }

  #pinEntryMayHaveEnded(): void {
    const outcome = this.#twin?.inside.device.takePinEntry() ?? null;
    if (outcome === null) return;
    // Whoever pressed the key that ended it has told so.
    this.#input(null, () => this.#reader.pinEntryEnded(0, outcome));
  }

  /** What the host is told leaves when the twin has stored it, and never when it could not. */
  #input(wire: WireInput | null, act: (now: number) => void): void {
    const linkMs = this.#options.now();
    try {
      if (this.#twin === null) act(linkMs);
      else this.#twin.input(() => act(linkMs), wire === null ? null : { type: 'wire', wire, linkMs });
    } catch (error) {
      this.#waiting = [];
      throw error;
    }
    for (const bytes of this.#waiting.splice(0)) this.#options.output(bytes);
  }
}

function emptySlots(count: number) {
  return Array.from({ length: count }, () => ({
    present: false,
    isPowered: false,
    keypad: null,
    powerOn: () => null,
    powerOff: () => undefined,
    exchange: () => null,
  }));
}
