/**
 * Writes down all that comes to a card and all that it brings about, a line an input.
 *
 * Promises: a line is given out when its input is over, so what was written can be replayed whenever the writing
 * stops; two cards with the same start and inputs give the same lines.
 */
import { TokentwinError } from '../../firmware/error.js';
import { bytesToHex } from '../../firmware/oath/bytes.js';
import { crc32 } from '../../firmware/storage/crc32.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { Frame } from '../twin/frame.js';
import type { TwinInput } from '../twin/twin-input.js';
import { inputAsText } from './input-text.js';
import { headerText, type Start } from './recording.js';

interface Going {
  readonly input: TwinInput;
  readonly at: number;
  readonly frames: Frame[];
  readonly sent: string[];
}

export interface RecorderOptions {
  /** Receives each line, without its end. */
  readonly line: (text: string) => void;
  /** The reader that the card is in; its bytes are told by `sent`. */
  readonly reader: Start['reader'];
}

function frameText({ number, at, cells, faults }: Frame): object {
  return { number, at, cells: cells.map(({ segments }) => segments), ...(faults && { faults }) };
}

export class Recorder {
  readonly #twin: DscPlus;
  readonly #line: (text: string) => void;
  readonly #stops: readonly (() => void)[];
  #inputs = 0;
  #going: Going | null = null;
  #operations: number;

  /**
   * Begins with a card that is off.
   *
   * @throws TokentwinError ARGUMENT for one that is on
   */
  constructor(twin: DscPlus, { line, reader }: RecorderOptions) {
    const snapshot = twin.snapshot();
    if (snapshot === null || snapshot.keypad.isOn || snapshot.hanging !== null)
      throw new TokentwinError(
        'ARGUMENT',
        'A recording begins with a card that is off: switch it off first.',
      );
    this.#twin = twin;
    this.#line = line;
    this.#operations = this.#flash.operations;
    const { keypad: _keypad, hanging: _hanging, spoiledAs: _spoiledAs, ...start } = snapshot;
    line(headerText({ ...start, reader }));
    this.#stops = [
      twin.onInput((input, at) => this.#begin(input, at)),
      twin.inside.onDraw((frame) => this.#going?.frames.push(frame)),
    ];
  }

  /** Bytes that the reader has given to its host. */
  sent(bytes: Uint8Array): void {
    this.#going?.sent.push(bytesToHex(bytes));
  }

  /** Gives out the line of the last input, if it is over. */
  flush(): void {
    const going = this.#going;
    if (going === null) return;
    this.#going = null;
    this.#inputs += 1;
    const { input, at, frames, sent } = going;
    this.#line(
      JSON.stringify({
        input: this.#inputs,
        at,
        do: inputAsText(input),
        ...(frames.length > 0 && { frames: frames.map(frameText) }),
        ...(sent.length > 0 && { sent }),
        ...(this.#flash.operations !== this.#operations && { flash: this.#digest() }),
      }),
    );
    this.#operations = this.#flash.operations;
  }

  /** Ends the recording. */
  stop(): void {
    this.#twin.settle();
    this.flush();
    for (const stop of this.#stops) stop();
    this.#line(JSON.stringify({ end: this.#inputs, at: this.#twin.status().timeMs, flash: this.#digest() }));
  }

  get #flash() {
    return this.#twin.inside.board.flash;
  }

  #begin(input: TwinInput, at: number): void {
    this.flush();
    this.#going = { input, at, frames: [], sent: [] };
  }

  #digest(): string {
    const image = this.#flash.image();
    return crc32(image, 0, image.length).toString(16).padStart(8, '0');
  }
}
