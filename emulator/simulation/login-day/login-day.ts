/**
 * A day of logins: card, line, driver and verifier together, from one seed. What befalls card, line and driver is that of
 * a bad day; besides, the verifier is killed before or behind a write and started again, its clock is turned, and what
 * was typed is submitted more than once.
 *
 * Goals: a challenge lets in once, a response of the card and nothing else; what was acknowledged is kept over every
 * restart; a counter never goes back; when all that has stopped, the user gets in, with the help of the desk where the
 * card's counter has run away. A failure replays from its seed.
 *
 * Non-goals: the databases themselves, which are killed for real elsewhere.
 */
import { respondCommand, verifyCommand } from '../../../firmware/card/commands.js';
import { STATUS } from '../../../firmware/card/status-words.js';
import { isTokentwinError } from '../../../firmware/error.js';
import { MemoryStore } from '../../../host/sls/store/memory-store.js';
import type { Store } from '../../../host/sls/store/store.js';
import { quickNumbers } from '../../faults/quick-numbers.js';
import { stockOfDscPlus } from '../../verifier/stock-device.js';
import { drawPlan } from '../bad-day/plan.js';
import { BadDayWorld } from '../bad-day/world.js';
import { ProgramKilled } from './crashing-store.js';
import { SimulatedVerifier } from './simulated-verifier.js';

/** Of a card that stores no PIN. */
const SOFT_PIN = '8351';
const ALL_NUMBERS = 2 ** 32;
const HOUR_MS = 3_600_000;
const PLAYING_SHARE = 0.02;
/** More than the verifier looks ahead. */
const PLAYED_RESPONSES = 12;
const PLAYED_CHALLENGE = '000000';
/** The card may have used up so many counters that nobody has seen. */
const LAST_ATTEMPTS = 3;

export interface LoginDayReport {
  readonly seed: number;
  readonly logins: number;
  readonly accepted: number;
  /** Of card, line and driver. */
  readonly strikes: number;
  readonly kills: number;
  readonly clockSteps: number;
  /** Had the desk to bring the counter back into step in the end? */
  readonly resynchronised: boolean;
}

export class LoginDayFailure extends Error {
  override readonly name = 'LoginDayFailure';

  constructor(
    readonly seed: number,
    readonly login: number,
    readonly complaint: string,
  ) {
    super(`seed ${seed}, login ${login}: ${complaint}`);
  }
}

export interface LoginDayOptions {
  /** One that is broken on purpose. */
  readonly store?: Store;
}

/** What the holder types, or null when the card gave nothing that anybody saw. */
type Typed = string | null;

class LoginDay {
  readonly #plan;
  readonly #world: BadDayWorld;
  readonly #verifier: SimulatedVerifier;
  readonly #number: () => number;
  /** Failures that were acknowledged since the last success, and those that may have been written besides. */
  #failures = { sure: 0, perhaps: 0 };
  #login = 0;
  #accepted = 0;
  #kills = 0;
  #clockSteps = 0;

  constructor(
    private readonly seed: number,
    { store = new MemoryStore() }: LoginDayOptions,
  ) {
    this.#plan = drawPlan(seed);
    this.#world = new BadDayWorld(this.#plan);
    this.#verifier = new SimulatedVerifier(seed, store);
    this.#number = quickNumbers(seed, 'login day');
  }

  async run(): Promise<LoginDayReport> {
    const { twin } = this.#world;
    await this.#verifier.enrol(stockOfDscPlus(twin, SOFT_PIN));
    for (; this.#login < this.#plan.exchanges; this.#login += 1) await this.#oneLogin();
    this.#world.calm();
    const resynchronised = await this.#lastLogin();
    return {
      seed: this.seed,
      logins: this.#login,
      accepted: this.#accepted,
      strikes: this.#world.struck,
      kills: this.#kills,
      clockSteps: this.#clockSteps,
      resynchronised,
    };
  }

  #chance(share: number): boolean {
    return this.#number() / ALL_NUMBERS < share;
  }

  #complain(complaint: string): never {
    throw new LoginDayFailure(this.seed, this.#login, complaint);
  }

  async #oneLogin(): Promise<void> {
    this.#befallVerifier();
    if (this.#chance(PLAYING_SHARE)) this.#play();
    const asked = await this.#tolerant(() => this.#verifier.challenge());
    if (asked === null) return;
    const response = this.#respond(asked.question);
    const typed = this.#chance(0.2) ? '00000000' : response;
    if (typed === null) return;
    this.#befallVerifier();
    await this.#submit(asked.handle, typed, response);
  }

  /** The card by the driver: the PIN, then the challenge. */
  #respond(question: string): Typed {
    const world = this.#world;
    world.begin(this.#login);
    const pin = world.contents().pin ?? SOFT_PIN;
    const verified = world.transmit(verifyCommand(pin));
    const isVerified = verified?.type === 'done' && verified.value.at(-2) === STATUS.success >> 8;
    const outcome = isVerified ? world.transmit(respondCommand(question)) : null;
    world.end();
    if (outcome?.type !== 'done' || outcome.value.at(-2) !== STATUS.success >> 8) return null;
    return String.fromCharCode(...outcome.value.subarray(0, -2));
  }

