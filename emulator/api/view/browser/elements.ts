/**
 * The elements of the page, found by their ids, and made.
 */

/** @throws Error when the page does not have it */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text: string,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const one = document.createElement(name);
  one.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) one.setAttribute(attribute, value);
  return one;
}

/** Says something to the person, also to one who hears the page. */
export function say(text: string): void {
  element('message', HTMLElement).textContent = text;
}

/** Does something for the person; a refusal is said, anything else is a fault of the page. */
export function attempt(act: () => Promise<void>): void {
  act().catch((error: unknown) => {
    say(error instanceof Error ? error.message : 'Something went wrong.');
  });
}
