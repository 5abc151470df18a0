/**
 * The code card that is shown: its codes looked up, and its print made wrong.
 */
import { attempt, element, say } from './elements.js';
import { type PrintFaults, server } from './server.js';

const part = element('sheet', HTMLElement);
const values = element('values', HTMLElement);
const smudged = element('smudged', HTMLInputElement);
const misprinted = element('misprinted', HTMLInputElement);

/** The server judges whether they are index numbers. */
function numbersIn({ value }: HTMLInputElement): readonly number[] {
  return value
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map(Number);
}

function onSubmit(id: string, act: () => Promise<void>): void {
  element(id, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async () => {
      await act();
      say('');
    });
  });
}

export class SheetView {
  #twin: string | null = null;

  constructor() {
    const indices = element('indices', HTMLInputElement);
    onSubmit('lookup', async () => {
      if (this.#twin !== null) values.textContent = await server.lookUp(this.#twin, numbersIn(indices));
    });
    onSubmit('print', async () => {
      if (this.#twin === null) return;
      const faults = { smudged: numbersIn(smudged), misprinted: numbersIn(misprinted) };
      this.#fill(await server.print(this.#twin, faults));
      values.textContent = '';
    });
  }

  /** @param twin null when no code card is shown */
  show(twin: string | null): void {
    this.#twin = twin;
    part.hidden = twin === null;
    values.textContent = '';
    if (twin !== null) attempt(async () => this.#fill(await server.printFaults(twin)));
  }

  #fill(faults: PrintFaults): void {
    smudged.value = faults.smudged.join(' ');
    misprinted.value = faults.misprinted.join(' ');
  }
}
