/**
 * One seed for a bad day: card, line and driver together, and everything that can go wrong with them.
 *
 * Goals: a plan decides everything, so a failure replays byte for byte; safety is judged after every exchange;
 * when the faults stop, the next exchange succeeds within RECOVERY_BOUND_MS and a login works at both doors.
 *
 * Non-goals: the operating system's ports and files (real processes are tested elsewhere), several cards or hosts on
 * one line, a secret's way out by timing.
 */
import { getDataCommand } from '../../../firmware/card/commands.js';
import { DATA_TAG } from '../../../firmware/card/tags.js';
import { bytesToHex } from '../../../firmware/oath/bytes.js';
import { Ocra } from '../../../firmware/oath/ocra.js';
import { quickNumbers } from '../../faults/quick-numbers.js';
import { ACTORS, type Errand } from './actors.js';
import { BadDayJudge } from './judge.js';
import { type CardRules, isLocked, type Kept } from './model.js';
import { type BadDayPlan, drawPlan } from './plan.js';
import { BadDayWorld, type Host, type WorldOptions } from './world.js';

/** From the end of the faults to the end of the next exchange, in virtual milliseconds. */
export const RECOVERY_BOUND_MS = 3000;

/** What a day consisted of. */
export interface BadDayReport {
  readonly plan: BadDayPlan;
  readonly exchanges: number;
  readonly strikes: number;
  /** Flash operations that lost their power. */
  readonly cuts: number;
  /** From the end of the faults to the end of the next exchange. */
  readonly recoveryMs: number;
  /** All that happened; holds secrets. */
  readonly lines: readonly string[];
}

/** A day that was not in order; holds secrets in its record. */
export class BadDayFailure extends Error {
  override readonly name = 'BadDayFailure';

  /**
   * @param complaints what was not in order, without secrets
   * @param lines of the record
   */
  constructor(
    readonly plan: BadDayPlan,
    readonly exchange: number,
    readonly complaints: readonly string[],
    readonly lines: readonly string[],
    readonly flashBefore: string,
    readonly flashAfter: string,
  ) {
    super(`seed ${plan.seed}, exchange ${exchange}: ${complaints.join('; ')}`);
  }
}

export interface BadDayOptions extends WorldOptions {
  readonly host?: Host;
}

/** As long as the profiles' PINs; none of them comes out of another by a missing or doubled digit. */
const PINS = ['8351', '7290', '4962', '1234'];
const ALL_NUMBERS = 2 ** 32;
/** The first of a few challenges that come again. */
const OFTEN_ASKED = 52_741;
/** A wrong PIN is only tried while the card is that far from its lock. */
const TRIES_KEPT = 3;

const byDriver: Host = (world, command) => world.transmit(command);

class BadDay {
  readonly #plan: BadDayPlan;
  readonly #world: BadDayWorld;
  readonly #judge: BadDayJudge;
  readonly #rules: CardRules;
  readonly #host: Host;
  readonly #number: () => number;
  /** The PIN of a card that checks none. */
  readonly #softPin = PINS[0] as string;
  #exchange = 0;

  constructor(plan: BadDayPlan, { host = byDriver, ...options }: BadDayOptions) {
    this.#plan = plan;
    this.#host = host;
    this.#world = new BadDayWorld(plan, options);
    const { profile } = this.#world.twin;
    const { key } = this.#world.contents();
    const tries = profile.pin.check === 'card' ? profile.pin.tries : null;
    this.#rules = { suite: profile.suite, key: (key as Uint8Array).slice(), tries };
    this.#judge = new BadDayJudge(this.#rules);
    this.#number = quickNumbers(plan.seed, 'actors');
  }

