/**
 * What the interface device's end of T=1 tells its caller: what to do next, and how the line was so far.
 */

/** Why a command has no answer. */
export type HostFailure =
  /** The card did not even answer S(RESYNCH request). The next command starts with one. */
  | 'unresponsive'
  /** The ends had lost each other, or the caller asked for it; they are at the state after the ATR again. */
  | 'resynchronised'
  /** The card broke a chain off by S(ABORT request). */
  | 'aborted'
  /** The response was longer than the caller takes, and was broken off. */
  | 'responseTooLong';

export type HostStep =
  /** Send this block, and wait for the card's during the block waiting time (BWT), so many times. */
  | { readonly type: 'send'; readonly block: Uint8Array; readonly waitMultiplier: number }
  /** The command is answered; the next may start. */
  | { readonly type: 'answer'; readonly response: Uint8Array }
  /**
   * The command is over without an answer; the next may start. `no`: its last block was never sent, so the
   * card cannot have carried it out, nor will it. `unknown`: it may have, and must not be repeated blindly.
   */
  | { readonly type: 'failed'; readonly reason: HostFailure; readonly executed: 'no' | 'unknown' };

/** Counted since the end was made, over all commands and resets. */
export interface HostCounters {
  readonly blocksSent: number;
  /** Whatever came as a block, damaged ones too. */
  readonly blocksReceived: number;
  /** Blocks that were sent again, or that the card was asked to send again. */
  readonly retransmissions: number;
  /** How often the ends were brought back to their first state, or it was tried. */
  readonly resynchronisations: number;
  /** Received blocks whose checksum was wrong. */
  readonly checksumErrors: number;
  /** How often the card asked for more time. */
  readonly waitingTimeExtensions: number;
}
