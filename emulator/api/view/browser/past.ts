/**
 * The slider through all that has come to a card, and the way that goes on from there.
 */

import { showPicture } from './card.js';
import { attempt, element } from './elements.js';
import { server, type Twin } from './server.js';

export class PastView {
  readonly #slider = element('position', HTMLInputElement);
  readonly #words = element('past', HTMLElement);
  readonly #picture = element('past-picture', HTMLElement);
  #id: string | null = null;

  /** @param branched called with the twin that goes on from a point */
  constructor(branched: (twin: Twin) => void) {
    this.#slider.addEventListener('input', () => this.#look(Number(this.#slider.value)));
    element('branch', HTMLButtonElement).addEventListener('click', () => {
      const id = this.#id;
      if (id !== null) attempt(async () => branched(await server.branch(id, Number(this.#slider.value))));
    });
  }

  /** Shows the newest point of a twin. */
  show(id: string): void {
    this.#id = id;
    attempt(async () => {
      const { length } = await server.past(id, 0);
      if (id !== this.#id) return;
      this.#slider.max = String(length);
      this.#slider.value = String(length);
      this.#look(length);
    });
  }

  #look(position: number): void {
    const id = this.#id;
    if (id === null) return;
    attempt(async () => {
      const [point, svg] = await Promise.all([server.past(id, position), server.pastPicture(id, position)]);
      if (id !== this.#id || Number(this.#slider.value) !== position) return;
      const { input, state, frame, length } = point;
      const text = `${position} of ${length}: ${input ?? 'before the first input'}; ${state}, frame ${frame.number}`;
      this.#words.textContent = text;
      this.#slider.setAttribute('aria-valuetext', text);
      showPicture(this.#picture, svg);
    });
  }
}
