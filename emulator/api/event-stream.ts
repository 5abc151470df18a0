/**
 * Events for one reader, as server-sent events.
 *
 * Promises: every event of its twin, or of all, in order and once. A reader who cannot keep up gets what is in its queue
 * and then an `end` event that says why; with the number of the last event it can come back for the rest, as far as
 * the history reaches. Events that are not kept any more are told as a `gap`.
 */
import type { ErrorCode } from '../../firmware/error.js';
import type { ApiEvent, EventHistory } from './event-history.js';
import { LIMITS } from './limits.js';

export interface EventStreamOptions {
  readonly history: EventHistory;
  /** null: of all twins. */
  readonly twin: string | null;
  /** The last event that the reader knows; null: it begins now. */
  readonly lastId: number | null;
  /** Called once, when the stream is over. */
  readonly over: () => void;
  readonly queueLimit?: number;
}

const ENCODER = new TextEncoder();

/** A comment first, so that the reader knows at once that it is heard. */
const GREETING = ': events of test devices\n\n';

/** Events that leave in one piece. */
const PIECE = 64;

function untold(type: 'gap' | 'end', data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

export class EventStream {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #options: EventStreamOptions;
  readonly #stopListening: () => void;
  #opening = GREETING;
  /** What the history had when the reader came: however much it is, the reader is not slow yet. */
  #past: ApiEvent[] = [];
  #queue: ApiEvent[] = [];
  /** The last event of a stream that has none to come. */
  #ending: string | null = null;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    const { history, lastId } = options;
    this.#stopListening = history.listen((event) => this.#add(event));
    if (lastId !== null) this.#resume(lastId);
    this.stream = new ReadableStream<Uint8Array>(
      { pull: (controller) => this.#pull(controller), cancel: () => this.#finish() },
      { highWaterMark: 0 },
    );
  }

  /** Ends the stream, once the reader has what waits for it. */
  end(code: ErrorCode, reason: string): void {
    if (this.#ending !== null) return;
    this.#stopListening();
    this.#ending = untold('end', { code, reason });
    this.#wake();
  }

  #resume(lastId: number): void {
    const { history } = this.#options;
    const isForeign = lastId > history.latest;
    const { events, missed } = history.since(lastId);
    if (isForeign || missed > 0) this.#opening += untold('gap', { missed: isForeign ? null : missed });
    this.#past = events.filter((event) => this.#concerns(event));
  }

  #concerns({ twin }: ApiEvent): boolean {
    return this.#options.twin === null || this.#options.twin === twin;
  }

  #add(event: ApiEvent): void {
    if (!this.#concerns(event)) return;
    this.#queue.push(event);
    if (this.#queue.length > (this.#options.queueLimit ?? LIMITS.queuedEvents))
      this.end('API_SLOW_READER', 'The reader was too slow: come back with the number of the last event.');
    else if (event.type === 'removed' && this.#options.twin !== null)
      this.end('API_TWIN_REMOVED', 'The twin was removed.');
    this.#wake();
  }

  #take(): string {
    const events = [
      ...this.#past.splice(0, PIECE),
      ...(this.#past.length > 0 ? [] : this.#queue.splice(0, PIECE)),
    ];
    const text = this.#opening + events.map((event) => event.text).join('');
    this.#opening = '';
    return text;
  }

  get #hasSomething(): boolean {
    return this.#opening !== '' || this.#past.length > 0 || this.#queue.length > 0 || this.#ending !== null;
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (!this.#hasSomething && !this.#isOver)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#isOver) return;
    const text = this.#take();
    if (text !== '') {
      controller.enqueue(ENCODER.encode(text));
      return;
    }
    controller.enqueue(ENCODER.encode(this.#ending ?? ''));
    controller.close();
    this.#finish();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopListening();
    this.#past = [];
    this.#queue = [];
    this.#wake();
    this.#options.over();
  }
}
