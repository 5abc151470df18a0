/**
 * Changes to a JSON text: a value, a name, a field too many or too few; and those of any text.
 */
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';
import { changeText, EDGE_NUMBERS, inputOf, textOf } from './text.js';

const EDGE_VALUES: readonly unknown[] = [
  ...[null, true, false, '', 'a', '0', 0, 1, -1, 0.5, 1e21, 2 ** 53, -(2 ** 31)],
  ...[[], {}, [[]], [0], { a: 1 }, 'a'.repeat(300), '\u0000', '\u001b[2J', 'é', '😀'],
];

const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'a',
  '0',
  'extends',
  'kind',
  'length',
] as const;

/** So deep that a program which walks it by calling itself has no stack left; the changes here leave it alone. */
const DEEP = 100_000;
const DEEP_START = '[[[[[[[[';

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly name: string;
}

function placesIn(value: unknown, places: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const [name, content] of Object.entries(value)) {
    places.push({ holder: value as Record<string, unknown>, name });
    placesIn(content, places);
  }
  return places;
}

function valueAt({ holder, name }: Place): unknown {
  return (holder as Record<string, unknown>)[name];
}

/** As a field of its own, also where the name is that of an ancestor. */
function setAt({ holder, name }: Place, value: unknown): void {
  if (Array.isArray(holder) && !/^[0-9]+$/.test(name)) holder.push(value);
  else Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

function removeAt({ holder, name }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
}

function otherNumber(draws: Draws, value: number): number {
  if (draws.onceIn(3)) return Number(draws.pick(EDGE_NUMBERS));
  return draws.onceIn(2) ? value + draws.pick([-1, 1]) : Math.round((value * (50 + draws.below(150))) / 100);
}

/** Most often of the same kind, so that it passes the first checks. */
function otherValue(draws: Draws, value: unknown, others: readonly Place[]): unknown {
  if (draws.onceIn(8)) return draws.pick(EDGE_VALUES);
  const alike = others.map(valueAt).filter((other) => typeof other === typeof value);
  if (alike.length > 0 && draws.onceIn(2)) return draws.pick(alike);
  if (typeof value === 'number') return otherNumber(draws, value);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return draws.pick(EDGE_VALUES);
  const [changed] = changeText(draws, inputOf(value), [inputOf(value)]);
  return new TextDecoder().decode(changed);
}

function changeTree(draws: Draws, tree: unknown, other: unknown): unknown {
  const places = placesIn(tree);
  if (places.length === 0) return draws.pick(EDGE_VALUES);
  const others = placesIn(other);
  const place = draws.pick(places);
  const { holder } = place;
  switch (draws.below(16)) {
    case 0:
      removeAt(place);
      break;
    case 1:
      setAt({ holder, name: draws.pick(ODD_NAMES) }, valueAt(place));
      break;
    case 2:
      if (others.length > 0) setAt({ holder, name: draws.pick(others).name }, valueAt(draws.pick(others)));
      break;
    case 3: {
      const twin = draws.pick(places);
      const value = valueAt(twin);
      setAt(twin, structuredClone(valueAt(place)));
      setAt(place, structuredClone(value));
      break;
    }
    case 4:
      if (Array.isArray(holder))
        holder.push(...holder.slice(0, 1 + draws.below(20)).map((each) => structuredClone(each)));
      break;
    default:
      setAt(place, structuredClone(otherValue(draws, valueAt(place), others)));
  }
  return tree;
}

function parsed(input: Input): { readonly tree: unknown } | null {
  const text = textOf(input);
  if (text.includes(DEEP_START)) return null;
  try {
    return { tree: JSON.parse(text) };
  } catch {
    return null;
  }
}

export const changeJson: Change = (draws, input, pool) => {
  const read = parsed(input);
  if (read === null || draws.onceIn(8)) return changeText(draws, input, pool);
  if (draws.onceIn(1000)) return [new TextEncoder().encode('['.repeat(DEEP) + ']'.repeat(DEEP))];
  const other = parsed(draws.pick(pool));
  return inputOf(JSON.stringify(changeTree(draws, read.tree, other?.tree)) ?? 'null');
};
