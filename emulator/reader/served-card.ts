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
  readonly #slot: SmartCardSlot;
  readonly #input: <T>(act: () => T) => T;
  #link: VpcdLink | null = null;
  #isClosed = false;

  private constructor(cards: ReaderCards, options: SlotOptions) {
    this.#slot = slotsFor(cards, options)[0] as SmartCardSlot;
    this.#input = (act) => (cards.dscPlus === null ? act() : cards.dscPlus.input(act));
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
    { onNotice, onFailure, ...options }: ServedCardOptions,
  ): Promise<ServedCard> {
    const served = new ServedCard(cards, options);
    const card = {
      powerOn: () => served.#act(() => served.#slot.powerOn(), null),
      powerOff: () => served.#act(() => served.#slot.powerOff(), undefined),
      transmit: (command: Uint8Array) => served.#act(() => served.#slot.answer(command), null) ?? NO_POWER,
    };
    served.#link = await connectVpcd(address, card, { noticed: onNotice, failed: onFailure });
    return served;
  }

  /** Takes the card out, or puts it in again. */
  moveCard(inserted: boolean): void {
    if (inserted) {
      this.#slot.insert();
      this.#link?.insert();
    } else {
      this.#act(() => this.#slot.remove(), undefined);
      this.#link?.remove();
    }
  }

  /** The card is out when this returns, so its twin may be closed at once; the promise is that of the line. */
  async close(): Promise<void> {
    try {
      this.#act(() => this.#slot.remove(), undefined);
    } finally {
      this.#isClosed = true;
      await this.#link?.close();
    }
  }

  /** One input of the twin; none after the card was closed. */
  #act<T>(act: () => T, otherwise: T): T {
    return this.#isClosed ? otherwise : this.#input(act);
  }
}