  run(): BadDayReport {
    const { exchanges } = this.#plan;
    for (; this.#exchange < exchanges; this.#exchange += 1) this.#errand(Object.keys(ACTORS), true);
    this.#world.calm();
    const recoveryMs = this.#recover();
    if (isLocked(this.#rules, this.#kept())) this.#errand(['host'], false);
    for (const actor of Object.keys(ACTORS)) this.#login(actor);
    const { record, struck, cuts } = this.#world;
    return { plan: this.#plan, exchanges, strikes: struck, cuts, recoveryMs, lines: record.lines };
  }

  #kept(): Kept {
    const { pin, triesUsed, unlock, counter, dead } = this.#world.contents();
    return { pin, triesUsed, answersUsed: unlock?.triesUsed ?? 0, counter, dead };
  }

  /** One exchange by one of the actors, judged. @returns the response that somebody got, if any */
  #errand(actors: readonly string[], mayErr: boolean): string | null {
    const world = this.#world;
    const name = actors[this.#number() % actors.length] as string;
    world.record.input(`${world.at} exchange ${this.#exchange} by the ${name}`);
    world.begin(this.#exchange);
    const before = this.#kept();
    const tried = (ACTORS[name] as (errand: Errand) => ReturnType<(typeof ACTORS)[string]>)(
      this.#errandFor(before, mayErr),
    );
    world.end();
    const complaints = this.#judge.complaints(before, this.#kept(), tried, world.executed);
    if (complaints.length > 0) throw this.#failure(complaints);
    const responses = tried.flatMap(({ ending }) =>
      ending.known !== 'not done' && ending.response !== undefined ? [ending.response] : [],
    );
    return responses[0] ?? null;
  }

  #errandFor(before: Kept, mayErr: boolean): Errand {
    const { profile } = this.#world.twin;
    const pin = before.pin ?? this.#softPin;
    const others = PINS.filter((one) => one !== pin && one !== '1234');
    const { tries } = this.#rules;
    return {
      world: this.#world,
      pin,
      otherPin: others[this.#number() % others.length] as string,
      challenge: this.#challenge(profile.challengeDigits),
      answerTo: (question) => this.#answerTo(question),
      isLocked: isLocked(this.#rules, before),
      checksPin: tries !== null,
      mayErr: mayErr && (tries === null || before.triesUsed < tries - TRIES_KEPT),
      whim: mayErr ? this.#number() / ALL_NUMBERS : 1,
      host: this.#host,
    };
  }

  /** Now and then one that was asked before. */
  #challenge(digits: number): string {
    const number = this.#number();
    const challenge = number % 3 === 0 ? OFTEN_ASKED + (number % 7) : number % 10 ** digits;
    return String(challenge).padStart(digits, '0');
  }

  #answerTo(question: string): string {
    const { pin } = this.#world.twin.profile;
    const { unlockKey } = this.#world.contents();
    if (pin.check !== 'card' || unlockKey === null) return '';
    return new Ocra(pin.unlockSuite, unlockKey).respondLast({ question });
  }

  /**
   * The faults have stopped: the next exchange succeeds, or the one behind it where the first is told that the card
   * had lost its power, which a card tells nobody by itself.
   */
  #recover(): number {
    const startedAt = this.#world.at;
    this.#world.begin(this.#exchange);
    const exchange = () => this.#host(this.#world, getDataCommand(DATA_TAG.serialNumber));
    let outcome = exchange();
    if (outcome?.type === 'failed' && outcome.error.code === 'CARD_MUTE') outcome = exchange();
    const ms = this.#world.at - startedAt;
    if (outcome?.type !== 'done') {
      const reason = outcome === null ? 'nobody waited' : outcome.error.code;
      throw this.#failure([`the next exchange failed after the faults had stopped (${reason})`]);
    }
    if (ms > RECOVERY_BOUND_MS) throw this.#failure([`recovery took ${Math.round(ms)} ms`]);
    return ms;
  }

  #login(actor: string): void {
    this.#exchange += 1;
    if (this.#errand([actor], false) === null)
      throw this.#failure([`no login by the ${actor} after the faults had stopped`]);
  }

  #failure(complaints: readonly string[]): BadDayFailure {
    const { record, twin } = this.#world;
    const [before, after] = [record.flashBefore, twin.flashImage()].map(bytesToHex) as [string, string];
    return new BadDayFailure(this.#plan, this.#exchange, complaints, record.lines, before, after);
  }
}

/**
 * Runs a bad day.
 *
 * @param day a seed from 0 to 2^32 - 1, or a plan
 * @throws BadDayFailure at the first exchange that is not in order
 */
export function runBadDay(day: number | BadDayPlan, options: BadDayOptions = {}): BadDayReport {
  return new BadDay(typeof day === 'number' ? drawPlan(day) : day, options).run();
}
