/**
 * The state of the terminal emulator as a value, what happens to it, and what it asks to be done.
 *
 * The twins are held by reference; only their constant parts (profile, card) are read here. What they show
 * comes in as events and as a view when a picture is drawn.
 */
import type { CardHalf } from '../../firmware/code-card/layout.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { LineEvent } from '../reader/device-line.js';
import type { Device } from '../twin/device.js';
import type { DisplayEntry, EventLog } from './event-log.js';
import { type IndexField, NO_INDICES } from './index-field.js';
import type { Size } from './layout.js';
import type { Target } from './target.js';
import type { TerminalLine } from './terminal-line.js';
import type { TextField } from './text-field.js';

/** The reader that a device is in. */
export type ReaderState = Pick<TerminalLine, 'address' | 'isCardIn'>;

export function cardPlaceText(isCardIn: boolean): string {
  return isCardIn ? 'card in' : 'card out';
}

export interface OpenDscPlus {
  readonly kind: 'dsc-plus';
  readonly device: Extract<Device, { kind: 'dsc-plus' }>;
  /** null: in no reader. */
  readonly reader: ReaderState | null;
  readonly log: EventLog;
  /** The last question that the locked card showed. */
  readonly unlockQuestion: string | null;
  /** Does the host wait for the PIN at the keypad? */
  readonly isAskedForPin: boolean;
}

export interface OpenCodeCard {
  readonly kind: 'security-code-card';
  readonly device: Extract<Device, { kind: 'security-code-card' }>;
  readonly reader: ReaderState | null;
  /** Only of the line. */
  readonly log: EventLog;
  readonly field: IndexField;
  /** What is shown where the whole card does not fit. */
  readonly half: CardHalf;
}

export type OpenDevice = OpenDscPlus | OpenCodeCard;

/** What takes the place of the page and owns the keyboard. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'help' }
  | { readonly kind: 'chooser'; readonly selected: number }
  /** Of the shown device; scrolled by rows up from the newest. */
  | { readonly kind: 'traffic'; readonly scrolled: number }
  /** Of the shown device; a position from 0, before its first input, to `length`. */
  | { readonly kind: 'history'; readonly position: number; readonly length: number }
  | { readonly kind: 'fault'; readonly field: TextField }
  | { readonly kind: 'fileName'; readonly field: TextField };

export interface Message {
  readonly text: string;
  readonly isError: boolean;
}

export interface TerminalState {
  /** At least one. */
  readonly devices: readonly OpenDevice[];
  readonly shown: number;
  readonly overlay: Overlay;
  readonly secretsShown: boolean;
  readonly sealed: boolean;
  readonly clipboard: boolean;
  readonly size: Size;
  readonly message: Message | null;
  /** The card key that is drawn as pressed. */
  readonly pressed: KeyName | null;
  /** The card key on which the mouse is held down. */
  readonly mouse: { readonly key: KeyName; readonly sinceMs: number } | null;
}

export type TerminalEvent =
  /** A printable character, or a name: see keyboard.ts. */
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'mouseDown'; readonly target: Target | null; readonly atMs: number }
  | { readonly type: 'mouseUp'; readonly atMs: number }
  | { readonly type: 'resized'; readonly size: Size }
  /** The time to show a key as pressed is over. */
  | { readonly type: 'keyReleased' }
  | { readonly type: 'observed'; readonly device: number; readonly entry: DisplayEntry }
  /** On the line of a device, in order. */
  | {
      readonly type: 'happened';
      readonly device: number;
      readonly atMs: number;
      readonly events: readonly LineEvent[];
    }
  | { readonly type: 'cardMoved'; readonly device: number; readonly isCardIn: boolean }
  /** How many inputs the history has that is about to be shown. */
  | { readonly type: 'historyOpened'; readonly length: number }
  | { readonly type: 'opened'; readonly device: Device }
  | { readonly type: 'said'; readonly message: Message };

