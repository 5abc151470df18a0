/**
 * What keys and pasted text do while the help, the chooser, the traffic, the history or the file name takes the place
 * of the page.
 */
import { choicesOf } from './choices.js';
import { keyOnTraffic } from './line-input.js';
import { type Overlay, type Step, stay, type TerminalCommand, type TerminalState } from './state.js';
import { EMPTY_FIELD, editField, insertText, type TextField } from './text-field.js';

const CLOSED: Overlay = { kind: 'none' };

/** A key while an overlay is open; Ctrl-C never comes here. */
export function keyOnOverlay(state: TerminalState, key: string): Step {
  const { overlay } = state;
  switch (overlay.kind) {
    case 'none':
      return stay(state);
    case 'help':
      return stay({ ...state, overlay: CLOSED });
    case 'chooser':
      return keyOnChooser(state, overlay.selected, key);
    case 'traffic':
      return keyOnTraffic(state, overlay.scrolled, key);
    case 'history':
      return keyOnHistory(state, overlay, key);
    case 'fault':
    case 'fileName':
      return keyOnField(state, overlay, key);
  }
}

function keyOnChooser(state: TerminalState, selected: number, key: string): Step {
  const last = choicesOf(state.devices).length - 1;
  const select = (position: number) =>
    stay({ ...state, overlay: { kind: 'chooser', selected: Math.min(last, Math.max(0, position)) } });
  switch (key) {
    case 'up':
      return select(selected === 0 ? last : selected - 1);
    case 'down':
      return select(selected === last ? 0 : selected + 1);
    case 'home':
    case 'pageup':
      return select(0);
    case 'end':
    case 'pagedown':
      return select(last);
    case 'enter':
      return choose(state, selected);
    case 'escape':
    case 'd':
      return stay({ ...state, overlay: CLOSED });
    case 'q':
      return { state, commands: [{ type: 'quit' }] };
    default:
      return stay(state);
  }
}

/** Does what the chooser offers at a position. */
export function choose(state: TerminalState, position: number): Step {
  const choice = choicesOf(state.devices)[position];
  if (choice === undefined) return stay(state);
  const { action } = choice;
  switch (action.type) {
    case 'show':
      return stay({ ...state, shown: action.device, overlay: CLOSED });
    case 'demo':
      return { state, commands: [{ type: 'open', choice: { profile: action.profile } }] };
    case 'file':
      return stay({ ...state, overlay: { kind: 'fileName', field: EMPTY_FIELD } });
  }
}

const HISTORY_PAGE = 10;

function keyOnHistory(
  state: TerminalState,
  { position, length }: Extract<Overlay, { kind: 'history' }>,
  key: string,
): Step {
  const go = (to: number) =>
    stay({ ...state, overlay: { kind: 'history', position: Math.min(length, Math.max(0, to)), length } });
  switch (key) {
    case 'up':
    case 'left':
      return go(position - 1);
    case 'down':
    case 'right':
      return go(position + 1);
    case 'pageup':
      return go(position - HISTORY_PAGE);
    case 'pagedown':
      return go(position + HISTORY_PAGE);
    case 'home':
      return go(0);
    case 'end':
      return go(length);
    case 'enter':
      return { state: { ...state, overlay: CLOSED }, commands: [{ type: 'branch', position }] };
    case 'escape':
    case 'h':
      return stay({ ...state, overlay: CLOSED });
    case 'q':
      return { state, commands: [{ type: 'quit' }] };
    default:
      return stay(state);
  }
}

type FieldOverlay = Extract<Overlay, { readonly field: TextField }>;

/** What is done with the text of a field. */
function commandOf({ kind, field: { text } }: FieldOverlay): TerminalCommand {
  return kind === 'fault' ? { type: 'makeWrong', text } : { type: 'open', choice: { file: text } };
}

function keyOnField(state: TerminalState, overlay: FieldOverlay, key: string): Step {
  const { field } = overlay;
  switch (key) {
    case 'escape':
      return stay({ ...state, overlay: CLOSED });
    case 'enter':
      if (field.text === '') return stay(state);
      return {
        state: overlay.kind === 'fault' ? { ...state, overlay: CLOSED } : state,
        commands: [commandOf(overlay)],
      };
    default:
      return stay({ ...state, overlay: { ...overlay, field: editField(field, key) } });
  }
}

export function pasteOnOverlay(state: TerminalState, text: string): Step {
  const { overlay } = state;
  if (!('field' in overlay)) return stay(state);
  return stay({ ...state, overlay: { ...overlay, field: insertText(overlay.field, text) } });
}
