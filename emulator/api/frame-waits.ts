/**
 * Requests that wait for a frame of one twin.
 *
 * Promises: nobody polls; a wait ends with the frame, with the refusal that the twin's end is told by, or when who
 * waits has gone away. There are never more than the quota that all twins share.
 */
import type { Quota } from './quota.js';
import type { ShownFrame } from './shown-frame.js';

export interface FrameCondition {
  /** The frame's number is above it. */
  readonly after?: number | undefined;
  /** The frame shows this, as the API shows it. */
  readonly text?: string | undefined;
}

interface Waiter {
  readonly condition: FrameCondition;
  readonly resolve: (frame: ShownFrame) => void;
  readonly reject: (error: unknown) => void;
}

export function meets({ number, text }: ShownFrame, condition: FrameCondition): boolean {
  const { after = 0, text: wanted = text } = condition;
  return number > after && text === wanted;
}

export class FrameWaits {
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly quota: Quota) {}

  get isEmpty(): boolean {
    return this.#waiters.size === 0;
  }

  /** @throws TokentwinError API_LIMIT, and what `end` was given; the signal's reason when that is aborted */
  wait(condition: FrameCondition, signal: AbortSignal): Promise<ShownFrame> {
    this.quota.take();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', onAbort);
        this.quota.giveBack();
      };
      const waiter: Waiter = {
        condition,
        resolve: (frame) => {
          leave();
          resolve(frame);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = () => waiter.reject(signal.reason);
      this.#waiters.add(waiter);
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
    });
  }

  /** A frame has come. */
  shown(frame: ShownFrame): void {
    for (const waiter of this.#waiters) if (meets(frame, waiter.condition)) waiter.resolve(frame);
  }

  /** No frame will come any more. */
  end(error: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error);
  }
}
