/**
 * What a smart-card reader finds in one of its slots: contacts to a card, and perhaps a keypad to ask for a PIN.
 *
 * The reader knows nothing of the card but this. Every call is settled when it returns; times are virtual, in
 * Unix milliseconds.
 */

export interface CardSlot {
  /** Is there a card in the slot? */
  readonly present: boolean;
  /** Has the card power from this slot? A card may lose it by itself, by a power cut. */
  readonly isPowered: boolean;
  /** Powers the card, or resets one that has power. @returns its ATR, or null when it stays mute */
  powerOn(): Uint8Array | null;
  powerOff(): void;
  /**
   * One T=1 block to the card.
   *
   * @returns the card's block, or null when it stays mute
   */
  exchange(block: Uint8Array): Uint8Array | null;
  /** null on a reader without keypad. */
  readonly keypad: PinKeypad | null;
}

/** What the holder is asked for, one after the other. */
export type PinPrompt = 'current' | 'new' | 'again';

export interface PinEntryRequest {
  readonly prompts: readonly PinPrompt[];
  /** Digits of each entry. */
  readonly minimumDigits: number;
  readonly maximumDigits: number;
  /** The entry ends as timed out this long after the last key. */
  readonly timeoutMs: number;
}

export type PinEntryOutcome =
  /** The PINs in the order of the prompts; `again` equals `new`. */
  | { readonly type: 'entered'; readonly pins: readonly string[] }
  | { readonly type: 'cancelled' }
  | { readonly type: 'timedOut' };

/** The keypad that a Secure message works with. The outcome of an entry is brought to the reader later. */
export interface PinKeypad {
  /** Asks the holder. @returns false when the keypad cannot be used (a flat battery) or not for such PINs */
  begin(request: PinEntryRequest): boolean;
  /** Ends an entry that is going on, without an outcome. */
  abort(): void;
  /** What the card said to the PIN that was typed, so that the holder sees it; not called when it said nothing. */
  conclude(statusWord: number): void;
}
