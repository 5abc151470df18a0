/**
 * What happens on a server, numbered, for those who read events: told as it happens, and the latest kept for readers who
 * come back.
 *
 * Promises: numbers rise by one; a reader who comes back too late is told how many it has missed.
 */
import { LIMITS } from './limits.js';

export type EventType = 'frame' | 'created' | 'removed';

/** One event; its text is made when the first reader takes it. */
export class ApiEvent {
  #text: string | null = null;

  constructor(
    readonly id: number,
    readonly type: EventType,
    readonly twin: string,
    private readonly data: () => object,
  ) {}

  /** As it stands in a stream (WHATWG HTML, server-sent events). */
  get text(): string {
    this.#text ??= `id: ${this.id}\nevent: ${this.type}\ndata: ${JSON.stringify(this.data())}\n\n`;
    return this.#text;
  }
}

export type EventListener = (event: ApiEvent) => void;

/** What came after an event that a reader knows. */
export interface Past {
  readonly events: readonly ApiEvent[];
  /** Events that are not kept any more. */
  readonly missed: number;
}

export class EventHistory {
  readonly #listeners = new Set<EventListener>();
  readonly #limit: number;
  /** A ring: the event with the number `id` lies at `id % limit`. */
  readonly #events: ApiEvent[] = [];
  #latest = 0;

  constructor(limit: number = LIMITS.pastEvents) {
    this.#limit = limit;
  }

  get latest(): number {
    return this.#latest;
  }

  add(type: EventType, twin: string, data: () => object): void {
    this.#latest += 1;
    const event = new ApiEvent(this.#latest, type, twin, data);
    this.#events[this.#latest % this.#limit] = event;
    for (const listener of this.#listeners) listener(event);
  }

  /** @param id of the last event that is known; one that has not been yet is that of an earlier server */
  since(id: number): Past {
    if (id > this.#latest) return { events: [], missed: 0 };
    const oldest = Math.max(1, this.#latest - this.#limit + 1);
    const events: ApiEvent[] = [];
    for (let at = Math.max(id + 1, oldest); at <= this.#latest; at += 1)
      events.push(this.#events[at % this.#limit] as ApiEvent);
    return { events, missed: Math.max(0, oldest - id - 1) };
  }

  /** @returns the function that ends the listening */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
