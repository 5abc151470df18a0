/**
 * Messages on their way to a gateway, which takes them to where people read them.
 *
 * Promises: a message is handed over at least once, never at most once: a code that comes twice is better than none. One
 * that fails holds up no other, and is tried again after a pause. Without a gateway messages stay in the inbox, where the
 * desk reads them.
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { Ports } from '../ports.js';
import type { Message } from '../records/traces.js';
import { decided } from '../unit.js';

const PAGE_LENGTH = 100;
/** So many passes a message sits out at most, however often it has failed. */
const LONGEST_PAUSE = 64;
const GATEWAY_TIMEOUT_MS = 10_000;

/** @throws when the message could not be taken, and is to be tried again */
export type Gateway = (message: Message) => Promise<void>;

/** A gateway that is told by HTTP: `{ id, userId, channel, to, text }`. */
export function webhook(url: string): Gateway {
  return async ({ id, userId, channel, to, text }) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, userId, channel, to, text }),
      signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS),
    }).catch(() => null);
    if (answer?.ok === true) return;
    const reason = answer === null ? 'does not answer' : `answers with status ${answer.status}`;
    throw new TokentwinError(
      'SLS_GATEWAY',
      `The gateway of messages ${reason}: message ${id} waits and is tried again.`,
    );
  };
}

export class Delivery {
  /** How many passes a message that failed sat out the last time, and how many it still does. */
  readonly #pauses = new Map<string, { readonly length: number; readonly left: number }>();
  #isStopped = false;

  /** @param onFailure is told of each try that failed */
  constructor(
    private readonly ports: Ports,
    private readonly gateway: Gateway,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Hands over what waits, the oldest first. @returns how many were taken */
  async pass(): Promise<number> {
    let count = 0;
    let after: string | null = null;
    for (;;) {
      const page: readonly Message[] = await this.ports.store.undelivered(after, PAGE_LENGTH);
      for (const message of page) {
        if (this.#isStopped) return count;
        if (!this.#isPaused(message.id) && (await this.#isTaken(message))) count += 1;
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE_LENGTH) return count;
    }
  }

  /** A pass that is on its way ends behind the message that it is at. */
  stop(): void {
    this.#isStopped = true;
  }

  #isPaused(id: string): boolean {
    const pause = this.#pauses.get(id);
    if (pause === undefined || pause.left === 0) return false;
    this.#pauses.set(id, { ...pause, left: pause.left - 1 });
    return true;
  }

  async #isTaken({ id }: Message): Promise<boolean> {
    // Another process may have handed it over since the page was read.
    const message = (await this.ports.store.get('message', id))?.record;
    if (message === undefined || message.deliveredAtMs !== null) return false;
    try {
      await this.gateway(message);
    } catch (error) {
      const known = this.#pauses.get(id);
      const length = known === undefined ? 1 : Math.min(LONGEST_PAUSE, 2 * known.length);
      this.#pauses.set(id, { length, left: length });
      this.onFailure(error);
      return false;
    }
    this.#pauses.delete(id);
    await decided(this.ports, async (unit) => {
      const newest = await unit.get('message', id);
      if (newest !== null) unit.put('message', { ...newest, deliveredAtMs: unit.nowMs });
    });
    return true;
  }
}
