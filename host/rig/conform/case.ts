/**
 * What a conformance case is, and how one can end.
 *
 * A case is one plain requirement with its source and a function that tries it on a device. It passes when the
 * function returns, fails when that throws a `Mismatch`, and was not tried when it throws `NotTried`. What the
 * two say holds no PIN, key or response.
 */
import type { Probe } from './probe.js';

/** In the order in which they are tried. */
export const CASE_GROUPS = ['frame', 't1', 'card', 'vectors', 'bench'] as const;

export type CaseGroup = (typeof CASE_GROUPS)[number];

export interface ConformCase {
  /** Stable: `GROUP.subject.detail`. */
  readonly id: string;
  /** What is required, in one sentence. */
  readonly requirement: string;
  /** Where it is written. */
  readonly source: string;
  readonly run: (probe: Probe) => Promise<void>;
}

export function groupOf({ id }: Pick<ConformCase, 'id'>): CaseGroup {
  return id.slice(0, id.indexOf('.')) as CaseGroup;
}

/** The device did something else. */
export class Mismatch extends Error {
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super(`expected ${expected}, got ${got}`);
  }
}

/** The case cannot be tried on this device, or not with what the caller gave. */
export class NotTried extends Error {}

/** @throws Mismatch when `holds` is false */
export function must(holds: boolean, expected: string, got: string): void {
  if (!holds) throw new Mismatch(expected, got);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
