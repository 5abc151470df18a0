/**
 * A card whose contacts somebody holds: whole APDUs, no reader and no blocks around them.
 */
import { TokentwinError } from '../../firmware/error.js';
import { type ReaderCards, slotsFor } from '../reader/slots.js';
import type { SmartCardSlot } from '../reader/smart-card-slot.js';

export class CardContact {
  readonly #cards: ReaderCards;
  #slot: SmartCardSlot | null = null;

  /** @param cards one card */
  constructor(cards: ReaderCards) {
    this.#cards = cards;
  }

  /** Takes the card's power away and gives it back. @returns the ATR @throws TokentwinError CARD_MUTE */
  reset(): Uint8Array {
    return this.#input(() => {
      const slot = this.#theSlot();
      slot.powerOff();
      return this.#poweredOn(slot);
    });
  }

  /** @returns the response of a card that has power; it is given some if it has none @throws TokentwinError CARD_MUTE */
  transmit(command: Uint8Array): Uint8Array {
    return this.#input(() => {
      const slot = this.#theSlot();
      if (!slot.isPowered) this.#poweredOn(slot);
      return slot.answer(command) ?? mute();
    });
  }

  #theSlot(): SmartCardSlot {
    this.#slot ??= slotsFor(this.#cards, {})[0] as SmartCardSlot;
    return this.#slot;
  }

  #poweredOn(slot: SmartCardSlot): Uint8Array {
    return slot.powerOn() ?? mute();
  }

  #input<T>(act: () => T): T {
    const { dscPlus } = this.#cards;
    return dscPlus === null ? act() : dscPlus.input(act);
  }
}

function mute(): never {
  throw new TokentwinError(
    'CARD_MUTE',
    'The card does not answer: it has lost its power, or its memory is damaged.',
  );
}
