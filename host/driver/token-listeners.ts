/**
 * Who listens to the events of a token. What a listener throws is not caught.
 */
import { TokentwinError } from '../../firmware/error.js';
import type { TokenEvents } from './token.js';

export class TokenListeners {
  readonly #listeners: { readonly [E in keyof TokenEvents]: Set<TokenEvents[E]> } = {
    cardIn: new Set(),
    cardOut: new Set(),
    lineLost: new Set(),
    lineBack: new Set(),
  };

  /** Does anybody want to know of cards? */
  get watchCard(): boolean {
    return this.#listeners.cardIn.size + this.#listeners.cardOut.size > 0;
  }

  /** @returns a function that takes the listener away again @throws TokentwinError ARGUMENT */
  add<E extends keyof TokenEvents>(event: E, listener: TokenEvents[E]): () => void {
    if (!Object.hasOwn(this.#listeners, event)) {
      const names = Object.keys(this.#listeners).join(', ');
      throw new TokentwinError('ARGUMENT', `The events of a token are ${names}.`);
    }
    if (typeof listener !== 'function') throw new TokentwinError('ARGUMENT', 'A listener is a function.');
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  /** Listeners are called when the driver is at rest, so that they may make calls. */
  emit(event: keyof TokenEvents): void {
    for (const listener of this.#listeners[event]) queueMicrotask(listener);
  }
}
