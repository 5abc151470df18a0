/**
 * The state of the terminal emulator as a value, what happens to it, and what it asks to be done.
 *
 * The twins are held by reference; only their constant parts (profile, card) are read here. What they show
 * comes in as events and as a view when a picture is drawn.
 */
import type { CardHalf } from '../../firmware/code-card/layout.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { Device } from '../twin/device.js';
import type { EventLog, LogEntry } from './event-log.js';
import { type IndexField, NO_INDICES } from './index-field.js';
import type { Size } from './layout.js';
import type { Target } from './target.js';
import type { TextField } from './text-field.js';

export interface OpenDscPlus {
  readonly kind: 'dsc-plus';
  readonly device: Extract<Device, { kind: 'dsc-plus' }>;
  readonly log: EventLog;
  /** The last question that the locked card showed. */
  readonly unlockQuestion: string | null;
}

export interface OpenCodeCard {
  readonly kind: 'security-code-card';
  readonly device: Extract<Device, { kind: 'security-code-card' }>;
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
  | { readonly type: 'observed'; readonly device: number; readonly entry: LogEntry }
  | { readonly type: 'opened'; readonly device: Device }
  | { readonly type: 'said'; readonly message: Message };

export type OpenChoice = { readonly profile: string } | { readonly file: string };

/** `press`, `type` and `copyResponse` go to the DSC+ that is shown. */
export type TerminalCommand =
  /** heldMs null: an ordinary press. */
  | { readonly type: 'press'; readonly key: KeyName; readonly heldMs: number | null }
  | { readonly type: 'type'; readonly digits: string }
  | { readonly type: 'copyResponse' }
  | { readonly type: 'copyCardValues'; readonly text: string }
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

/** The state with the shown device's part changed. */
export function withShown(state: TerminalState, changed: OpenDevice): TerminalState {
  return {
    ...state,
    devices: state.devices.map((open, position) => (position === state.shown ? changed : open)),
  };
}

export function openedDevice(device: Device): OpenDevice {
  switch (device.kind) {
    case 'dsc-plus':
      return { kind: device.kind, device, log: [], unlockQuestion: null };
    case 'security-code-card':
      return { kind: device.kind, device, field: NO_INDICES, half: 'upper' };
  }
}

export function firstState(
  devices: readonly Device[],
  { sealed, clipboard }: { readonly sealed: boolean; readonly clipboard: boolean },
  size: Size,
): TerminalState {
  return {
    devices: devices.map(openedDevice),
    shown: 0,
    overlay: { kind: 'none' },
    secretsShown: false,
    sealed,
    clipboard,
    size,
    message: { text: '? shows every key and the PIN of the demo card', isError: false },
    pressed: null,
    mouse: null,
  };
}
