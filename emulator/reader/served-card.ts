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

  async close(): Promise<void> {
    await this.#moving;
    await this.#disconnect();
  }

  async #connect(): Promise<void> {
    const card = {
      powerOn: () => this.#input(() => this.#slot.powerOn()),
      powerOff: () => this.#input(() => this.#slot.powerOff()),
      transmit: (apdu: Uint8Array) =>
        this.#input(() => (this.#slot.isPowered ? this.#slot.transmit(apdu) : NO_POWER)),
    };
    const { onNotice, onFailure } = this.#options;
    this.#slot.insert();
    this.#link = await connectVpcd(this.#address, card, { noticed: onNotice, failed: onFailure });
  }

  async #disconnect(): Promise<void> {
    await this.#link?.close();
    this.#link = null;
    this.#input(() => this.#slot.remove());
  }
}
