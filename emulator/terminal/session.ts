/**
 * One run of the terminal emulator: holds the state, does what the reducer asks for, follows the clock.
 *
 * Promises: never waits; twins and lines are followed up before every picture, so the log has what changed by
 * itself; however much goes on there, pictures stay few and keys stay immediate. An error of ours (a file that
 * cannot be written) becomes a message and the emulator goes on; any other is left to crash.
 */
import { isTokentwinError } from '../../firmware/error.js';
import { makeWrongByWords, wrongInWords } from '../automation/make-wrong.js';
import type { RecordedReader } from '../recording/recording.js';
import { closeDevice, type Device } from '../twin/device.js';
import type { BlessedScreen, ScreenListener } from './blessed-screen.js';
import type { CardKeyPress } from './card-keys.js';
import { type DscPlusView, drawScreen } from './draw-screen.js';
import { clipboardSequence, styledText } from './escape-sequences.js';
import { historyRows } from './history-overlay.js';
import { LineWatch } from './line-watch.js';
import { type Picture, targetAt } from './picture.js';
import { RedrawSchedule } from './redraw-schedule.js';
import { reduce } from './reducer.js';
import type { SessionOptions } from './session-options.js';
import {
  firstState,
  type OpenChoice,
  type OpenDscPlus,
  shownDevice,
  type TerminalCommand,
  type TerminalEvent,
  type TerminalState,
} from './state.js';
import type { Abilities } from './terminal-abilities.js';
import { TwinWatch } from './twin-watch.js';

/** As much of the screen as is used here. */
export type SessionScreen = Pick<BlessedScreen, 'size' | 'draw' | 'send' | 'close'>;

/** How long a pressed key is drawn as pressed. */
const PRESSED_MS = 150;
/** The clock of the panel moves by seconds. */
const REFRESH_MS = 1000;

export class Session implements ScreenListener {
  /** Resolves when the person quits or the terminal is gone; rejects when a device opened here cannot be stored then. */
  readonly ended: Promise<void>;
  readonly #options: SessionOptions;
  readonly #abilities: Abilities;
  readonly #schedule = new RedrawSchedule(() => this.#redraw());
  readonly #watches: (TwinWatch | null)[] = [];
  /** By device, as the twins' watches; devices that were opened here are on no line. */
  readonly #lines: readonly (LineWatch | null)[];
  readonly #opened: Device[] = [];
  #screen: SessionScreen | null = null;
  #state: TerminalState;
  #view: DscPlusView | null = null;
  #picture: Picture | null = null;
  #releaseTimer: NodeJS.Timeout | undefined;
  #resolveEnded!: () => void;
  #rejectEnded!: (error: unknown) => void;

