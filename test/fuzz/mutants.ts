/**
 * The inputs of a target by number: first its corpus as it is, then changed ones without end.
 *
 * Promises that an input depends on the seed, the target, its corpus and its number alone. Changes nothing in
 * the corpus.
 */
import { changeJson } from './changes/json.js';
import { changeMessages } from './changes/messages.js';
import { changeText } from './changes/text.js';
import { Draws, numberOf } from './draws.js';
import type { Change, Form, FuzzTarget, Input } from './target.js';

const GENERAL: Readonly<Record<Form, Change>> = {
  messages: changeMessages,
  text: changeText,
  json: changeJson,
};

/** Changes to one input; most have few, so that they come far. */
function drawRounds(draws: Draws): number {
  let rounds = 1;
  while (rounds < 8 && draws.onceIn(2)) rounds += 1;
  return rounds;
}

/** Input number `index`, from 0. */
export function inputAt(target: FuzzTarget, corpus: readonly Input[], seed: number, index: number): Input {
  const plain = corpus[index];
  if (plain !== undefined) return plain;
  const draws = new Draws(seed, numberOf(target.name), index);
  const { form, changes = [], mend } = target;
  let input = draws.pick(corpus);
  for (let rounds = drawRounds(draws); rounds > 0; rounds -= 1) {
    const change = changes.length > 0 && draws.onceIn(2) ? draws.pick(changes) : GENERAL[form];
    input = change(draws, input, corpus);
  }
  return mend === undefined || draws.onceIn(5) ? input : mend(draws, input);
}
