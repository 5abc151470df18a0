/**
 * What a server does by the way: it removes what is over, and hands messages to a gateway.
 */
import { MINUTE_MS } from '../policy.js';
import type { SecureLoginSystem } from '../system.js';
import { Delivery, type Gateway } from './delivery.js';

const PURGE_EVERY_MS = 10 * MINUTE_MS;
const DELIVER_EVERY_MS = 500;

/** Does a work again and again, never twice at once. */
class Chore {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<unknown> | null = null;

  constructor(everyMs: number, work: () => Promise<unknown>, onFailure: (error: unknown) => void) {
    this.#timer = setInterval(() => {
      this.#running ??= work()
        .catch(onFailure)
        .finally(() => {
          this.#running = null;
        });
    }, everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}

/** Runs until it is stopped. @param onFailure is told what failed; it is tried again */
export function keepHouse(
  system: SecureLoginSystem,
  gateway: Gateway | null,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  const { store, clock } = system.ports;
  const chores = [new Chore(PURGE_EVERY_MS, () => store.purge(clock.nowMs()), onFailure)];
  const delivery = gateway === null ? null : new Delivery(system.ports, gateway, onFailure);
  if (delivery !== null) chores.push(new Chore(DELIVER_EVERY_MS, () => delivery.pass(), onFailure));
  return {
    async stop() {
      delivery?.stop();
      await Promise.all(chores.map((chore) => chore.stop()));
    },
  };
}
