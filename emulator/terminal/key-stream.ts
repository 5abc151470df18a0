/**
 * The input that blessed reads: what is left of the terminal's input when pasted text is taken out, one key or
 * escape sequence at a time.
 *
 * It is an emitter rather than a stream, so that a key is handled before the pasted text that came after it.
 */
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { flushInput, type InputStep, NO_INPUT, takeInput } from './paste-filter.js';

/** As much of a terminal's input as is used. */
export interface InputSource extends NodeJS.EventEmitter {
  setRawMode?(mode: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** How long after an Escape character the rest of its sequence may take. */
const SEQUENCE_TIMEOUT_MS = 50;

export class KeyStream extends EventEmitter {
  readonly isTTY = true;
  /** blessed would set it otherwise. */
  readonly isRaw = true;
  readonly #source: InputSource;
  readonly #decoder = new StringDecoder('utf8');
  readonly #onPaste: (text: string) => void;
  readonly #onEnd: () => void;
  #state = NO_INPUT;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: InputSource, onPaste: (text: string) => void, onEnd: () => void) {
    super();
    this.#source = source;
    this.#onPaste = onPaste;
    this.#onEnd = onEnd;
  }

  /** Puts the terminal into raw mode and reads. */
  open(): void {
    this.#source.setRawMode?.(true);
    this.#source.on('data', this.#take);
    this.#source.on('end', this.#onEnd);
    this.#source.on('error', this.#onEnd);
    this.#source.resume();
  }

  /**
   * Leaves the terminal's input as it was; the process no longer waits for it.
   *
   * @param gone there is no terminal any more: changing its mode could crash the process
   */
  close(gone: boolean): void {
    clearTimeout(this.#timer);
    this.#source.off('data', this.#take);
    this.#source.off('end', this.#onEnd);
    this.#source.off('error', this.#onEnd);
    if (!gone) this.#source.setRawMode?.(false);
    this.#source.pause();
  }

  /** For blessed: this is always flowing while it is open. */
  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }

  readonly #take = (chunk: Buffer | string): void => {
    clearTimeout(this.#timer);
    this.#pass(takeInput(this.#state, typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)));
    if (this.#state.partial === '') return;
    this.#timer = setTimeout(() => this.#pass(flushInput(this.#state)), SEQUENCE_TIMEOUT_MS);
  };

  #pass({ state, pieces }: InputStep): void {
    this.#state = state;
    for (const { type, text } of pieces) {
      if (type === 'paste') this.#onPaste(text);
      else this.emit('data', Buffer.from(text));
    }
  }
}
