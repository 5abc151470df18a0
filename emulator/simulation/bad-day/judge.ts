/**
 * Whether an exchange of a bad day is in order: the card is in a state that what was tried can have left, nothing
 * was carried out twice, a response that was given is right and its counter was never used before.
 *
 * What the card keeps is read from the twin itself, never from the driver.
 */
import { type Attempt, type CardRules, type Kept, rightResponse, sameKept, wayOf } from './model.js';

/** How an attempt ended, as far as its maker knows. */
export type Ending =
  /** Carried out, once and wholly. */
  | { readonly known: 'done'; readonly response?: string }
  /** Not carried out at all. */
  | { readonly known: 'not done' }
  /** Anything between both. */
  | { readonly known: 'nothing'; readonly response?: string };

export interface Tried {
  readonly attempt: Attempt;
  readonly ending: Ending;
  /** The command APDU, where it came by the line. */
  readonly command?: Uint8Array;
}

/** The states that a card can be in after what was tried, beginning from one. */
function statesAfter(rules: CardRules, before: Kept, tried: readonly Tried[]): readonly Kept[] {
  return tried.reduce<readonly Kept[]>(
    (states, { attempt, ending }) => {
      const next = states.flatMap((state) => {
        const way = wayOf(rules, state, attempt);
        if (ending.known === 'done') return way.slice(-1);
        return ending.known === 'not done' ? way.slice(0, 1) : way;
      });
      return next.filter((state, index) => next.findIndex((other) => sameKept(state, other)) === index);
    },
    [before],
  );
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Commands that were carried out more often than they were sent, or without being sent. */
function wronglyExecuted(executed: readonly Uint8Array[], tried: readonly Tried[]): number {
  const sent = tried.flatMap(({ command }) => (command === undefined ? [] : [command]));
  const left = [...sent];
  let wrong = 0;
  for (const command of executed) {
    const at = left.findIndex((one) => isSame(one, command));
    if (at === -1) wrong += 1;
    else left.splice(at, 1);
  }
  return wrong;
}

export class BadDayJudge {
  readonly #rules: CardRules;
  /** Counters whose response somebody has seen. */
  readonly #shownCounters = new Set<bigint>();

  constructor(rules: CardRules) {
    this.#rules = rules;
  }

  /** @returns what is not in order; empty if all is */
  complaints(before: Kept, after: Kept, tried: readonly Tried[], executed: readonly Uint8Array[]): string[] {
    const found: string[] = [];
    if (!statesAfter(this.#rules, before, tried).some((state) => sameKept(state, after)))
      found.push(
        `the card went ${this.#change(before, after)} by ${tried.map(({ attempt }) => attempt.what).join(', ')}`,
      );
    const wrong = wronglyExecuted(executed, tried);
    if (wrong > 0) found.push(`${wrong} commands were carried out that were not sent, or not so often`);
    for (const { attempt, ending } of tried) {
      if (attempt.what !== 'respond' || ending.known === 'not done' || ending.response === undefined)
        continue;
      if (!this.#isRight(attempt, ending.response, before, after))
        found.push('a response is not that of a counter which was used up for it');
    }
    return found;
  }

  #isRight(
    { challenge, pin }: Extract<Attempt, { what: 'respond' }>,
    response: string,
    before: Kept,
    after: Kept,
  ): boolean {
    if (!this.#rules.suite.includes(':C-'))
      return response === rightResponse(this.#rules, challenge, pin, 0n);
    for (let { counter } = before; counter < after.counter; counter += 1n) {
      if (
        this.#shownCounters.has(counter) ||
        rightResponse(this.#rules, challenge, pin, counter) !== response
      )
        continue;
      this.#shownCounters.add(counter);
      return true;
    }
    return false;
  }

  /** What changed, without secrets. */
  #change(before: Kept, after: Kept): string {
    const changes = [
      before.pin === after.pin ? '' : 'to another PIN',
      before.triesUsed === after.triesUsed ? '' : `from ${before.triesUsed} to ${after.triesUsed} tries used`,
      before.answersUsed === after.answersUsed
        ? ''
        : `from ${before.answersUsed} to ${after.answersUsed} answers used`,
      before.counter === after.counter ? '' : `from counter ${before.counter} to ${after.counter}`,
      before.dead === after.dead ? '' : 'dead',
    ].filter((text) => text !== '');
    return changes.length === 0 ? 'nowhere' : changes.join(', ');
  }
}
