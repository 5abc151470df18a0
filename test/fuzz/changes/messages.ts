/**
 * Changes to a series of messages: which there are, in which order, and one of them as bytes.
 */
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';
import { changeBytes } from './bytes.js';

/** No series grows beyond this by changes alone. */
const MAXIMUM_MESSAGES = 200;

function otherMessage(draws: Draws, pool: readonly Input[]): Uint8Array {
  return draws.pick(draws.pick(pool)) ?? new Uint8Array(0);
}

const changeOne: Change = (draws, input, pool) => {
  if (input.length === 0) return [otherMessage(draws, pool)];
  const at = draws.below(input.length);
  return input.with(at, changeBytes(draws, input[at] as Uint8Array, otherMessage(draws, pool)));
};

const remove: Change = (draws, input) => {
  const at = draws.below(Math.max(1, input.length));
  return input.toSpliced(at, 1 + (draws.onceIn(4) ? draws.below(4) : 0));
};

const repeat: Change = (draws, input) => {
  if (input.length === 0) return input;
  const at = draws.below(input.length);
  const message = input[at] as Uint8Array;
  const times = draws.onceIn(6) ? 1 + draws.below(30) : 1;
  return input.toSpliced(at, 0, ...new Array<Uint8Array>(times).fill(message));
};

const swap: Change = (draws, input) => {
  if (input.length < 2) return input;
  const [one, other] = [draws.below(input.length), draws.below(input.length)];
  return input.with(one, input[other] as Uint8Array).with(other, input[one] as Uint8Array);
};

const insertOther: Change = (draws, input, pool) =>
  input.toSpliced(draws.below(input.length + 1), 0, otherMessage(draws, pool));

const spliceSeries: Change = (draws, input, pool) => {
  const other = draws.pick(pool);
  return [...input.slice(0, draws.below(input.length + 1)), ...other.slice(draws.below(other.length + 1))];
};

/** Two messages that come as one, or one that comes as two. */
const regroup: Change = (draws, input) => {
  if (input.length === 0) return input;
  const at = draws.below(input.length);
  const message = input[at] as Uint8Array;
  const next = input[at + 1];
  if (next !== undefined && draws.onceIn(2))
    return input.toSpliced(at, 2, new Uint8Array([...message, ...next]));
  const cut = draws.below(message.length + 1);
  return input.toSpliced(at, 1, message.slice(0, cut), message.slice(cut));
};

const CHANGES: readonly Change[] = [
  ...[changeOne, changeOne, changeOne, changeOne, changeOne],
  ...[remove, repeat, swap, insertOther, spliceSeries, regroup],
];

export const changeMessages: Change = (draws, input, pool) =>
  draws.pick(CHANGES)(draws, input, pool).slice(0, MAXIMUM_MESSAGES);
