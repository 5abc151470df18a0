/**
 * A DSC+ as a picture, with a button over every key: a click presses, a long one holds, and the keyboard does both.
 *
 * The server draws the picture. Keys go one after the other, each when the one before has settled.
 */
import { attempt, element, made } from './elements.js';
import { type ShownFrame, server } from './server.js';

/** From this long on a key counts as held. */
const HOLD_MS = 600;
/** How long a key is held by the keyboard, with Shift. */
const SHIFT_HOLD_MS = 2500;

const NAMES: Readonly<Record<string, string>> = { power: 'power', back: 'back', ok: 'OK' };

let going: Promise<void> = Promise.resolve();

/** One step after the other, whoever asks. */
function inOrder(act: () => Promise<void>): void {
  going = going.then(act, act);
  attempt(() => going);
}

/** Puts a picture of the server into the page. It is the server's own, and has no script. */
export function showPicture(place: HTMLElement, svg: string): SVGSVGElement | null {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  place.replaceChildren(document.importNode(parsed, true));
  const drawn = place.querySelector('svg');
  drawn?.removeAttribute('width');
  drawn?.removeAttribute('height');
  drawn?.setAttribute('aria-hidden', 'true');
  return drawn;
}

export class CardView {
  readonly #picture = element('picture', HTMLElement);
  readonly #keys = element('keys', HTMLElement);
  readonly #display = element('display', HTMLElement);
  #id: string | null = null;
  #shown = -1;

  /** @param stepped called when a key or anything else has brought the card on */
  constructor(private readonly stepped: () => void) {}

  show(id: string): void {
    this.#id = id;
    this.#shown = -1;
    this.#keys.replaceChildren();
    inOrder(() => this.#draw());
  }

  /** A frame has come, by this page or by anybody. */
  heard(frame: ShownFrame): void {
    if (frame.number === this.#shown) return;
    inOrder(() => this.#draw());
  }

  /** Does something to the card, and shows what came of it. */
  step(act: (id: string) => Promise<ShownFrame>): void {
    const id = this.#id;
    if (id === null) return;
    inOrder(async () => {
      await act(id);
      await this.#draw();
      this.stepped();
    });
  }

  async #draw(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    const [svg, frame] = await Promise.all([server.picture(id), server.frame(id)]);
    if (id !== this.#id) return;
    this.#shown = frame.number;
    const drawn = showPicture(this.#picture, svg);
    if (drawn !== null && this.#keys.childElementCount === 0) this.#makeKeys(drawn);
    const faults = frame.faults === undefined ? '' : ` (${frame.faults.join(', ')})`;
    this.#display.textContent = `${frame.text === '' ? 'off' : frame.text}${faults}`;
  }

  /** A button over every key of the picture, in the order in which they are drawn. */
  #makeKeys(drawn: SVGSVGElement): void {
    const { width, height } = drawn.viewBox.baseVal;
    for (const group of drawn.querySelectorAll<SVGGElement>('[data-key]')) {
      const key = group.dataset.key as string;
      const box = group.getBBox();
      const [, x = '0', y = '0'] =
        /translate\(([-0-9.]+) ([-0-9.]+)\)/.exec(group.getAttribute('transform') ?? '') ?? [];
      const button = made('button', '', { type: 'button', 'aria-label': `key ${NAMES[key] ?? key}` });
      button.style.left = `${(100 * (Number(x) + box.x)) / width}%`;
      button.style.top = `${(100 * (Number(y) + box.y)) / height}%`;
      button.style.width = `${(100 * box.width) / width}%`;
      button.style.height = `${(100 * box.height) / height}%`;
      this.#listen(button, key);
      this.#keys.append(button);
    }
  }

  #listen(button: HTMLButtonElement, key: string): void {
    let since: number | null = null;
    button.addEventListener('pointerdown', (event) => {
      if (event.button === 0) since = event.timeStamp;
    });
    button.addEventListener('click', (event) => {
      // A click of the keyboard has no pointer before it.
      const heldMs = event.detail === 0 || since === null ? 0 : event.timeStamp - since;
      since = null;
      const ms = event.shiftKey ? SHIFT_HOLD_MS : Math.round(heldMs);
      this.step((id) => server.keys(id, ms >= HOLD_MS ? { hold: key, ms } : { press: key }));
    });
  }
}