export type OpenChoice = { readonly profile: string } | { readonly file: string };

/** `press`, `type`, `copyResponse`, `moveCard`, `openHistory` and `branch` go to the device that is shown. */
export type TerminalCommand =
  /** heldMs null: an ordinary press. */
  | { readonly type: 'press'; readonly key: KeyName; readonly heldMs: number | null }
  | { readonly type: 'type'; readonly digits: string }
  | { readonly type: 'copyResponse' }
  | { readonly type: 'copyCardValues'; readonly text: string }
  | { readonly type: 'copyAddress'; readonly text: string }
  | { readonly type: 'moveCard'; readonly inserted: boolean }
  /** Words of `fault-words.ts`. */
  | { readonly type: 'makeWrong'; readonly text: string }
  | { readonly type: 'openHistory' }
  /** Goes on from a point of the history, as a device of its own. */
  | { readonly type: 'branch'; readonly position: number }
  | { readonly type: 'open'; readonly choice: OpenChoice }
  | { readonly type: 'quit' };

export interface Step {
  readonly state: TerminalState;
  readonly commands: readonly TerminalCommand[];
}

export function stay(state: TerminalState): Step {
  return { state, commands: [] };
}

export function say(state: TerminalState, text: string): Step {
  return stay({ ...state, message: { text, isError: false } });
}

export function complain(state: TerminalState, text: string): Step {
  return stay({ ...state, message: { text, isError: true } });
}

export function shownDevice({ devices, shown }: TerminalState): OpenDevice {
  return devices[shown] as OpenDevice;
}

/** Turns to the page of a device, round the ends. */
export function turnTo(state: TerminalState, position: number): TerminalState {
  const count = state.devices.length;
  return {
    ...state,
    shown: (position + count) % count,
    overlay: { kind: 'none' },
    pressed: null,
    mouse: null,
  };
}

/** The state with the shown device's part changed. */
export function withShown(state: TerminalState, changed: OpenDevice): TerminalState {
  return {
    ...state,
    devices: state.devices.map((open, position) => (position === state.shown ? changed : open)),
  };
}

/** @param reader null for a device in no reader */
export function openedDevice(device: Device, reader: ReaderState | null): OpenDevice {
  return withLog(device, reader, []);
}

function withLog(device: Device, reader: ReaderState | null, log: EventLog): OpenDevice {
  switch (device.kind) {
    case 'dsc-plus':
      return { kind: device.kind, device, reader, log, unlockQuestion: null, isAskedForPin: false };
    case 'security-code-card':
      return { kind: device.kind, device, reader, log, field: NO_INDICES, half: 'upper' };
  }
}

export interface FirstStateOptions {
  readonly sealed: boolean;
  readonly clipboard: boolean;
  readonly lines: readonly TerminalLine[];
  readonly notice?: string | null;
}

export function firstState(
  devices: readonly Device[],
  { sealed, clipboard, lines, notice = null }: FirstStateOptions,
  size: Size,
): TerminalState {
  // What is told at the start concerns all devices, and stands in the log that is seen first.
  const told = (index: number): EventLog =>
    index > 0 || notice === null ? [] : [{ type: 'notice', sentence: notice, atMs: timeOf(devices[0]) }];
  return {
    devices: devices.map((device, index) => withLog(device, readerOf(device, lines), told(index))),
    shown: 0,
    overlay: { kind: 'none' },
    secretsShown: false,
    sealed,
    clipboard,
    size,
    message: { text: notice ?? '? shows every key and the PIN of the demo card', isError: false },
    pressed: null,
    mouse: null,
  };
}

function timeOf(device: Device | undefined): number {
  return device?.kind === 'dsc-plus' ? device.twin.status().timeMs : Date.now();
}

function readerOf(device: Device, lines: readonly TerminalLine[]): ReaderState | null {
  const line = lines.find((candidate) => candidate.device === device);
  return line === undefined ? null : { address: line.address, isCardIn: line.isCardIn };
}
