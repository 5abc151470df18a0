/** The terminal emulator on streams in memory, shown by a terminal emulation that a person would see. */
import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import { runTerminal, type TerminalOptions } from '../../emulator/terminal/run-terminal.js';
import type { OpenChoice } from '../../emulator/terminal/state.js';
import type { Device } from '../../emulator/twin/device.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { TokentwinError } from '../../firmware/error.js';

export interface Place {
  /** From 1, as mouse reports count. */
  readonly column: number;
  readonly row: number;
}

class Output extends Writable {
  readonly isTTY = true;
  written = '';

  constructor(
    public columns: number,
    public rows: number,
    private readonly show: (text: string, shown: () => void) => void,
  ) {
    super({ decodeStrings: false });
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    this.show(chunk.toString(), done);
  }
}

class Input extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }
}

export function demoDscPlus(profile = 'dsc-plus'): Extract<Device, { kind: 'dsc-plus' }> {
  const twin = DscPlus.demo({ clock: 'real', profile });
  return { kind: 'dsc-plus', name: `${profile} (demo)`, twin, file: null };
}

/** A card with the codes of the broker's published example: 100 is A3D, 50 is Z3V. */
export function exampleCodeCard(): Extract<Device, { kind: 'security-code-card' }> {
  const codes = Array.from({ length: 224 }, (_, position) =>
    position === 99 ? 'A3D' : position === 49 ? 'Z3V' : 'K7Q',
  );
  const twin = SecurityCodeCard.make({ codes, serialNumber: 'TEST-0001' });
  return { kind: 'security-code-card', name: 'example card', twin, file: null };
}

export function openDevice(choice: OpenChoice): Device {
  if ('file' in choice) throw new TokentwinError('FILE_NOT_FOUND', `There is no file ${choice.file}.`);
  return demoDscPlus(choice.profile);
}

export class HeadlessTerminal {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #input = new Input();
  readonly #output: Output;
  readonly #waiting = new Set<() => void>();
  /** Resolves when the emulator is over. */
  readonly ended: Promise<void>;

  constructor(columns: number, rows: number, options: Partial<TerminalOptions> = {}) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#output = new Output(columns, rows, (text, shown) => {
      this.#terminal.write(text, () => {
        shown();
        for (const check of this.#waiting) check();
      });
    });
    this.ended = runTerminal({
      devices: [demoDscPlus(), exampleCodeCard()],
      lines: [],
      clipboard: true,
      sealed: false,
      environment: { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
      openDevice,
      ...options,
      input: this.#input,
      output: this.#output,
    });
  }

  /** What a person sees, line by line. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** All bytes that were sent to the terminal. */
  get written(): string {
    return this.#output.written;
  }

  get isRaw(): boolean {
    return this.#input.isRaw;
  }

  get inputListeners(): number {
    return this.#input.listenerCount('data');
  }

  get modes() {
    const { bracketedPasteMode, mouseTrackingMode } = this.#terminal.modes;
    return {
      bracketedPasteMode,
      mouseTrackingMode,
      alternateScreen: this.#terminal.buffer.active.type === 'alternate',
    };
  }

  /** Is a cell of the screen inverse? Places count from 1. */
  isInverse({ column, row }: Place): boolean {
    const { active } = this.#terminal.buffer;
    return (
      active
        .getLine(active.baseY + row - 1)
        ?.getCell(column - 1)
        ?.isInverse() !== 0
    );
  }

  /** What a terminal sends. */
  send(text: string): void {
    this.#input.write(text);
  }

  /** Resolves as soon as the screen shows something, with its text; looks again after every output. */
  until(shown: string | RegExp | (() => boolean)): Promise<string> {
    const holds = () => {
      if (typeof shown === 'function') return shown();
      return typeof shown === 'string' ? this.text.includes(shown) : shown.test(this.text);
    };
    return new Promise((resolve) => {
      const check = () => {
        if (!holds()) return;
        this.#waiting.delete(check);
        resolve(this.text);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Where a text stands on the screen, the first from the top. */
  find(pattern: RegExp): Place {
    for (const [row, line] of this.lines.entries()) {
      const match = pattern.exec(line);
      if (match !== null) {
        return { column: match.index + 1 + Math.floor(match[0].length / 2), row: row + 1 };
      }
    }
    throw new Error(`not on the screen: ${pattern}\n${this.text}`);
  }

  /** Presses and releases the left button, in one chunk as a quick click arrives. */
  click({ column, row }: Place): void {
    this.send(`\x1b[<0;${column};${row}M\x1b[<0;${column};${row}m`);
  }

  /** Clicks a key of the drawn card. */
  clickKey(label: string): void {
    this.click(this.find(new RegExp(`[│|] *${label} *[│|]`)));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#output.columns = columns;
    this.#output.rows = rows;
    this.#output.emit('resize');
  }

  /** The other end of the line closes. */
  hangUp(): void {
    this.#input.end();
  }

  /** Quits by Ctrl-C and waits for the end. */
  async quit(): Promise<void> {
    this.send('\x03');
    await this.ended;
    // What is queued behind the last bytes is shown when this callback comes.
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
  }
}
