/**
 * One pass of a contestant over its inputs: what is timed.
 *
 * Promises: each contestant that answers one by one has a loop that no other runs in. In a loop that all share
 * V8 would meet many functions at one call, and inline none of them, as it does in a user's own loop.
 */
import type { Player } from './contestant.js';

export interface Pass {
  readonly pass: () => unknown;
  /** Runs a pass and hands out its answers. */
  answers(): readonly string[];
}

/** The lengths are summed so that no answer is useless to the compiler. */
const LOOP = `
  let characters = 0;
  for (let index = 0; index < inputs.length; index += 1) characters += answer(inputs[index]).length;
  return characters;
`;

/** @param name makes the loop's source its own, because V8 shares the code of equal sources */
export function passOver<Input>(name: string, player: Player<Input>, inputs: readonly Input[]): Pass {
  switch (player.shape) {
    case 'one': {
      const loop = new Function('answer', 'inputs', `/* ${name} */${LOOP}`);
      return {
        pass: () => loop(player.answer, inputs),
        answers: () => inputs.map((input) => player.answer(input)),
      };
    }
    case 'batch': {
      const batch = player.over(inputs);
      return {
        pass: () => batch.answerAll(),
        answers() {
          batch.answerAll();
          return batch.answers();
        },
      };
    }
  }
}
