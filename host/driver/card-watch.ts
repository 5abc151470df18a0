/**
 * Looks for a card at regular intervals, while somebody wants to know: a reader tells card movements only with
 * the answer to a command. Keeps no process alive.
 */

const INTERVAL_MS = 1000;

export class CardWatch {
  readonly #look: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(look: () => void) {
    this.#look = look;
  }

  set isWanted(isWanted: boolean) {
    if (isWanted === (this.#timer !== null)) return;
    if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
      return;
    }
    this.#timer = setInterval(this.#look, INTERVAL_MS);
    this.#timer.unref();
  }
}
