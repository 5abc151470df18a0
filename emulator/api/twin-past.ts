/**
 * What has come to a twin, for who steps back in it: the card as it was at any point, and another twin that goes on
 * from there.
 *
 * It ends where something comes that is not recorded: a command by the card's contacts, or by a reader.
 */
import { TokentwinError } from '../../firmware/error.js';
import { History } from '../recording/history.js';
import { inputInWords } from '../recording/input-words.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import { type ShownFrame, shownFrame } from './shown-frame.js';

/** Inputs that are kept; each takes some hundred bytes. */
const LIMIT = 10_000;

export interface PastPoint {
  readonly position: number;
  readonly length: number;
  /** Earlier inputs, which cannot be gone back to any more. */
  readonly folded: number;
  readonly isOver: boolean;
  /** The input that led here, in words that do not say which digit was typed. */
  readonly input: string | null;
  readonly state: string;
  readonly frame: ShownFrame;
}

function withoutDigit(words: string): string {
  return words.replace(/^[0-9](?= )/, 'a digit');
}

export class TwinPast {
  readonly #history: History | null;
  readonly #showSecrets: boolean;

  constructor(twin: DscPlus, showSecrets: boolean) {
    this.#history = twin.snapshot() === null ? null : new History(twin, null, LIMIT);
    this.#showSecrets = showSecrets;
  }

  /** Something comes that is not recorded. */
  end(): void {
    this.#history?.end();
  }

  /** @throws TokentwinError API_PAST */
  at(position: number): PastPoint {
    const history = this.#checked(position);
    const twin = history.visit(position);
    const past = history.inputBefore(position);
    const words = past === null ? null : inputInWords(past.input);
    const { length, folded, isOver } = history;
    return {
      ...{ position, length, folded, isOver },
      input: words === null || this.#showSecrets ? words : withoutDigit(words),
      state: twin.status().state,
      frame: shownFrame(twin.frame, twin.profile.display.segments, this.#showSecrets),
    };
  }

  /** A twin of its own that goes on from a point. @throws TokentwinError API_PAST */
  branch(position: number): DscPlus {
    return this.#checked(position).visit(position);
  }

  #checked(position: number): History {
    if (this.#history === null)
      throw new TokentwinError(
        'API_PAST',
        'What comes to this card is not recorded: a reader has given it power.',
      );
    if (position > this.#history.length)
      throw new TokentwinError('API_PAST', `The past of the card has ${this.#history.length} inputs.`);
    return this.#history;
  }
}
