/**
 * A card of the twin in somebody else's reader: whole APDUs by vpcd, no reader of ours between.
 *
 * There is no keypad for the host then; the card's own keypad works as ever.
 */
import type { VpcdAddress } from '../lines/line-description.js';
import { connectVpcd, type VpcdLink } from '../lines/vpcd.js';
import type { ReaderCards, SlotOptions } from './slots.js';
import { slotsFor } from './slots.js';
import type { SmartCardSlot } from './smart-card-slot.js';

export type ServedCardOptions = SlotOptions & {
  readonly onNotice: (sentence: string) => void;
  readonly onFailure: (error: unknown) => void;
};

/** 6F00: what a card says that cannot go on; vpcd has no word for a mute one. */
const NO_POWER = Uint8Array.of(0x6f, 0x00);

export class ServedCard {
  readonly #address: VpcdAddress;
  readonly #slot: SmartCardSlot;
  readonly #input: <T>(act: () => T) => T;
  readonly #options: ServedCardOptions;
  #link: VpcdLink | null = null;
  #isClosed = false;
  /** Moves follow each other: the reader must see the card gone before it comes back. */
  #moving: Promise<void> = Promise.resolve();

  private constructor(address: VpcdAddress, cards: ReaderCards, options: ServedCardOptions) {
    this.#address = address;
    this.#slot = slotsFor(cards, options)[0] as SmartCardSlot;
    this.#input = (act) => (cards.dscPlus === null ? act() : cards.dscPlus.input(act));
    this.#options = options;
  }

  /**
   * Puts a card into vpcd's reader.
   *
   * @param cards one card
   * @throws TokentwinError LINE_OPEN
   */
  static async open(
    address: VpcdAddress,
    cards: ReaderCards,
    options: ServedCardOptions,
  ): Promise<ServedCard> {
    const served = new ServedCard(address, cards, options);
    await served.#connect();
    return served;
  }

  /** Takes the card out, or puts it in again. */
  moveCard(inserted: boolean): void {
    this.#moving = this.#moving
      .then(() => (inserted ? this.#connect() : this.#disconnect()))
      .catch(this.#options.onFailure);
  }

  /** The card is out when this returns, so its twin may be closed at once; the promise is that of the line. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#input(() => this.#slot.remove());
    this.#isClosed = true;
    await this.#moving;
    await this.#link?.close();
  }

  async #connect(): Promise<void> {
    if (this.#isClosed) return;
    const card = {
      powerOn: () => (this.#isClosed ? null : this.#input(() => this.#slot.powerOn())),
      powerOff: () => (this.#isClosed ? undefined : this.#input(() => this.#slot.powerOff())),
      transmit: (apdu: Uint8Array) => (this.#isClosed ? NO_POWER : this.#input(() => this.#transmit(apdu))),
    };
    const { onNotice, onFailure } = this.#options;
    this.#slot.insert();
    this.#link = await connectVpcd(this.#address, card, { noticed: onNotice, failed: onFailure });
  }

  #transmit(apdu: Uint8Array): Uint8Array {
    return this.#slot.isPowered ? this.#slot.transmit(apdu) : NO_POWER;
  }

  async #disconnect(): Promise<void> {
    if (this.#isClosed) return;
    this.#input(() => this.#slot.remove());
    await this.#link?.close();
    this.#link = null;
  }
}
