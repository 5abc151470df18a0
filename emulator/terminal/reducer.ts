/**
 * The behaviour of the terminal emulator: one pure function from (state, event) to (state, commands).
 *
 * Promises: no clock, no streams; a key that means nothing changes nothing. While the window is too small
 * only quitting works, because nobody sees what a key would do.
 */
import { clickedKeyPress } from './card-keys.js';
import { fits } from './layout.js';
import { keyForLine, NO_CLIPBOARD } from './line-input.js';
import { cardMoved, displayObserved, lineHappened } from './observations.js';
import { choose, keyOnOverlay, pasteOnOverlay } from './overlay-input.js';
import { clickOnCell, keyOnPage, pasteOnPage } from './page-input.js';
import {
  complain,
  openedDevice,
  type Step,
  say,
  shownDevice,
  stay,
  type TerminalEvent,
  type TerminalState,
  turnTo,
} from './state.js';
import type { Target } from './target.js';
import { EMPTY_FIELD } from './text-field.js';

/** Applies an event. */
export function reduce(state: TerminalState, event: TerminalEvent): Step {
  switch (event.type) {
    case 'key':
      return keyPressed({ ...state, message: null }, event.key);
    case 'paste':
      return pasted({ ...state, message: null }, event.text);
    case 'mouseDown':
      if (state.overlay.kind === 'help') return keyOnOverlay(state, 'escape');
      if (event.target === null) return stay(state);
      return mouseDown({ ...state, message: null }, event.target, event.atMs);
    case 'mouseUp':
      return mouseUp(state, event.atMs);
    case 'resized':
      return stay({ ...state, size: event.size });
    case 'keyReleased':
      return stay({ ...state, pressed: state.mouse?.key ?? null });
    case 'observed':
      return stay(displayObserved(state, event));
    case 'happened':
      return stay(lineHappened(state, event));
    case 'cardMoved':
      return stay(cardMoved(state, event));
    case 'historyOpened':
      return stay({
        ...state,
        overlay: { kind: 'history', position: event.length, length: event.length },
      });
    case 'opened':
      return opened(state, event);
    case 'said':
      return stay({ ...state, message: event.message });
  }
}

function keyPressed(state: TerminalState, key: string): Step {
  if (key === 'ctrl-c') return quit(state);
  if (!fits(state.size)) return key === 'q' ? quit(state) : stay(state);
  if (state.overlay.kind !== 'none') return keyOnOverlay(state, key);
  switch (key) {
    case 'q':
      return quit(state);
    case '?':
      return stay({ ...state, overlay: { kind: 'help' } });
    case 'd':
      return stay({ ...state, overlay: { kind: 'chooser', selected: state.shown } });
    case 'h':
      return openHistory(state);
    case 'w':
      return stay({ ...state, overlay: { kind: 'fault', field: EMPTY_FIELD } });
    case 'tab':
      return stay(turnTo(state, state.shown + 1));
    case 'shift-tab':
      return stay(turnTo(state, state.shown - 1));
    case 'y':
      return state.clipboard ? keyOnPage(state, key) : complain(state, NO_CLIPBOARD);
    default:
      return keyForLine(state, key) ?? keyOnPage(state, key);
  }
}

/** A sealed card has no history, as it has no chip to look into. */
function openHistory(state: TerminalState): Step {
  if (shownDevice(state).kind !== 'dsc-plus') return complain(state, 'A printed card has no history.');
  if (state.sealed) return complain(state, 'A sealed card has no history to look into.');
  return { state, commands: [{ type: 'openHistory' }] };
}

function quit(state: TerminalState): Step {
  return { state, commands: [{ type: 'quit' }] };
}

function pasted(state: TerminalState, text: string): Step {
  if (!fits(state.size)) return stay(state);
  return state.overlay.kind === 'none' ? pasteOnPage(state, text) : pasteOnOverlay(state, text);
}

function mouseDown(state: TerminalState, target: Target, atMs: number): Step {
  switch (target.type) {
    case 'tab':
      return stay(turnTo(state, target.device));
    case 'choice':
      return choose(state, target.position);
    case 'cell':
      return clickOnCell(state, target.index);
    case 'cardKey':
      return stay({ ...state, pressed: target.key, mouse: { key: target.key, sinceMs: atMs } });
  }
}

/** The key goes up wherever the mouse is by then. */
function mouseUp(state: TerminalState, atMs: number): Step {
  const { mouse } = state;
  const open = shownDevice(state);
  if (mouse === null || open.kind !== 'dsc-plus') return stay(state);
  const press = clickedKeyPress(mouse.key, atMs - mouse.sinceMs, open.device.twin.profile);
  return { state: { ...state, mouse: null }, commands: [{ type: 'press', ...press }] };
}

function opened(state: TerminalState, { device }: Extract<TerminalEvent, { type: 'opened' }>): Step {
  const devices = [...state.devices, openedDevice(device, null)];
  return say(turnTo({ ...state, devices }, devices.length - 1), `opened ${device.name}`);
}
