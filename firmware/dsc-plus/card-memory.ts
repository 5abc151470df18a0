/**
 * The card's memory at work: the PIN and its tries, the counter, the unlock question, the keys.
 *
 * Both doors to the card, keypad and wire, go through here, so it asks itself at each call whether the card is
 * locked or dead: the other door may have made it so. Promises: a PIN try is on flash before the PIN is
 * compared, an unlock try likewise; a counter is on flash before its response is returned; neither goes back
 * (the counter starts again behind 2^64 - 1); a replaced PIN and a wiped key are gone from the chip when the
 * call returns. Comparisons take the same time wherever the difference is. Does not know whether a PIN was
 * verified before `setPin` or `respond`: that is each door's session.
 */
import type { Board } from '../board.js';
import { assert } from '../error.js';
import { Ocra, type OcraMode } from '../oath/ocra.js';
import { parseSuite, type Suite } from '../oath/suite.js';
import { sameSecret } from '../secret-text.js';
import { Journal } from '../storage/journal.js';
import {
  DSC_PLUS_RECORD,
  type DscPlusContents,
  encodeCounter,
  encodePin,
  encodeTries,
  encodeUnlock,
  readDscPlusRecords,
  WIPE,
} from '../token-file/dsc-plus-records.js';
import type { DscPlusProfile } from './profile.js';
import { checkStoredCard } from './stored-card.js';
import { isWeakPin } from './weak-pin.js';

export type PinVerdict =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'refused'; readonly triesLeft: number }
  | { readonly verdict: 'locked' }
  | { readonly verdict: 'dead' };

export type UnlockVerdict =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'refused'; readonly triesLeft: number }
  | { readonly verdict: 'notAsked' }
  | { readonly verdict: 'dead' };

export type SetPinVerdict = { readonly verdict: 'stored' | 'weak' | 'locked' | 'dead' };

/** What whoever sets a new PIN has proved: the old PIN, or the right answer to a locked card's question. */
export type PinProof = 'oldPin' | 'unlockAnswer';

export type ResponseVerdict =
  | { readonly verdict: 'responded'; readonly response: string }
  | { readonly verdict: 'locked' }
  | { readonly verdict: 'dead' };

/** Wrong PINs that are still allowed; none on a dead card, null on a card with a soft PIN. */
export function triesLeft({ pin }: DscPlusProfile, { dead, triesUsed }: DscPlusContents): number | null {
  if (pin.check === 'soft') return null;
  return dead ? 0 : Math.max(0, pin.tries - triesUsed);
}

export class CardMemory {
  readonly #board: Board;
  readonly #profile: DscPlusProfile;
  readonly #suite: Suite;
  readonly #journal: Journal;
  #contents: DscPlusContents;

