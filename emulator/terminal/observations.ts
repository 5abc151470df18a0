/**
 * What the devices and their lines do by themselves, and what becomes of it in the state.
 */
import { appendEntries } from './event-log.js';
import { scrolledTo } from './line-input.js';
import { type OpenDevice, shownDevice, type TerminalEvent, type TerminalState, turnTo } from './state.js';
import { trafficLayout, trafficRows } from './traffic-view.js';

const PIN_WANTED = 'The host asks for a PIN: type it, then OK (Enter); power (p) cancels.';

function withDevice(
  state: TerminalState,
  position: number,
  change: (open: OpenDevice) => OpenDevice,
): TerminalState {
  return {
    ...state,
    devices: state.devices.map((open, candidate) => (candidate === position ? change(open) : open)),
  };
}

/** A key was pressed on a DSC+, or its display changed. */
export function displayObserved(
  state: TerminalState,
  { device, entry }: Extract<TerminalEvent, { type: 'observed' }>,
): TerminalState {
  const before = state.devices[device];
  if (before?.kind !== 'dsc-plus') return state;
  const isAskedForPin = entry.state === 'enterReaderPin';
  const observed = withDevice(state, device, () => ({
    ...before,
    isAskedForPin,
    unlockQuestion: entry.state === 'showUnlockQuestion' ? entry.text : before.unlockQuestion,
    log: appendEntries(before.log, [entry]),
  }));
  const drawn = device === state.shown && entry.key !== null ? { ...observed, pressed: entry.key } : observed;
  if (isAskedForPin && !before.isAskedForPin) return askForPin(drawn, device);
  return before.isAskedForPin && !isAskedForPin ? withoutPinWanted(drawn) : drawn;
}

/** The host asks no more. */
function withoutPinWanted(state: TerminalState): TerminalState {
  return state.message?.text.startsWith(PIN_WANTED) === true ? { ...state, message: null } : state;
}

/** Turns to the card, but never takes the keyboard from a file name: its digits are no PIN. */
function askForPin(state: TerminalState, device: number): TerminalState {
  const message = { text: PIN_WANTED, isError: false };
  if (state.overlay.kind === 'fileName') {
    const text = `${PIN_WANTED} Esc closes this first.`;
    return { ...turnTo(state, device), overlay: state.overlay, message: { ...message, text } };
  }
  return { ...turnTo(state, device), message };
}

/** Something happened on the line of a device; a view that is scrolled up stays on the same rows. */
export function lineHappened(
  state: TerminalState,
  { device, atMs, events }: Extract<TerminalEvent, { type: 'happened' }>,
): TerminalState {
  const notice = events.findLast((event) => event.type === 'notice');
  const message = notice === undefined ? state.message : { text: notice.sentence, isError: false };
  if (state.sealed) return { ...state, message };
  const entries = events.map((event) => ({ ...event, atMs }));
  const logged = withDevice({ ...state, message }, device, (open) => ({
    ...open,
    log: appendEntries(open.log, entries),
  }));
  const { overlay } = state;
  if (overlay.kind !== 'traffic' || overlay.scrolled === 0 || device !== state.shown) return logged;
  const open = shownDevice(logged);
  const { rows } = trafficLayout(state.size, open.reader?.address ?? '');
  return scrolledTo(logged, open, overlay.scrolled + trafficRows(entries, rows.width).length);
}

/** The card of a device went out of its reader, or into it. */
export function cardMoved(
  state: TerminalState,
  { device, isCardIn }: Extract<TerminalEvent, { type: 'cardMoved' }>,
): TerminalState {
  return withDevice(state, device, (open) =>
    open.reader === null ? open : { ...open, reader: { ...open.reader, isCardIn } },
  );
}
