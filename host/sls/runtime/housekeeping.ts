/**
 * What a server does by the way: it removes what is over, and hands messages to a gateway.
 *
 * A message is sent at least once, never at most once: a code that comes twice is better than none. Without a gateway
 * messages stay in the inbox, where the desk reads them.
 */
import { MINUTE_MS } from '../policy.js';
import type { Message } from '../records/traces.js';
import type { SecureLoginSystem } from '../system.js';
import { decided } from '../unit.js';

const PURGE_EVERY_MS = 10 * MINUTE_MS;
const DELIVER_EVERY_MS = 500;
const PAGE = { before: null, limit: 100 } as const;
const GATEWAY_TIMEOUT_MS = 10_000;

/** Takes a message to where people read it. @throws when it could not, and is to be tried again */
export type Gateway = (message: Message) => Promise<void>;

/** A gateway that is told by HTTP: `{ id, userId, channel, to, text }`. */
export function webhook(url: string): Gateway {
  return async ({ id, userId, channel, to, text }) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, userId, channel, to, text }),
      signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`the gateway answered with status ${answer.status}`);
  };
}

/** Sends what waits, the oldest first. @returns how many were sent */
export async function deliver(system: SecureLoginSystem, gateway: Gateway): Promise<number> {
  const waiting = (await system.desk.inbox(PAGE)).filter(({ deliveredAtMs }) => deliveredAtMs === null);
  let sent = 0;
  for (const { id } of waiting.toReversed()) {
    const message = (await system.ports.store.get('message', id))?.record;
    if (message === undefined || message.deliveredAtMs !== null) continue;
    await gateway(message);
    await decided(system.ports, async (unit) => {
      const newest = await unit.get('message', id);
      if (newest !== null) unit.put('message', { ...newest, deliveredAtMs: unit.nowMs });
    });
    sent += 1;
  }
  return sent;
}

/** Runs until it is stopped. @param onFailure is told what failed; it is tried again */
export function keepHouse(
  system: SecureLoginSystem,
  gateway: Gateway | null,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  let isBusy = false;
  const run = (work: () => Promise<unknown>) => {
    if (isBusy) return;
    isBusy = true;
    last = work()
      .catch(onFailure)
      .finally(() => {
        isBusy = false;
      });
  };
  const timers = [
    setInterval(() => run(() => system.ports.store.purge(system.ports.clock.nowMs())), PURGE_EVERY_MS),
    ...(gateway === null ? [] : [setInterval(() => run(() => deliver(system, gateway)), DELIVER_EVERY_MS)]),
  ];
  for (const timer of timers) timer.unref();
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await last;
    },
  };
}
