/**
 * The behaviour of a DSC+ as a table for people, made by running the state machine itself.
 *
 * Promises: every row is what the machine did with one event in one representative state; a state's row is
 * missing only where the event changed nothing. Where the memory decides (PIN right or wrong, card locked),
 * there is a row for each answer. Entries stand for all digits by three fillings: none, some, all. Part of the
 * documents, not of the card.
 */
import { ALL_SEGMENTS } from '../../firmware/display/cell.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { screenText } from '../../firmware/dsc-plus/screen.js';
import type {
  Condition,
  InputEvent,
  Machine,
  Outcome,
  Request,
  State,
} from '../../firmware/dsc-plus/state.js';
import { conclude, deadline, step } from '../../firmware/dsc-plus/state-machine.js';
import { afterNotice, entryLength } from '../../firmware/dsc-plus/transitions.js';
import { representativeStates, responseStates, UNLOCK_QUESTION } from './representative-states.js';

export interface TransitionRow {
  readonly state: string;
  readonly event: string;
  readonly next: string;
  /** What the display then shows; `(off)` and `(all segments)` in words. */
  readonly display: string;
}

const SERIAL_NUMBER = '10000001';

/**
 * Runs every representative state through every event.
 *
 * @param profile a validated profile
 * @returns rows in the order of a login, changing ones only
 */
export function transitionTable(profile: DscPlusProfile): TransitionRow[] {
  return representativeStates(profile).flatMap((state) => {
    const rows = [...keyRows(profile, state), ...timeoutRows(profile, state)];
    return rows.filter((row) => row.next !== row.state || row.display !== displayOf(profile, state));
  });
}

