/**
 * What a bench does with a card, drawn from a seed: logins with a wrong PIN now and then, data short and long,
 * chained commands, the flash read and written. Keeps the card away from its lock, because a locked card answers
 * everything alike.
 */

import { quickNumbers } from '../../emulator/faults/quick-numbers.js';
import { type LineNoise, NO_NOISE } from '../../emulator/simulation/index.js';
import { type CardState, type Exchange, TRIES } from './link-card-model.js';

/** A share of bytes, in per cent: a third each dropped, doubled and changed. */
export function percentOfBytes(percent: number): Pick<LineNoise, 'dropped' | 'doubled' | 'changed'> {
  const share = percent / 300;
  return { dropped: share, doubled: share, changed: share };
}

/** A line that spoils so many per cent of bytes; besides, bytes come in pieces, and now and then late. */
export function lineNoise(percent: number): LineNoise {
  if (percent === 0) return NO_NOISE;
  return { ...percentOfBytes(percent), split: 0.01, delayed: 0.0002, maximumDelayMs: 100 };
}

export class Workload {
  readonly #number: () => number;
  /** After an outcome that is not known the card is asked what came of it. */
  #questions: Exchange[] = [];

  constructor(seed: string | number) {
    this.#number = quickNumbers(seed, 'workload');
  }

  /** The host does not know what came of a command. */
  findOut(): void {
    this.#questions = [
      { kind: 'selectDscPlus' },
      { kind: 'getData', name: 'triesLeft' },
      { kind: 'getData', name: 'counter' },
    ];
  }

  /** @param state as the model has it; the flash page that is not in use begins at `freePage` */
  next(state: CardState, freePage: () => number): Exchange {
    const question = this.#questions.shift();
    if (question !== undefined) return question;
    if (state.selected === 'bench') return this.#onBench(freePage);
    if (state.verified && this.#oneIn(10) < 8) return this.#respond();
    const draw = this.#oneIn(100);
    if (draw < 45) return { kind: 'verifyRight' };
    // One of these may be carried out without being answered; two more must not lock the card.
    if (draw < 60) return state.triesUsed < TRIES - 2 ? { kind: 'verifyWrong' } : { kind: 'verifyRight' };
    if (draw < 66) return this.#respond();
    if (draw < 74) return { kind: 'getData', name: 'triesLeft' };
    if (draw < 82) return { kind: 'getData', name: 'counter' };
    if (draw < 86) return { kind: 'getData', name: 'suite' };
    if (draw < 87) return { kind: 'getData', name: 'certificate' };
    if (draw < 92) return { kind: 'selectDscPlus' };
    if (draw < 94) return { kind: 'selectUnknown' };
    if (draw < 95) return { kind: 'tooMuchData', bytes: 248 + this.#oneIn(300) };
    return { kind: 'selectBench' };
  }

  #onBench(freePage: () => number): Exchange {
    const draw = this.#oneIn(20);
    if (draw < 8) return { kind: 'selectDscPlus' };
    if (draw < 10) return { kind: 'getData', name: 'counter' };
    if (draw < 18) return { kind: 'readFlash', offset: this.#oneIn(1024), length: 1 + this.#oneIn(96) };
    if (draw < 19) return { kind: 'readFlash', offset: this.#oneIn(1024), length: 250 + this.#oneIn(300) };
    const bytes = Uint8Array.from({ length: 1 + this.#oneIn(320) }, () => this.#number() & 0xff);
    return { kind: 'writeFlash', offset: freePage() + 64 + this.#oneIn(500), bytes };
  }

  #respond(): Exchange {
    return { kind: 'respond', challenge: String(this.#oneIn(1_000_000)).padStart(6, '0') };
  }

  #oneIn(count: number): number {
    return this.#number() % count;
  }
}
