/**
 * Challenges that this process has opened, as they were written: what an answer is judged by need not be read again.
 *
 * Promises nothing of its own: a record may have changed since, by another process. Whoever decides on one from here
 * writes only if each is still in the version that is remembered, and else decides anew on what is in the store.
 */
import type { OpenChallenge } from './store/store.js';

/** The oldest are forgotten; they are read then. */
const MOST = 20_000;

export class OpenChallenges {
  readonly #byHandle = new Map<string, OpenChallenge>();

  get(handle: string): OpenChallenge | null {
    return this.#byHandle.get(handle) ?? null;
  }

  keep(open: OpenChallenge): void {
    if (this.#byHandle.size >= MOST) {
      const [oldest] = this.#byHandle.keys();
      if (oldest !== undefined) this.#byHandle.delete(oldest);
    }
    this.#byHandle.set(open.challenge.record.handle, open);
  }

  forget(handle: string): void {
    this.#byHandle.delete(handle);
  }
}
