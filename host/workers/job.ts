/**
 * What threads are given to do: its data lies in shared memory, so that a message carries nothing but
 * references, and keys can be wiped in one place for all.
 */

import type { FixedInput } from '../../firmware/oath/engine/fixed-inputs.js';
import type { HashName } from '../../firmware/oath/hash.js';
import type { OcraMode } from '../../firmware/oath/ocra.js';

/** An array that all threads see. */
export type SharedNumbers = Uint32Array<SharedArrayBuffer>;
export type SharedQuestions = SharedNumbers | Float64Array<SharedArrayBuffer>;
export type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** HOTP codes of counters in a row. */
export interface HotpJob {
  readonly kind: 'hotp';
  readonly key: SharedBytes;
  readonly hash: HashName;
  readonly digits: number;
  readonly first: bigint;
  readonly numbers: SharedNumbers;
}

/** OCRA responses to decimal questions under otherwise equal inputs. */
export interface OcraJob {
  readonly kind: 'ocra';
  readonly suite: string;
  /** The suite's. */
  readonly hash: HashName;
  readonly key: SharedBytes;
  readonly questions: SharedQuestions;
  /** Its PIN as hash; hash and session lie in shared memory. */
  readonly fixed: FixedInput;
  readonly mode: OcraMode;
  readonly numbers: SharedNumbers;
}

/** `numbers` receives the results, as many as it has places. */
export type Job = HotpJob | OcraJob;

/** Wipes the job's secrets; no thread may be at it any more. */
export function wipeSecrets(job: Job): void {
  job.key.fill(0);
  if (job.kind === 'hotp') return;
  job.fixed.pinHash?.fill(0);
  job.fixed.session?.fill(0);
}
