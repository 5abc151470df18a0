/**
 * The states of a DSC+, the events that move it, and what it asks of its memory.
 */
import type { PinEntryOutcome, PinEntryRequest } from '../link/reader/card-slot.js';
import type { KeyName } from './keys.js';

/** A message shown for a moment. */
export type Notice =
  | { readonly kind: 'battery' }
  | { readonly kind: 'pinError'; readonly triesLeft: number }
  | { readonly kind: 'locked' }
  | { readonly kind: 'unlockError'; readonly triesLeft: number }
  | { readonly kind: 'dead' }
  | { readonly kind: 'pinSet' }
  | { readonly kind: 'pinMismatch' }
  | { readonly kind: 'weakPin' };

/** Where a card goes after a notice. */
export type Continuation =
  | { readonly name: 'off' }
  | { readonly name: 'enterPin' }
  | { readonly name: 'enterNewPin' }
  | { readonly name: 'showUnlockQuestion'; readonly question: string }
  | Omit<ReaderPinEntry, 'digits'>;

/** The reader asks for PINs at the keypad, one prompt after the other. */
export interface ReaderPinEntry {
  readonly name: 'enterReaderPin';
  readonly asked: PinEntryRequest;
  /** What was typed at the prompts before this one. */
  readonly pins: readonly string[];
  readonly digits: string;
}

/** States in which digits are typed. */
export type Entry = EntryFields & {
  /** After the back key no digit of a PIN is shown: what was a dash stays one. */
  readonly newestHidden?: true;
};

type EntryFields =
  | { readonly name: 'enterPin'; readonly digits: string }
  | { readonly name: 'enterOldPin'; readonly digits: string }
  | { readonly name: 'enterNewPin'; readonly digits: string }
  | { readonly name: 'confirmNewPin'; readonly newPin: string; readonly digits: string }
  | { readonly name: 'enterChallenge'; readonly pin: string; readonly digits: string }
  | { readonly name: 'enterUnlockAnswer'; readonly question: string; readonly digits: string }
  | ReaderPinEntry;

export type SelfTestStep = 'text' | 'segments' | 'version' | 'serialNumber';

export type State =
  | { readonly name: 'off' }
  | Entry
  | { readonly name: 'notice'; readonly notice: Notice; readonly until: number; readonly then: Continuation }
  | { readonly name: 'selfTest'; readonly step: SelfTestStep; readonly until: number }
  | {
      readonly name: 'showResponse';
      readonly response: string;
      /** Which group of the response is shown. */
      readonly group: number;
      readonly nextGroupAt: number | null;
    }
  | { readonly name: 'showUnlockQuestion'; readonly question: string };

export type StateName = State['name'];

/** What holding the pressed key down will do next. */
export type HoldAction = 'switchOn' | 'selfTest' | 'switchOff' | 'changePin' | 'clear';

/** The whole volatile state of a card. Times are virtual, in milliseconds. */
export interface Machine {
  readonly state: State;
  /** The last key, or the last change that the holder waited for: the switch-off counts from here. */
  readonly activeAt: number;
  readonly held: { readonly key: KeyName; readonly since: number; readonly action: HoldAction | null } | null;
}

/** From outside: keys and time. */
export type InputEvent =
  | { readonly type: 'keyDown'; readonly key: KeyName; readonly at: number }
  | { readonly type: 'keyUp'; readonly key: KeyName; readonly at: number }
  | { readonly type: 'time'; readonly at: number };

/** What the machine asks of the card's memory; the answer comes back as an `Outcome` at the same time. */
export type Request =
  | { readonly type: 'start'; readonly cold: boolean }
  | { readonly type: 'verifyPin'; readonly pin: string; readonly purpose: 'respond' | 'change' }
  | { readonly type: 'respond'; readonly question: string; readonly pin: string }
  | { readonly type: 'checkUnlockAnswer'; readonly answer: string; readonly question: string }
  | { readonly type: 'setPin'; readonly pin: string }
  | { readonly type: 'endReaderEntry'; readonly outcome: PinEntryOutcome };

/** A card just switched on can be used, waits for an unlock answer, or is dead. */
export type Condition =
  | { readonly name: 'ready' }
  | { readonly name: 'locked'; readonly question: string }
  | { readonly name: 'dead' };

export type Outcome =
  | { readonly type: 'started'; readonly condition: Condition; readonly batteryLow: boolean }
  | { readonly type: 'pinAccepted'; readonly pin: string; readonly purpose: 'respond' | 'change' }
  | { readonly type: 'pinRefused'; readonly triesLeft: number }
  | { readonly type: 'cardLocked'; readonly question: string }
  | { readonly type: 'responded'; readonly response: string }
  | { readonly type: 'unlockAccepted' }
  | { readonly type: 'unlockRefused'; readonly triesLeft: number; readonly question: string }
  | { readonly type: 'cardDied' }
  | { readonly type: 'pinWeak' }
  | { readonly type: 'pinStored' }
  | { readonly type: 'readerEntryEnded' };

export const OFF: Machine = { state: { name: 'off' }, activeAt: 0, held: null };