/** The rows as a Markdown table with aligned columns, one line each, with a line feed at the end. */
export function formatTransitionTable(rows: readonly TransitionRow[]): string {
  const header = ['state', 'event', 'next state', 'display'];
  const lines = rows.map(({ state, event, next, display }) => [state, event, next, `\`${display}\``]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((cells) => (cells[column] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [header, rule, ...lines].map(line).join('');
}

/** One event of the table: a key and how long it is down. */
interface Stroke {
  readonly event: string;
  readonly key: KeyName;
  readonly durationMs: number;
}

function keyRows(profile: DscPlusProfile, state: State): TransitionRow[] {
  const { keys, times } = profile;
  const held = (durationMs: number) => `held ${seconds(durationMs)}`;
  const strokes: Stroke[] = [
    { event: 'digit', key: '5', durationMs: keys.pressMs },
    { event: 'OK', key: 'ok', durationMs: keys.pressMs },
    { event: 'back', key: 'back', durationMs: keys.pressMs },
    { event: 'power', key: 'power', durationMs: keys.powerPressMs },
  ];
  if (secondMeaning(profile, state, 'ok')) {
    strokes.push({ event: `OK ${held(times.changePinMs)}`, key: 'ok', durationMs: times.changePinMs });
  }
  if ('digits' in state && state.digits.length > 1) {
    strokes.push({ event: `back ${held(times.clearMs)}`, key: 'back', durationMs: times.clearMs });
  }
  const powerMs = state.name === 'off' ? times.selfTestMs : times.powerOffMs;
  strokes.push({ event: `power ${held(powerMs)}`, key: 'power', durationMs: powerMs });
  return strokes.flatMap((stroke) => strokeRows(profile, state, stroke));
}

/** Does the key do something more when it stays down? */
function secondMeaning(profile: DscPlusProfile, state: State, key: KeyName): boolean {
  const { machine } = step(profile, atRest(state), { type: 'keyDown', key, at: 0 });
  return machine.held?.action !== null;
}

function strokeRows(profile: DscPlusProfile, state: State, stroke: Stroke): TransitionRow[] {
  const { event, key, durationMs } = stroke;
  return answersTo(profile, state, (apply) => {
    apply({ type: 'keyDown', key, at: 0 });
    apply({ type: 'time', at: durationMs });
    apply({ type: 'keyUp', key, at: durationMs });
  }).map(({ answer, next }) => row(profile, state, answer === '' ? event : `${event}, ${answer}`, next));
}

function timeoutRows(profile: DscPlusProfile, state: State): TransitionRow[] {
  const at = deadline(profile, atRest(state));
  if (at === null) return [];
  return answersTo(profile, state, (apply) => apply({ type: 'time', at })).map(({ next }) =>
    row(profile, state, `after ${seconds(at)}`, next),
  );
}

/** Plays some inputs once for each answer that the memory may give; keeps those that make a difference. */
function answersTo(
  profile: DscPlusProfile,
  state: State,
  play: (apply: (event: InputEvent) => void) => void,
): { answer: string; next: State }[] {
  const results: { answer: string; next: State }[] = [];
  for (let choice = 0, choices = 1; choice < choices; choice += 1) {
    let machine = atRest(state);
    let answer = '';
    const applyOne = (event: InputEvent) => {
      const result = step(profile, machine, event);
      machine = result.machine;
      if (result.request === null) return;
      const answers = possibleAnswers(profile, state, result.request);
      choices = answers.length;
      const given = answers[choice] as Answer;
      answer = given.label;
      machine = conclude(profile, machine, given.outcome, event.at);
    };
    play((event) => {
      const due = () => deadline(profile, machine) ?? Number.POSITIVE_INFINITY;
      while (event.type === 'time' && due() < event.at) applyOne({ type: 'time', at: due() });
      applyOne(event);
    });
    const same = results.some(({ next }) => displayOf(profile, next) === displayOf(profile, machine.state));
    if (!same) results.push({ answer, next: machine.state });
  }
  return results;
}

interface Answer {
  readonly label: string;
  readonly outcome: Outcome;
}

function possibleAnswers(profile: DscPlusProfile, from: State, request: Request): Answer[] {
  switch (request.type) {
    case 'start':
      return from.name === 'off' ? coldStarts(profile) : restarts(from);
    case 'verifyPin': {
      const { pin, purpose } = request;
      const accepted = { type: 'pinAccepted', pin, purpose } as const;
      if (profile.pin.check === 'soft') return [{ label: '', outcome: accepted }];
      return [
        { label: 'PIN right', outcome: accepted },
        { label: 'PIN wrong', outcome: { type: 'pinRefused', triesLeft: 1 } },
        { label: 'PIN wrong, no try left', outcome: { type: 'cardLocked', question: UNLOCK_QUESTION } },
      ];
    }
    case 'respond': {
      const [shown] = responseStates(profile);
      const response = shown?.name === 'showResponse' ? shown.response : '';
      return [{ label: '', outcome: { type: 'responded', response } }];
    }
    case 'checkUnlockAnswer':
      return [
        { label: 'answer right', outcome: { type: 'unlockAccepted' } },
        {
          label: 'answer wrong',
          outcome: { type: 'unlockRefused', triesLeft: 1, question: UNLOCK_QUESTION },
        },
        { label: 'answer wrong, no try left', outcome: { type: 'cardDied' } },
      ];
    case 'setPin':
      return [{ label: '', outcome: { type: 'pinStored' } }];
    case 'endReaderEntry':
      return [{ label: 'the reader gets the PIN', outcome: { type: 'readerEntryEnded' } }];
  }
}

function started(label: string, condition: Condition, batteryLow = false): Answer {
  return { label, outcome: { type: 'started', condition, batteryLow } };
}

function coldStarts({ pin }: DscPlusProfile): Answer[] {
  const locked = started('card locked', { name: 'locked', question: UNLOCK_QUESTION });
  return [
    started('', { name: 'ready' }),
    started('battery low', { name: 'ready' }, true),
    ...(pin.check === 'card' ? [locked, started('card dead', { name: 'dead' })] : []),
  ];
}

/** What a card that is on finds when it starts anew; a new PIN may be asked for on a locked card too. */
function restarts(state: State): Answer[] {
  const ready = started('', { name: 'ready' });
  const locked = (label: string) => started(label, { name: 'locked', question: UNLOCK_QUESTION });
  switch (state.name) {
    case 'notice':
      if (state.notice.kind === 'dead') return [started('', { name: 'dead' })];
      return state.then.name === 'off' ? [ready] : restarts(afterNotice(state.then));
    case 'showUnlockQuestion':
    case 'enterUnlockAnswer':
      return [locked('')];
    case 'enterNewPin':
    case 'confirmNewPin':
      return [ready, locked('card still locked')];
    default:
      return [ready];
  }
}

function atRest(state: State): Machine {
  return { state, activeAt: 0, held: null };
}

function row(profile: DscPlusProfile, state: State, event: string, next: State): TransitionRow {
  const display = displayOf(profile, next);
  return { state: nameOf(profile, state), event, next: nameOf(profile, next), display };
}

function displayOf(profile: DscPlusProfile, state: State): string {
  const text = screenText(profile, state, SERIAL_NUMBER);
  if (text === '') return '(off)';
  return text.startsWith(ALL_SEGMENTS) ? '(all segments)' : text;
}

function nameOf(profile: DscPlusProfile, state: State): string {
  switch (state.name) {
    case 'off':
    case 'showUnlockQuestion':
      return state.name;
    case 'notice':
      return `notice ${state.notice.kind}`;
    case 'selfTest':
      return `selfTest ${state.step}`;
    case 'showResponse':
      return profile.responseGroups.length > 1 ? `showResponse, group ${state.group + 1}` : state.name;
    default: {
      const count = `${state.name}, ${state.digits.length} of ${entryLength(profile, state.name)}`;
      if (state.name === 'confirmNewPin' && state.digits.length === state.newPin.length)
        return `${count}, ${state.digits === state.newPin ? 'the same' : 'others'}`;
      return count;
    }
  }
}

function seconds(durationMs: number): string {
  return `${durationMs / 1000} s`;
}
