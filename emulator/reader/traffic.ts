/**
 * What goes on between a host and the cards in a reader, in words that hold no secret.
 */
import { describeCommand, describeResponse } from '../../firmware/card/describe.js';

export interface TrafficEntry {
  /** Slot of the reader, counted from 0. */
  readonly slot: number;
  /** For example `VERIFY PIN (4 digits)`. */
  readonly asked: string;
  /** For example `63C4 wrong PIN, 4 tries left`. */
  readonly answered: string;
}

/** Is told every command with its response as they are, secrets and all. */
export type ExchangeListener = (slot: number, command: Uint8Array, response: Uint8Array) => void;

/** A command and its response in words. */
export function exchanged(slot: number, command: Uint8Array, response: Uint8Array): TrafficEntry {
  return { slot, asked: describeCommand(command), answered: describeResponse(command, response) };
}