  /**
   * Mounts the flash: counts an activation, repairs what a power cut left, and finishes a wipe that was due.
   *
   * @param open `Journal.resume` for a card that goes on from where it was
   * @throws TokentwinError FLASH_DAMAGED, also when the flash holds another card than the profile describes
   */
  constructor(board: Board, profile: DscPlusProfile, suite: Suite, open = Journal.mount) {
    this.#board = board;
    this.#profile = profile;
    this.#suite = suite;
    this.#journal = open(board.flash);
    this.#contents = this.#read();
    checkStoredCard(profile, this.#contents);
    if (this.#wipeIsDue) this.#wipe();
  }

  get contents(): DscPlusContents {
    return this.#contents;
  }

  /** How often the card was switched on, this time included. */
  get activations(): number {
    return this.#journal.mounts;
  }

  get condition(): 'ready' | 'locked' | 'dead' {
    if (this.#contents.dead) return 'dead';
    return triesLeft(this.#profile, this.#contents) === 0 ? 'locked' : 'ready';
  }

  /** Compares a PIN with the card's; a soft PIN is taken as it is. */
  verifyPin(pin: string): PinVerdict {
    const { pin: expected, pinGeneration, triesUsed } = this.#contents;
    if (this.condition !== 'ready') return { verdict: this.condition };
    if (this.#profile.pin.check === 'soft') return { verdict: 'accepted' };
    assert(expected !== null, 'a card that checks its PIN has one until it is dead');
    this.#writeTries(pinGeneration, triesUsed + 1);
    if (sameSecret(pin, expected)) {
      this.#writeTries(pinGeneration, 0);
      return { verdict: 'accepted' };
    }
    const left = triesLeft(this.#profile, this.#contents) ?? 0;
    return left === 0 ? { verdict: 'locked' } : { verdict: 'refused', triesLeft: left };
  }

  /**
   * Stores a new PIN; tries and unlock question are void with the old one.
   *
   * @param pin digits of the profile's length
   * @returns `weak` when the profile refuses it, `locked` when the card has locked since the old PIN was proved,
   *   `dead` when there is no card left to have a PIN
   */
  setPin(pin: string, proof: PinProof): SetPinVerdict {
    const policy = this.#profile.pin;
    assert(
      policy.check === 'card' && pin.length === policy.digits && /^[0-9]+$/.test(pin),
      'a PIN is checked before',
    );
    const { condition } = this;
    if (condition === 'dead' || (condition === 'locked' && proof === 'oldPin')) return { verdict: condition };
    if (policy.refuseWeak && isWeakPin(pin)) return { verdict: 'weak' };
    const generation = (this.#contents.pinGeneration + 1) & 0xffff;
    this.#journal.rewrite(
      new Map<number, Uint8Array | null>([
        [DSC_PLUS_RECORD.pin, encodePin(generation, pin)],
        [DSC_PLUS_RECORD.tries, null],
        [DSC_PLUS_RECORD.unlock, null],
      ]),
    );
    this.#contents = this.#read();
    return { verdict: 'stored' };
  }

  /**
   * The question of a locked card; drawn once and kept until a new PIN is set, also over power-off. Values
   * that 16 divides are skipped: their OCRA input has a twin (reference/standards, section 1).
   */
  unlockQuestion(): string {
    const known = this.#contents.unlock?.question;
    if (known !== undefined) return known;
    const { length, suite } = this.#unlockFormat();
    let question: string;
    do {
      question = Array.from(this.#board.random(length * 2), (byte) => byte)
        .filter((byte) => byte < 250)
        .map((byte) => String(byte % 10))
        .join('')
        .slice(0, length);
    } while (question.length < length || (suite.question.format === 'N' && BigInt(question) % 16n === 0n));
    this.#writeUnlock(0, question);
    return question;
  }

  /**
   * Compares an answer to the unlock question; the last wrong one wipes the card.
   *
   * @param asked the question that the answer is to, where it may be an earlier one: the other door may have unlocked
   *   the card, and it has locked again since
   * @returns `notAsked`, at no cost, when the card is not locked, or asks another question by now
   */
  checkUnlockAnswer(answer: string, asked = this.#contents.unlock?.question): UnlockVerdict {
    assert(this.#profile.pin.check === 'card', 'only a card that checks its PIN is unlocked');
    if (this.condition !== 'locked') return { verdict: this.condition === 'dead' ? 'dead' : 'notAsked' };
    const question = this.unlockQuestion();
    if (asked !== undefined && asked !== question) return { verdict: 'notAsked' };
    const { unlockKey, unlock } = this.#contents;
    assert(unlockKey !== null, 'a card that can lock has an unlock key until it is dead');
    const used = (unlock?.triesUsed ?? 0) + 1;
    this.#writeUnlock(used, question);
    const expected = new Ocra(this.#unlockFormat().suite, unlockKey).respondLast({ question });
    if (sameSecret(answer, expected)) {
      this.#writeUnlock(used - 1, question);
      return { verdict: 'accepted' };
    }
    if (!this.#wipeIsDue) return { verdict: 'refused', triesLeft: this.#profile.pin.unlockTries - used };
    this.#wipe();
    return { verdict: 'dead' };
  }

  /**
   * The response to a challenge.
   *
   * @param question in the format of the profile's suite
   * @param pin as typed, verified before on a card that checks it
   * @param at virtual time in Unix milliseconds, for a suite with a time step
   * @param mode mutual: the question is that of the server and that of the card joined (RFC 6287 section 7.2)
   * @throws TokentwinError OCRA_QUESTION_… when the question does not suit
   */
  respond(question: string, pin: string, at: number, mode: OcraMode = 'one-way'): ResponseVerdict {
    const { key, counter } = this.#contents;
    if (this.condition !== 'ready') return { verdict: this.condition };
    assert(key !== null, 'a card has its key until it is dead');
    const response = new Ocra(this.#suite, key).respondLast(
      {
        question,
        ...(this.#suite.counter && { counter }),
        ...(this.#suite.pinHash !== null && { pin }),
        ...(this.#suite.timeStepSeconds !== null && { time: Math.floor(at / 1000) }),
      },
      mode,
    );
    // Only now, so that a question which is refused uses up no counter.
    if (this.#suite.counter) {
      const next = (counter + 1n) & 0xffff_ffff_ffff_ffffn;
      this.#journal.append(DSC_PLUS_RECORD.counter, encodeCounter(next));
      this.#contents = { ...this.#contents, counter: next };
    }
    return { verdict: 'responded', response: this.#board.computed?.(response) ?? response };
  }

  /**
   * Compares what a server answered to the card's question (RFC 6287 section 7.2).
   *
   * @param questions the card's question, then the server's
   * @param at virtual time in Unix milliseconds
   * @throws TokentwinError OCRA_QUESTION_… when the questions do not suit
   */
  isServerResponse(questions: string, response: string, at: number): boolean {
    assert(this.#profile.wire.authentication === 'mutual', 'only a mutual card has a server to check');
    const { key } = this.#contents;
    if (this.condition !== 'ready' || key === null) return false;
    const expected = new Ocra(this.#suite, key).respondLast(
      {
        question: questions,
        ...(this.#suite.timeStepSeconds !== null && { time: Math.floor(at / 1000) }),
      },
      'mutual',
    );
    return sameSecret(response, expected);
  }

  /** Are all unlock tries on flash as used? */
  get #wipeIsDue(): boolean {
    const { pin } = this.#profile;
    return pin.check === 'card' && (this.#contents.unlock?.triesUsed ?? 0) >= pin.unlockTries;
  }

  #wipe(): void {
    this.#journal.rewrite(WIPE);
    this.#contents = this.#read();
  }

  #unlockFormat(): { suite: Suite; length: number } {
    assert(this.#profile.pin.check === 'card', 'only a card that checks its PIN has an unlock suite');
    const suite = parseSuite(this.#profile.pin.unlockSuite);
    return { suite, length: suite.question.maximumLength };
  }

  #writeTries(generation: number, triesUsed: number): void {
    this.#journal.append(DSC_PLUS_RECORD.tries, encodeTries(generation, triesUsed));
    this.#contents = { ...this.#contents, triesUsed };
  }

  #writeUnlock(triesUsed: number, question: string): void {
    const { pinGeneration } = this.#contents;
    this.#journal.append(DSC_PLUS_RECORD.unlock, encodeUnlock(pinGeneration, triesUsed, question));
    this.#contents = { ...this.#contents, unlock: { triesUsed, question } };
  }

  #read(): DscPlusContents {
    return readDscPlusRecords((type) => this.#journal.get(type));
  }
}