  /** The holder tries the card out, and types its responses nowhere. */
  #play(): void {
    for (let response = 0; response < PLAYED_RESPONSES; response += 1) this.#respond(PLAYED_CHALLENGE);
  }

  /** What is typed, now and then twice at once, and again when nobody answered. */
  async #submit(handle: string, typed: string, response: Typed): Promise<void> {
    const before = (await this.#verifier.kept()).device;
    const copies = this.#chance(0.3) ? 2 : 1;
    const outcomes = await Promise.all(
      Array.from({ length: copies }, () => this.#tolerant(() => this.#answer(handle, typed))),
    );
    if (outcomes.includes(null)) outcomes.push(await this.#tolerant(() => this.#answer(handle, typed)));
    const successes = outcomes.filter((outcome) => outcome === 'accepted').length;
    if (successes > 1) this.#complain('a challenge has let in twice');
    if (successes === 1 && typed !== response) this.#complain('what the card did not say has let in');
    this.#count(outcomes);
    await this.#check(before.counter, successes === 1);
  }

  async #answer(handle: string, typed: string): Promise<'accepted' | 'refused' | 'gone'> {
    try {
      const step = await this.#verifier.system.answer(handle, typed);
      return step.step === 'session' ? 'accepted' : 'refused';
    } catch (error) {
      if (isTokentwinError(error, 'SLS_CHALLENGE')) return 'gone';
      throw error;
    }
  }

  #count(outcomes: readonly ('accepted' | 'refused' | 'gone' | null)[]): void {
    for (const outcome of outcomes) {
      if (outcome === 'refused') this.#failures.sure += 1;
      if (outcome === null) this.#failures.perhaps += 1;
    }
    if (outcomes.includes('accepted')) {
      this.#accepted += 1;
      // Whether the others were judged before or behind it is not known.
      const refused = outcomes.filter((outcome) => outcome === 'refused' || outcome === null).length;
      this.#failures = { sure: 0, perhaps: refused };
    }
  }

  async #check(counterBefore: string | null, isAccepted: boolean): Promise<void> {
    const { user, device } = await this.#verifier.kept();
    const [before, after] = [BigInt(counterBefore ?? 0), BigInt(device.counter ?? 0)];
    if (after < before) this.#complain('a counter has gone back');
    if (isAccepted && device.counter !== null && after === before)
      this.#complain('a counter has not moved by a success');
    const found = user.failuresMs.length;
    const { sure, perhaps } = this.#failures;
    // A success that nobody was told of has cleared them.
    const isCleared = perhaps > 0 && found === 0;
    if (!isCleared && (found < sure || found > sure + perhaps))
      this.#complain(`${found} failures are kept where ${sure} to ${sure + perhaps} were made`);
    this.#failures = { sure: found, perhaps: 0 };
  }

  /** @returns null when the verifier was killed; it is running again then */
  async #tolerant<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ProgramKilled)) throw error;
      this.#verifier.restart();
      return null;
    }
  }

  #befallVerifier(): void {
    if (this.#chance(0.15)) {
      this.#kills += 1;
      this.#verifier.store.killNext(this.#chance(0.5) ? 'before' : 'behind');
    }
    if (this.#chance(0.1)) {
      this.#clockSteps += 1;
      this.#verifier.nowMs += Math.round((this.#number() / ALL_NUMBERS - 0.5) * 4 * HOUR_MS);
    }
    if (this.#chance(0.1)) this.#verifier.restart();
    this.#verifier.nowMs += 1000;
  }

  /** Nothing befalls anybody any more. @returns whether the desk had to help */
  async #lastLogin(): Promise<boolean> {
    this.#verifier.restart();
    for (let attempt = 0; attempt < LAST_ATTEMPTS; attempt += 1) if (await this.#getsIn()) return false;
    if (!(await this.#isBroughtBack())) this.#complain('nobody gets in, and the desk cannot help');
    if (!(await this.#getsIn())) this.#complain('nobody gets in after the desk has helped');
    return true;
  }

  async #getsIn(): Promise<boolean> {
    const asked = await this.#tolerant(() => this.#verifier.challenge());
    const response = asked === null ? null : this.#respond(asked.question);
    if (asked === null || response === null) return false;
    return (await this.#tolerant(() => this.#answer(asked.handle, response))) === 'accepted';
  }

  /** The desk asks for two codes in a row. */
  async #isBroughtBack(): Promise<boolean> {
    const { system, deviceId } = this.#verifier;
    let step: Awaited<ReturnType<typeof system.answer>> = await system.desk.resynchronise(deviceId);
    for (let code = 0; code < 2; code += 1) {
      if (step.step !== 'answer' || step.asked.by !== 'challenge') return false;
      const response = this.#respond(step.asked.question);
      if (response === null) return false;
      step = await system.answer(step.handle, response);
    }
    return step.step === 'done';
  }
}

/**
 * Runs a day of logins.
 *
 * @param seed 0 to 2^32 - 1
 * @throws LoginDayFailure at the first login that is not in order
 */
export async function runLoginDay(seed: number, options: LoginDayOptions = {}): Promise<LoginDayReport> {
  return await new LoginDay(seed, options).run();
}
