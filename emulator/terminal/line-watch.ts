/**
 * A line as the terminal follows it: collects what happens there until the next picture.
 */
import type { LineEvent } from '../reader/device-line.js';
import { MAXIMUM_ENTRIES } from './event-log.js';
import type { TerminalLine } from './terminal-line.js';

export class LineWatch {
  readonly line: TerminalLine;
  readonly #stopListening: () => void;
  #waiting: LineEvent[] = [];

  /** @param onEvent called after every event */
  constructor(line: TerminalLine, onEvent: () => void) {
    this.line = line;
    this.#stopListening = line.listen((event) => {
      this.#waiting.push(event);
      if (this.#waiting.length > 2 * MAXIMUM_ENTRIES) this.#waiting.splice(0, MAXIMUM_ENTRIES);
      onEvent();
    });
  }

  stop(): void {
    this.#stopListening();
  }

  /** What happened since the last call, in order; of a flood only the newest, as many as the log keeps. */
  take(): readonly LineEvent[] {
    const taken = this.#waiting.slice(-MAXIMUM_ENTRIES);
    this.#waiting = [];
    return taken;
  }
}
