/**
 * A reader of server-sent events, as the WHATWG has them.
 */
import { TOKEN } from './asking.js';

export interface ReadEvent {
  readonly id: number | null;
  readonly type: string;
  // Each test looks at its own fields.
  readonly data: Record<string, never>;
}

function eventOf(block: string): ReadEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^([a-z]+): (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  const data = fields.get('data');
  if (data === undefined) return null;
  const id = fields.get('id');
  return {
    id: id === undefined ? null : Number(id),
    type: fields.get('event') ?? '',
    data: JSON.parse(data),
  };
}

/** Reads when it is asked to, and not before. */
export class EventReader {
  readonly #gone = new AbortController();
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #text = '';
  readonly #decoder = new TextDecoder();

  static async open(url: string, path: string, lastId?: number): Promise<EventReader> {
    const events = new EventReader();
    const resumed: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': String(lastId) };
    const answer = await fetch(`${url}${path}`, {
      headers: { Authorization: `Bearer ${TOKEN}`, ...resumed },
      signal: events.#gone.signal,
    });
    if (answer.status !== 200 || answer.body === null)
      throw new Error(`${answer.status} ${await answer.text()}`);
    events.#reader = answer.body.getReader();
    return events;
  }

  /** @returns null at the end of the stream */
  async next(): Promise<ReadEvent | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end !== -1) {
        const event = eventOf(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
        if (event !== null) return event;
        continue;
      }
      const piece = await this.#reader?.read();
      if (piece === undefined || piece.done) return null;
      this.#text += this.#decoder.decode(piece.value, { stream: true });
    }
  }

  async take(count: number): Promise<ReadEvent[]> {
    const events: ReadEvent[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (event === null) break;
      events.push(event);
    }
    return events;
  }

  /** All up to the end of the stream. */
  async rest(): Promise<ReadEvent[]> {
    return await this.take(Number.POSITIVE_INFINITY);
  }

  leave(): void {
    this.#gone.abort();
  }
}
