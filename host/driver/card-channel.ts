/**
 * What the work of a call does on the line, one after the other. A reader behind PC/SC would offer the same.
 */
import type { PinEntry } from './core/card-link.js';

export interface CardChannel {
  transmit(command: Uint8Array): Promise<Uint8Array>;
  enterPin(entry: PinEntry): Promise<Uint8Array>;
  /** Resets the card. @returns its ATR */
  reset(): Promise<Uint8Array>;
  /** Powers the card if it has no power. @returns its ATR */
  ready(): Promise<Uint8Array>;
  /** The card has lost its power by a command. */
  cardLostPower(): void;
  /** Grows with each reset of the card. */
  readonly cardResets: number;
}