  constructor(options: SessionOptions, abilities: Abilities) {
    this.#options = options;
    this.#abilities = abilities;
    this.#state = firstState(options.devices, options, { width: 0, height: 0 });
    for (const device of options.devices) this.#watch(device, options.readerOf?.(device) ?? null);
    this.#lines = options.devices.map((device) => {
      const line = options.lines.find((candidate) => candidate.device === device);
      return line === undefined ? null : new LineWatch(line, () => this.#schedule.soon());
    });
    this.ended = new Promise((resolve, reject) => {
      this.#resolveEnded = resolve;
      this.#rejectEnded = reject;
    });
  }

  start(screen: SessionScreen): void {
    this.#screen = screen;
    this.resized();
  }

  /** Leaves the terminal clean, closes what was opened here, and is over. @param gone there is no terminal any more */
  end(gone = false): void {
    if (this.#screen === null) return;
    this.#screen.close(gone);
    this.#screen = null;
    this.#schedule.stop();
    clearTimeout(this.#releaseTimer);
    for (const watch of [...this.#watches, ...this.#lines]) watch?.stop();
    // What goes wrong with one is told when the others are closed too.
    Promise.all(this.#opened.map(async (device) => closeDevice(device))).then(
      () => this.#resolveEnded(),
      this.#rejectEnded,
    );
  }

  key(key: string): void {
    this.#dispatch({ type: 'key', key });
  }

  paste(text: string): void {
    this.#dispatch({ type: 'paste', text });
  }

  mouseDown(column: number, row: number): void {
    const target = this.#picture === null ? null : targetAt(this.#picture, column, row);
    this.#dispatch({ type: 'mouseDown', target, atMs: Date.now() });
  }

  mouseUp(): void {
    this.#dispatch({ type: 'mouseUp', atMs: Date.now() });
  }

  resized(): void {
    if (this.#screen !== null) this.#dispatch({ type: 'resized', size: this.#screen.size });
  }

  lost(): void {
    this.end(true);
  }

  #dispatch(event: TerminalEvent): void {
    if (this.#screen === null) return;
    const { state, commands } = reduce(this.#state, event);
    this.#state = state;
    for (const command of commands) this.#perform(command);
    this.#schedule.atOnce();
  }

  #perform(command: TerminalCommand): void {
    switch (command.type) {
      case 'press':
        this.#press(command);
        break;
      case 'type':
        for (const key of command.digits) this.#press({ key: key as CardKeyPress['key'], heldMs: null });
        break;
      case 'copyResponse':
        this.#copyResponse();
        break;
      case 'copyCardValues':
      case 'copyAddress':
        this.#copy(command.text, command.type === 'copyAddress' ? 'address' : 'card values');
        break;
      case 'moveCard':
        this.#moveCard(command.inserted);
        break;
      case 'makeWrong':
        this.#attempt(() => this.#makeWrong(command.text));
        break;
      case 'openHistory':
        this.#openHistory();
        break;
      case 'branch':
        this.#branch(command.position);
        break;
      case 'open':
        this.#open(command.choice);
        break;
      case 'quit':
        this.end();
        break;
    }
  }

  #press({ key, heldMs }: CardKeyPress): void {
    this.#settle();
    this.#attempt(() => {
      const entry = this.#watches[this.#state.shown]?.press(key, heldMs);
      if (entry !== undefined) this.#dispatch({ type: 'observed', device: this.#state.shown, entry });
    });
    this.#releaseKeySoon();
  }

  #releaseKeySoon(): void {
    clearTimeout(this.#releaseTimer);
    this.#releaseTimer = setTimeout(() => this.#dispatch({ type: 'keyReleased' }), PRESSED_MS);
  }

  #copyResponse(): void {
    this.#settle();
    this.#attempt(() => {
      const response = this.#watches[this.#state.shown]?.response ?? null;
      if (response !== null) this.#copy(response, 'response');
      else this.#say('There is no response to copy: the card does not show one.', true);
    });
  }

  #copy(text: string, what: string): void {
    this.#screen?.send(clipboardSequence(text));
    this.#say(`copied the ${what}, where the terminal allows it`, false);
  }

  #moveCard(inserted: boolean): void {
    this.#settle();
    this.#attempt(() => {
      this.#lines[this.#state.shown]?.line.moveCard(inserted);
      this.#say(inserted ? 'put the card into the reader' : 'took the card out of the reader', false);
    });
  }

  #makeWrong(text: string): void {
    const wrong = makeWrongByWords(shownDevice(this.#state).device, text);
    this.#say(`on purpose: ${wrong.join(', ') || 'all right again'}`, false);
  }

  #openHistory(): void {
    this.#settle();
    const history = this.#watches[this.#state.shown]?.history ?? null;
    if (history !== null) this.#dispatch({ type: 'historyOpened', length: history.length });
    else
      this.#say('What comes to this card is not recorded: its reader has other cards, or is not ours.', true);
  }

  #branch(position: number): void {
    this.#attempt(() => {
      const history = this.#watches[this.#state.shown]?.history;
      const device = history?.branch(position, shownDevice(this.#state).device.name);
      if (device !== undefined) this.#add(device);
    });
  }

  #open(choice: OpenChoice): void {
    this.#attempt(() => this.#add(this.#options.openDevice(choice)));
  }

  #add(device: Device): void {
    this.#opened.push(device);
    this.#watch(device, null);
    this.#dispatch({ type: 'opened', device });
  }

  #watch(device: Device, reader: RecordedReader | 'unrecorded' | null): void {
    const onChange = () => this.#schedule.soon();
    this.#watches.push(device.kind === 'dsc-plus' ? new TwinWatch(device.twin, onChange, reader) : null);
  }

  /** Does something that may fail with an error for the person. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!isTokentwinError(error)) throw error;
      this.#say(error.message, true);
    }
  }

  #say(text: string, isError: boolean): void {
    this.#dispatch({ type: 'said', message: { text, isError } });
  }

  /** Lets every twin catch up with the clock, and takes what happened on the lines. */
  #settle(): void {
    for (const [device, watch] of this.#watches.entries()) {
      this.#attempt(() => {
        this.#followLine(device);
        for (const entry of watch?.settle() ?? []) {
          this.#dispatch({ type: 'observed', device, entry });
          if (entry.key !== null) this.#releaseKeySoon();
        }
      });
    }
  }

  #followLine(device: number): void {
    const watch = this.#lines[device] ?? null;
    if (watch === null) return;
    const events = watch.take();
    if (events.length > 0) {
      const atMs = this.#watches[device]?.nowMs ?? Date.now();
      this.#dispatch({ type: 'happened', device, atMs, events });
    }
    const { isCardIn } = watch.line;
    if (isCardIn !== this.#state.devices[device]?.reader?.isCardIn) {
      this.#dispatch({ type: 'cardMoved', device, isCardIn });
    }
  }

  /** @returns after how many milliseconds something changes by itself; null when all is over */
  #redraw(): number | null {
    if (this.#screen === null) return null;
    this.#settle();
    const open = shownDevice(this.#state);
    this.#view = null;
    if (open.kind === 'dsc-plus') this.#attempt(() => this.#look(open));
    const drawing = { ascii: !this.#abilities.utf8, nowMs: Date.now() };
    this.#picture = drawScreen(this.#state, this.#view, drawing);
    this.#screen.draw(styledText(this.#picture, this.#abilities.colours));
    const untilChangeMs = this.#watches.map((watch) => watch?.msUntilChange ?? REFRESH_MS);
    return Math.min(REFRESH_MS, ...untilChangeMs);
  }

  #look({ device }: OpenDscPlus): void {
    const { twin } = device;
    const secrets = this.#state.secretsShown && !this.#state.sealed ? twin.secrets() : null;
    const { overlay, size, shown } = this.#state;
    const past = this.#watches[shown]?.history ?? null;
    const history =
      overlay.kind !== 'history' ? null : (past?.view(overlay.position, historyRows(size)) ?? null);
    this.#view = { frame: twin.frame, status: twin.status(), faults: wrongInWords(device), secrets, history };
  }
}
