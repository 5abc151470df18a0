/**
 * What can be wrong with the print of a code card, on purpose: so that a test sees what its login does with a person
 * who cannot read a code, or reads a wrong one.
 *
 * Pure: a card in, the card as it is printed out. The codes that the verifier knows are those of the card without
 * faults.
 */
import { type CodeCard, checkIndex } from '../../firmware/code-card/code-card.js';

export interface PrintFaults {
  /** Index numbers whose code cannot be read: it is `???`. */
  readonly smudged?: readonly number[];
  /** Index numbers beside which another code stands than the right one. */
  readonly misprinted?: readonly number[];
}

const SMUDGE = '???';

/** The next code on the card that is another one; a card of equal codes has none, and is smudged there. */
function otherCode({ codes }: CodeCard, index: number): string {
  const right = codes[index - 1];
  const following = [...codes.slice(index), ...codes.slice(0, index - 1)];
  return following.find((code) => code !== right) ?? SMUDGE;
}

/** The faults in words, as they may stand on a screen. */
export function printFaultsInWords({ smudged = [], misprinted = [] }: PrintFaults): readonly string[] {
  return [...smudged.map((index) => `${index} smudged`), ...misprinted.map((index) => `${index} misprinted`)];
}

/**
 * The card as it is printed. An index number that is both smudged and misprinted cannot be read.
 *
 * @throws TokentwinError CARD_INDEX
 */
export function printedWith(card: CodeCard, { smudged = [], misprinted = [] }: PrintFaults): CodeCard {
  if (smudged.length + misprinted.length === 0) return card;
  const codes = [...card.codes];
  for (const index of [...smudged, ...misprinted]) checkIndex(index);
  for (const index of misprinted) codes[index - 1] = otherCode(card, index);
  for (const index of smudged) codes[index - 1] = SMUDGE;
  return { ...card, codes };
}
