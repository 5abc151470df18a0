/**
 * The log of a device: which key was pressed and what its display became, what a host asked and was answered,
 * what happened to the line.
 *
 * Promises: what a display shows is masked when it is shown here, unless secrets are asked for: typed digits are
 * `digit`, the digits of a PIN, a challenge or an unlock answer are dashes, those of a response stars. Traffic
 * comes in words that hold no secret. Keeps the newest entries only, in memory only.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { StateName } from '../../firmware/dsc-plus/state.js';
import type { LineEvent } from '../reader/device-line.js';

/** A key, or a change of the display by itself. */
export interface DisplayEntry {
  readonly type: 'display';
  /** Virtual time, Unix milliseconds. */
  readonly atMs: number;
  /** null: no key of this keyboard. */
  readonly key: KeyName | null;
  /** null: an ordinary press. */
  readonly heldMs: number | null;
  /** What the display shows now; empty when it is off. */
  readonly text: string;
  readonly state: StateName;
}

/** What happened on the line. */
export type LineEntry = LineEvent & { readonly atMs: number };

export type LogEntry = DisplayEntry | LineEntry;

export type EventLog = readonly LogEntry[];

/** How many entries are kept, of keys and traffic together. */
export const MAXIMUM_ENTRIES = 500;

/** Copies the log: many entries are to come in one call. */
export function appendEntries(log: EventLog, entries: readonly LogEntry[]): EventLog {
  return [...log, ...entries].slice(-MAXIMUM_ENTRIES);
}

/** The log without keys and displays. */
export function lineEntries(log: EventLog): readonly LineEntry[] {
  return log.filter((entry) => entry.type !== 'display');
}

/**
 * The key of an entry in at most 9 characters.
 *
 * @param inReader without a reader only the passing of time changes a display by itself
 */
export function loggedKey(
  { key, heldMs, state }: DisplayEntry,
  { secretsShown, inReader }: { readonly secretsShown: boolean; readonly inReader: boolean },
): string {
  if (key === null && state === 'enterReaderPin') return 'reader';
  if (key === null) return inReader ? 'shows' : 'time';
  const name = /^[0-9]$/.test(key) && !secretsShown ? 'digit' : key === 'ok' ? 'OK' : key;
  return heldMs === null ? name : `${name} ${Math.max(1, Math.round(heldMs / 1000))}s`;
}

/** What the display became, as it may be shown. */
export function loggedText({ text, state }: DisplayEntry, secretsShown: boolean): string {
  if (text === '') return '(off)';
  if (secretsShown) return text;
  switch (state) {
    case 'enterPin':
    case 'enterOldPin':
    case 'enterNewPin':
    case 'confirmNewPin':
    case 'enterChallenge':
    case 'enterUnlockAnswer':
    case 'enterReaderPin':
      return text.replace(/[0-9]/g, '-');
    case 'showResponse':
      return text.replace(/[0-9]/g, '*');
    case 'off':
    case 'notice':
    case 'selfTest':
    case 'showUnlockQuestion':
      return text;
  }
}
