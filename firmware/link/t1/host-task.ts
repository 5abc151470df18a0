/**
 * What the interface device's end of T=1 is busy with; each but `idle` waits for a block from the card.
 */

export type HostTask =
  /** No command; `inStep` is false when the card's state is not known. */
  | { readonly type: 'idle'; readonly inStep: boolean }
  /** S(RESYNCH request) is out: before a new command, or to give one up. */
  | { readonly type: 'resynchronising'; readonly then: 'command' | 'failure' }
  /** S(IFS request) is out. */
  | { readonly type: 'negotiating' }
  /** The card has not yet answered the command. */
  | { readonly type: 'commanding' }
  /** The card's response has begun. */
  | { readonly type: 'receiving' }
  /** The card has broken off the chain of the command or of its response. */
  | { readonly type: 'aborted'; readonly chain: 'command' | 'response' }
  /** S(ABORT request) is out: the response is too long. */
  | { readonly type: 'aborting' };
