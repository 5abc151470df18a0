/**
 * The log of a DSC+: which key was pressed and what the display became.
 *
 * Promises: an entry is masked when it is shown, unless secrets are asked for: typed digits are `digit`, the
 * digits of a PIN, a challenge or an unlock answer are dashes, those of a response stars. Keeps the newest
 * entries only, in memory only.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { StateName } from '../../firmware/dsc-plus/state.js';

export interface LogEntry {
  /** Virtual time, Unix milliseconds. */
  readonly atMs: number;
  /** null: the card changed by itself. */
  readonly key: KeyName | null;
  /** null: an ordinary press. */
  readonly heldMs: number | null;
  /** What the display shows now; empty when it is off. */
  readonly text: string;
  readonly state: StateName;
}

export type EventLog = readonly LogEntry[];

const MAXIMUM_ENTRIES = 500;

export function appendEntry(log: EventLog, entry: LogEntry): EventLog {
  return [...log.slice(-(MAXIMUM_ENTRIES - 1)), entry];
}

/** The key of an entry in at most 9 characters. */
export function loggedKey({ key, heldMs }: LogEntry, secretsShown: boolean): string {
  if (key === null) return 'time';
  const name = /^[0-9]$/.test(key) && !secretsShown ? 'digit' : key === 'ok' ? 'OK' : key;
  return heldMs === null ? name : `${name} ${Math.max(1, Math.round(heldMs / 1000))}s`;
}

/** What the display became, as it may be shown. */
export function loggedText({ text, state }: LogEntry, secretsShown: boolean): string {
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
