/**
 * The terminal itself, through blessed: pictures out; keys, pasted text, mouse and size in.
 *
 * blessed is old and frozen, so it does only what it does well: it decodes keys and mouse reports and writes
 * the difference between two pictures. Promises: `close` leaves the terminal as it was (main buffer, cursor,
 * mouse, bracketed paste, raw mode) and may be called more than once.
 */
import type { Widgets } from 'blessed';
import { type InputSource, KeyStream } from './key-stream.js';
import { keyFrom, type ReportedKey } from './keyboard.js';
import type { Size } from './layout.js';

/** As much of a terminal's output as is used. */
export interface OutputSink extends NodeJS.EventEmitter {
  /** Its descriptor, where it is a real terminal. */
  readonly fd?: number;
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

export interface ScreenListener {
  key(key: string): void;
  paste(text: string): void;
  mouseDown(column: number, row: number): void;
  mouseUp(): void;
  resized(): void;
  /** The terminal is gone. */
  lost(): void;
}

interface MouseReport {
  readonly action: string;
  readonly button?: string;
  readonly x: number;
  readonly y: number;
}

/** The sequences of xterm, which all terminals in use understand; the entries of others trip blessed up. */
const TERMINAL = 'xterm-256color';
/** Press and release (1000), with coordinates of any size (1006). */
const MOUSE_MODES = { vt200Mouse: true, sgrMouse: true };
const PASTE_ON = '\x1b[?2004h';
export const PASTE_OFF = '\x1b[?2004l';

export class BlessedScreen {
  readonly #screen: Widgets.Screen;
  readonly #box: Widgets.BoxElement;
  readonly #keys: KeyStream;
  readonly #output: OutputSink;
  readonly #onLost: () => void;
  #closed = false;

  /** Takes over the terminal. */
  static async open(
    input: InputSource,
    output: OutputSink,
    listener: ScreenListener,
  ): Promise<BlessedScreen> {
    const { default: blessed } = await import('blessed');
    return new BlessedScreen(blessed, input, output, listener);
  }

  private constructor(
    blessed: typeof import('blessed'),
    input: InputSource,
    output: OutputSink,
    listener: ScreenListener,
  ) {
    this.#output = output;
    this.#onLost = () => listener.lost();
    output.on('error', this.#onLost);
    this.#keys = new KeyStream(input, (text) => listener.paste(text), this.#onLost);
    this.#screen = blessed.screen({
      input: this.#keys as never,
      output: output as never,
      terminal: TERMINAL,
      smartCSR: true,
      forceUnicode: true,
    });
    // Without this blessed writes frames in the alternate character set (what NCURSES_NO_UTF8_ACS is for).
    (this.#screen.program as unknown as { tput: { brokenACS: boolean } }).tput.brokenACS = true;
    this.#box = blessed.box({ parent: this.#screen, width: '100%', height: '100%', wrap: false });
    this.#listen(listener);
    this.#screen.program.setMouse(MOUSE_MODES, true);
    this.#keys.open();
    output.write(PASTE_ON);
  }

  get size(): Size {
    return { width: this.#output.columns ?? 0, height: this.#output.rows ?? 0 };
  }

  /** Shows lines of text with SGR sequences. */
  draw(text: string): void {
    this.#box.setContent(text);
    this.#screen.render();
  }

  /** Sends an escape sequence that shows nothing. */
  send(sequence: string): void {
    this.#output.write(sequence);
  }

  /** @param gone the terminal was closed: nothing is written to it */
  close(gone = false): void {
    if (this.#closed) return;
    this.#closed = true;
    if (gone) {
      this.#keys.close(gone);
      return;
    }
    this.#output.write(PASTE_OFF);
    this.#screen.program.disableMouse();
    this.#screen.destroy();
    this.#keys.close(gone);
    this.#output.off('error', this.#onLost);
  }

  #listen(listener: ScreenListener): void {
    const { program } = this.#screen;
    program.on('keypress', (character: string | undefined, reported: ReportedKey) => {
      const key = keyFrom(character, reported);
      if (key !== null) listener.key(key);
    });
    program.on('mouse', ({ action, button, x, y }: MouseReport) => {
      if (action === 'mousedown' && button === 'left') listener.mouseDown(x, y);
      if (action === 'mouseup') listener.mouseUp();
    });
    program.on('resize', () => listener.resized());
  }
}
