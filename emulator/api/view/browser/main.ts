/**
 * The page: which twin is shown, what can be done to it, and what happens.
 */
import { CardView } from './card.js';
import { attempt, element, made, say } from './elements.js';
import { PastView } from './past.js';
import { type ShownFrame, server, type Twin } from './server.js';
import { SheetView } from './sheet.js';

const MAXIMUM_EVENTS = 200;

const chooser = element('twin', HTMLSelectElement);
const cardPart = element('card', HTMLElement);
const events = element('events', HTMLOListElement);

let twins: readonly Twin[] = [];
const card = new CardView(() => past.show(chooser.value));
const sheet = new SheetView();
const past = new PastView((twin) => attempt(() => list(twin.id)));

/** @param id the twin that is to be shown; default the one that is */
async function list(id = chooser.value): Promise<void> {
  twins = await server.twins();
  chooser.replaceChildren(
    ...twins.map((twin) => made('option', `${twin.name} (${twin.profile})`, { value: twin.id })),
  );
  if (twins.some((twin) => twin.id === id)) chooser.value = id;
  show();
}

function show(): void {
  const twin = twins.find((one) => one.id === chooser.value);
  cardPart.hidden = twin?.kind !== 'dsc-plus';
  sheet.show(twin?.kind === 'security-code-card' ? twin.id : null);
  element('response', HTMLElement).textContent = '';
  element('remove', HTMLButtonElement).disabled = twin === undefined;
  if (twin?.kind !== 'dsc-plus') return;
  card.show(twin.id);
  past.show(twin.id);
}

function heard(id: string, frame: ShownFrame): void {
  const name = twins.find((twin) => twin.id === id)?.name ?? id;
  const faults = frame.faults === undefined ? '' : ` (${frame.faults.join(', ')})`;
  events.prepend(made('li', `${name} #${frame.number} ${frame.text === '' ? 'off' : frame.text}${faults}`));
  while (events.childElementCount > MAXIMUM_EVENTS) events.lastElementChild?.remove();
  if (id === chooser.value) card.heard(frame);
}

function onClick(id: string, act: () => void): void {
  element(id, HTMLButtonElement).addEventListener('click', act);
}

function listenToCard(): void {
  onClick('second', () => card.step((id) => server.advance(id, 1000)));
  onClick('half-minute', () => card.step((id) => server.advance(id, 30_000)));
  onClick('cut', () => card.step((id) => server.cutPower(id)));
  onClick('wrong', () => card.step((id) => server.faults(id, { nextResponse: 'wrong' })));
  onClick('swapped', () => card.step((id) => server.faults(id, { nextResponse: 'swapped' })));
  onClick('sound', () =>
    card.step((id) =>
      server.faults(id, {
        ...{ nextResponse: null, deadSegments: [], stuckKey: null },
        ...{ bouncingKey: null, slowMs: 0, clockDriftPpm: 0 },
      }),
    ),
  );
  onClick('show-response', () =>
    attempt(async () => {
      const response = await server.response(chooser.value);
      element('response', HTMLElement).textContent = response ?? 'none is shown';
    }),
  );
}

chooser.addEventListener('change', show);
onClick('remove', () =>
  attempt(async () => {
    await server.remove(chooser.value);
    await list('');
  }),
);
element('new', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const { value, selectedOptions } = element('profile', HTMLSelectElement);
  attempt(async () => list((await server.make(selectedOptions[0]?.dataset.kind, value)).id));
});
listenToCard();
server.listen(heard, (isLost) => say(isLost ? 'The server does not answer.' : ''));
attempt(() => list());
