/**
 * What keys, pasted text and mouse clicks do on the page of the shown device.
 */
import { positionOf } from '../../firmware/code-card/layout.js';
import { cardValues } from '../../firmware/code-card/lookup.js';
import { cardKeyPress } from './card-keys.js';
import { findIndex, type IndexField, typeInIndexField } from './index-field.js';
import {
  complain,
  type OpenCodeCard,
  type OpenDscPlus,
  type Step,
  say,
  shownDevice,
  stay,
  type TerminalState,
  withShown,
} from './state.js';

/** A key that no overlay and no key for all pages took. */
export function keyOnPage(state: TerminalState, key: string): Step {
  const open = shownDevice(state);
  return open.kind === 'dsc-plus' ? keyOnDscPlus(state, open, key) : keyOnCodeCard(state, open, key);
}

function keyOnDscPlus(state: TerminalState, { device }: OpenDscPlus, key: string): Step {
  if (key === 'y') return { state, commands: [{ type: 'copyResponse' }] };
  if (key === 's') return toggleSecrets(state);
  const press = cardKeyPress(key, device.twin.profile);
  if (press === null) return stay(state);
  return { state: { ...state, pressed: press.key, mouse: null }, commands: [{ type: 'press', ...press }] };
}

function toggleSecrets(state: TerminalState): Step {
  if (state.sealed) return complain(state, 'This twin is sealed: what is inside is not shown.');
  return stay({ ...state, secretsShown: !state.secretsShown });
}

function keyOnCodeCard(state: TerminalState, open: OpenCodeCard, key: string): Step {
  const typed = typeInIndexField(open.field, key);
  if (typed !== null) {
    const next = withField(state, open, typed.field);
    return typed.refusal === null ? stay(next) : complain(next, typed.refusal);
  }
  switch (key) {
    case 'u':
    case 'pageup':
      return stay(withShown(state, { ...open, half: 'upper' }));
    case 'l':
    case 'pagedown':
      return stay(withShown(state, { ...open, half: 'lower' }));
    case 'y': {
      const { found } = open.field;
      if (found.length === 0) return complain(state, 'Nothing to copy yet: type index numbers first.');
      return {
        state,
        commands: [{ type: 'copyCardValues', text: cardValues(open.device.twin.card, found) }],
      };
    }
    case 's':
      return say(state, 'A code card has no PIN or key to show.');
    default:
      return stay(state);
  }
}

/** Turns to the half where a newly found index number stands. */
function withField(state: TerminalState, open: OpenCodeCard, field: IndexField): TerminalState {
  const last = field.found.at(-1);
  const isNew = last !== undefined && field.found !== open.field.found;
  return withShown(state, { ...open, field, half: isNew ? positionOf(last).half : open.half });
}

/** A click on a cell of a code card. */
export function clickOnCell(state: TerminalState, index: number): Step {
  const open = shownDevice(state);
  if (open.kind !== 'security-code-card') return stay(state);
  return stay(withField(state, open, findIndex(open.field, index)));
}

/** Types what is usable of a pasted text and says how much was not. */
export function pasteOnPage(state: TerminalState, text: string): Step {
  const open = shownDevice(state);
  return open.kind === 'dsc-plus' ? pasteOnDscPlus(state, text) : pasteOnCodeCard(state, text);
}

function pasteOnDscPlus(state: TerminalState, text: string): Step {
  const digits = text.replace(/[^0-9]/g, '');
  const ignored = [...text].length - digits.length;
  const { state: next } = ignored === 0 ? stay(state) : say(state, ignoredText(ignored, 'digits'));
  return { state: next, commands: digits === '' ? [] : [{ type: 'type', digits }] };
}

function pasteOnCodeCard(state: TerminalState, text: string): Step {
  let step = stay(state);
  let ignored = 0;
  for (const character of text.replace(/[\r\n\t]/g, ' ')) {
    if (/^[0-9 ,]$/.test(character)) step = keyOnPage(step.state, character);
    else ignored += 1;
  }
  if (ignored === 0 || step.state.message !== null) return step;
  return say(step.state, ignoredText(ignored, 'part of index numbers'));
}

function ignoredText(count: number, wanted: string): string {
  return count === 1
    ? `ignored 1 character that is not ${wanted === 'digits' ? 'a digit' : wanted}`
    : `ignored ${count} characters that are not ${wanted}`;
}
