/**
 * The keys for a device in a reader on a line: the card out and in, the traffic, the address.
 */
import {
  complain,
  type OpenDevice,
  type ReaderState,
  type Step,
  shownDevice,
  stay,
  type TerminalState,
} from './state.js';
import { scrollWithin, trafficLayout } from './traffic-view.js';

const NO_READER = 'This device is in no reader: start the emulator with --serial, --listen or --vpcd.';

export const NO_CLIPBOARD = 'Copying is off: the emulator was started with --no-clipboard.';

/** @returns null for a key that is not one of these */
export function keyForLine(state: TerminalState, key: string): Step | null {
  if (key !== 'x' && key !== 't' && key !== 'a') return null;
  const { reader } = shownDevice(state);
  if (reader === null) return complain(state, NO_READER);
  switch (key) {
    case 'x':
      return { state, commands: [{ type: 'moveCard', inserted: !reader.isCardIn }] };
    case 't':
      if (state.sealed) return complain(state, 'This twin is sealed: its traffic is not shown.');
      return stay({ ...state, overlay: { kind: 'traffic', scrolled: 0 } });
    case 'a':
      if (!state.clipboard) return complain(state, NO_CLIPBOARD);
      return { state, commands: [{ type: 'copyAddress', text: reader.address }] };
  }
}

/** A key while the traffic is shown. */
export function keyOnTraffic(state: TerminalState, scrolled: number, key: string): Step {
  const open = shownDevice(state);
  const page = layoutOf(state, open).rows.height - 1;
  const scroll = (rows: number) => stay(scrolledTo(state, open, rows));
  switch (key) {
    case 'up':
      return scroll(scrolled + 1);
    case 'down':
      return scroll(scrolled - 1);
    case 'pageup':
      return scroll(scrolled + page);
    case 'pagedown':
      return scroll(scrolled - page);
    case 'home':
      return scroll(Number.MAX_SAFE_INTEGER);
    case 'end':
      return scroll(0);
    case 't':
    case 'escape':
      return stay({ ...state, overlay: { kind: 'none' } });
    case 'q':
      return { state, commands: [{ type: 'quit' }] };
    default:
      return keyForLine(state, key) ?? stay(state);
  }
}

/** The state with the traffic scrolled, as far as there are rows. */
export function scrolledTo(state: TerminalState, open: OpenDevice, rows: number): TerminalState {
  const scrolled = scrollWithin(rows, open.log, layoutOf(state, open));
  return { ...state, overlay: { kind: 'traffic', scrolled } };
}

function layoutOf({ size }: TerminalState, { reader }: { readonly reader: ReaderState | null }) {
  return trafficLayout(size, reader?.address ?? '');
}
