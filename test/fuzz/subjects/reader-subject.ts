/**
 * A reader with a demo card in it at the end of a line, on a clock of its own; the holder types when he is asked.
 *
 * Judges what comes out: whole frames, bounded, answers that belong to commands; and by `CardWatch` what becomes of
 * the card.
 */
import { TokenReader } from '../../../emulator/reader/token-reader.js';
import type { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../../emulator/twin/security-code-card.js';
import { FrameDecoder } from '../../../firmware/link/serial/frame.js';
import { hold, type Trace } from '../target.js';
import { CardWatch } from './card-watch.js';
import { demoCard, type Settings } from './settings.js';

/** Deadlines that may be due one after the other before bytes come again. */
const MAXIMUM_DEADLINES = 1000;

/** A frame of the longest message, its echo, a notice, and the answer to a command that was aborted. */
const LONGEST_OUTPUT = 4 * 274;

/** It has no state. */
const CODE_CARD = SecurityCodeCard.demo();

export class ReaderSubject {
  readonly twin: DscPlus;
  readonly reader: TokenReader;
  readonly outputs: Uint8Array[] = [];
  #nowMs = 0;
  readonly #watch: CardWatch;
  readonly #settings: Settings;
  readonly #decoder = new FrameDecoder({ end: 'host' });

  constructor(
    settings: Settings,
    private readonly trace: Trace,
  ) {
    this.#settings = settings;
    this.twin = demoCard(settings);
    this.#watch = new CardWatch(this.twin, trace);
    const codeCard = settings.variant === 'two-slot' ? CODE_CARD : null;
    this.reader = new TokenReader(
      { dscPlus: this.twin, codeCard },
      {
        variant: settings.variant,
        bench: settings.bench,
        now: () => this.#nowMs,
        output: (bytes) => this.#take(bytes),
        onExchange: (slot, command, response) => {
          if (slot === 0) this.#watch.exchanged(command, response);
        },
      },
    );
  }

  /** Bytes of the host, and what the holder does then. @param isAll false: more follows before the holder does anything */
  receive(bytes: Uint8Array, isAll = true): void {
    this.trace.step();
    this.#watch.refresh();
    this.reader.receive(bytes);
    this.#watch.refresh();
    if (isAll) this.#type();
    this.trace.mark(`keypad: ${this.twin.inside.device.state.name}`);
  }

  /** The line is quiet, and the clock goes on. */
  quiet(ms: number): void {
    const until = this.#nowMs + ms;
    for (let count = 0; ; count += 1) {
      const { deadline } = this.reader;
      if (deadline === null || deadline > until) break;
      hold(count < MAXIMUM_DEADLINES, 'work is bounded', 'the reader never comes to rest');
      this.trace.step();
      this.#nowMs = Math.max(this.#nowMs, deadline);
      this.reader.timePassed();
    }
    this.#nowMs = until;
  }

  #type(): void {
    if (this.twin.inside.device.state.name !== 'enterReaderPin') return;
    const { typed } = this.#settings;
    for (
      let entries = 0;
      entries < 3 && this.twin.inside.device.state.name === 'enterReaderPin';
      entries += 1
    ) {
      this.trace.step();
      this.#watch.refresh();
      if (typed === null) {
        this.quiet(5000);
        this.twin.advance({ seconds: 300 });
      } else if (typed === '') this.twin.press('power');
      else {
        this.twin.type(typed);
        this.twin.press('ok');
      }
    }
    this.#watch.refresh();
  }

  #take(bytes: Uint8Array): void {
    this.outputs.push(bytes.slice());
    hold(bytes.length <= LONGEST_OUTPUT, 'memory is bounded', `${bytes.length} bytes at once`);
    for (const event of this.#decoder.push(bytes)) {
      hold(event.type !== 'damaged', 'answers are well formed', 'bytes that are no frame');
      if (event.type === 'negativeAcknowledge') this.trace.mark('NAK');
      if (event.type !== 'message') continue;
      this.trace.passed();
      const [type = 0, , , , , , , status = 0, error = 0] = event.message;
      if (type >= 0x80)
        this.trace.mark(`${type.toString(16)} ${status >> 6 === 0 ? '' : `refused ${error}`}`);
    }
    hold(!this.#decoder.isHalfway, 'answers are well formed', 'half a frame');
  }
}
