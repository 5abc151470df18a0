/**
 * What a benchmark compares: two contestants that do the same work, and the answers that prove it.
 *
 * Promises: nobody is timed before every answer was found right. Does not measure; that is `rounds.ts`.
 */

/** Something that answers inputs, prepared so far that only the input changes. */
export interface Contestant<Input> {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  answer(input: Input): string;
}

/** An input with the answer that a standard, or other code than the contestants', gives for it. */
export type KnownAnswer<Input> = readonly [input: Input, answer: string];

/** A contestant beside its yardstick. */
export interface Match<Input> {
  /** Kept stable: stored results are compared by it. */
  readonly name: string;
  readonly contestant: Contestant<Input>;
  readonly yardstick: Contestant<Input>;
  /** What is asked over and over while the time is taken. */
  readonly inputs: readonly Input[];
  /** May be empty where nothing is published; then only the equality of both counts. */
  readonly knownAnswers: readonly KnownAnswer<Input>[];
}

/**
 * Asks both contestants every known answer and every input.
 *
 * @returns why the match is refused, or null when every answer was right
 */
export function whyRefused<Input>(match: Match<Input>): string | null {
  const { contestant, yardstick } = match;
  for (const { name, answer } of [contestant, yardstick]) {
    const wrong = match.knownAnswers.find(([input, known]) => answer(input) !== known);
    if (wrong !== undefined) return `${name} does not give the known answer for ${wrong[0]}`;
  }
  for (const input of match.inputs) {
    if (contestant.answer(input) !== yardstick.answer(input)) {
      return `${contestant.name} and ${yardstick.name} answer ${input} differently`;
    }
  }
  return null;
}
