/**
 * What each attempt may make of a card: every state that a loss of power can leave, in their order, from the state
 * before to that of an attempt that is done. Told from the documents (design sections 2 and 7), not from the
 * firmware; only the responses are the core's, which published vectors hold.
 */
import { Ocra } from '../../../firmware/oath/ocra.js';

/** What is on flash, as far as an attempt can change it. */
export interface Kept {
  /** null on a card that checks none. */
  readonly pin: string | null;
  readonly triesUsed: number;
  /** Wrong answers to the unlock question. */
  readonly answersUsed: number;
  readonly counter: bigint;
  readonly dead: boolean;
}

/** What somebody tried at the card. */
export type Attempt =
  | { readonly what: 'pin'; readonly pin: string }
  | { readonly what: 'respond'; readonly challenge: string; readonly pin: string }
  | { readonly what: 'changePin'; readonly from: string; readonly to: string }
  | { readonly what: 'unlock'; readonly to: string }
  /** Reads, asks or switches; changes nothing. */
  | { readonly what: 'look' };

export interface CardRules {
  readonly suite: string;
  readonly key: Uint8Array;
  /** null: any PIN is taken. */
  readonly tries: number | null;
}

export function isLocked({ tries }: CardRules, { triesUsed, dead }: Kept): boolean {
  return tries !== null && triesUsed >= tries && !dead;
}

function withPin(
  rules: CardRules,
  before: Kept,
  pin: string,
  then: (kept: Kept) => readonly Kept[],
): readonly Kept[] {
  if (rules.tries === null) return then(before);
  if (before.dead || isLocked(rules, before)) return [before];
  const spent = { ...before, triesUsed: before.triesUsed + 1 };
  if (pin !== before.pin) return [before, spent];
  return [before, spent, ...then({ ...before, triesUsed: 0 })];
}

/** The states on the way of an attempt, the first one before it. */
export function wayOf(rules: CardRules, before: Kept, attempt: Attempt): readonly Kept[] {
  switch (attempt.what) {
    case 'look':
      return [before];
    case 'pin':
      return withPin(rules, before, attempt.pin, (kept) => [kept]);
    case 'respond': {
      const usable = !before.dead && !isLocked(rules, before);
      return usable && rules.suite.includes(':C-')
        ? [before, { ...before, counter: before.counter + 1n }]
        : [before];
    }
    case 'changePin':
      return withPin(rules, before, attempt.from, (kept) => [
        kept,
        { ...kept, pin: attempt.to, answersUsed: 0 },
      ]);
    case 'unlock': {
      if (!isLocked(rules, before)) return [before];
      const spent = { ...before, answersUsed: before.answersUsed + 1 };
      return [before, spent, before, { ...before, pin: attempt.to, triesUsed: 0, answersUsed: 0 }];
    }
  }
}

/** The response that a card with this counter gives. */
export function rightResponse(
  { suite, key }: CardRules,
  challenge: string,
  pin: string,
  counter: bigint,
): string {
  const ocra = new Ocra(suite, key);
  const { pinHash, counter: hasCounter } = ocra.suite;
  return ocra.respondLast({
    question: challenge,
    ...(pinHash !== null && { pin }),
    ...(hasCounter && { counter }),
  });
}

export function sameKept(one: Kept, other: Kept): boolean {
  return (
    one.pin === other.pin &&
    one.triesUsed === other.triesUsed &&
    one.answersUsed === other.answersUsed &&
    one.counter === other.counter &&
    one.dead === other.dead
  );
}
