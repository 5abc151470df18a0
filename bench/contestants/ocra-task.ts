/**
 * One OCRA computation but for its question: what both contestants of a match prepare.
 */

export interface OcraTask {
  readonly suite: string;
  readonly key: Uint8Array;
  readonly counter?: bigint;
  readonly pinHash?: Uint8Array;
  /** Number of time steps since the Unix epoch. */
  readonly timestamp?: bigint;
}
