/**
 * Processes that want one token file at the same moment: some start together, over a lock that a dead one left, and
 * some start while the one that has it is killed.
 *
 * One of those that start together gets in, the others are refused in a sentence, and once the holder is dead the
 * next one gets in at once. Had two been in at a time, a counter would have given two responses, or the file would
 * not hold the last of them: each response is found among those that `node:crypto` says, each counter once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ocraNumeric } from '../unit/node-ocra.js';
import { type CardKeys, SUITE } from './card-model.js';
import { Draw } from './draw.js';
import type { HookPlan } from './hook-plan.js';
import { KEYPAD_WAY } from './keypad-way.js';
import { RESPOND_WAY } from './respond-way.js';
import { cardIn, makeTokenFile, PIN_DIGITS } from './token-file-seen.js';
import type { Service, Way } from './way.js';

export interface RaceOptions {
  readonly seed: number;
  readonly rounds: number;
  /** Makes the program unsafe, so that the run must find it. */
  readonly canary?: HookPlan | undefined;
}

export class RaceTally {
  rounds = 0;
  admitted = 0;
  refused = 0;
  /** Of the rounds in which the holder was killed: how often the newcomer got in. */
  tookOver = 0;
}

export interface RaceOutcome {
  readonly tally: RaceTally;
  readonly violation: string | null;
}

/** What did not hold. */
class Violation extends Error {}

interface Login {
  readonly challenge: string;
  /** null when it was refused or killed. */
  readonly digits: string | null;
}

/** A process that wants to be in. */
class Racer {
  readonly #pin: string;
  readonly #way: Way;
  readonly #service: Promise<Service>;

  constructor(way: Way, file: string, keys: CardKeys, pin: string, challenge: string, hook: HookPlan) {
    this.#way = way;
    this.#pin = pin;
    const [first = []] = way.requests({ type: 'login', pin, challenge });
    this.#service = way.start({ file, keys, hook, first, spawned: () => {} });
  }

  async login(challenge: string): Promise<Login> {
    const service = await this.#service;
    for (const request of this.#way.requests({ type: 'login', pin: this.#pin, challenge })) {
      const answer = await service.ask(request, '');
      if (answer.type === 'cut') return { challenge, digits: null };
      if (answer.told.type === 'response') return { challenge, digits: answer.told.digits };
    }
    throw new Violation('a login with the right PIN was refused');
  }

  async kill(): Promise<void> {
    const { process } = await this.#service;
    process.kill();
    await process.ended;
  }

  /** Was it told that another process has the file? It has ended then. */
  async isRefused(): Promise<boolean> {
    const { process } = await this.#service;
    const { status } = await process.ended;
    const { stdout, stderr } = process;
    return status === 1 && stdout === '' && /^tokentwin: [^\n]+ \(FILE_LOCKED\)\n$/.test(stderr);
  }
}

class Races {
  readonly #draw: Draw;
  readonly #file: string;
  readonly #keys: CardKeys;
  readonly #pin: string;
  readonly #canary: HookPlan;
  readonly #tally: RaceTally;
  #counter = 0n;

  constructor(folder: string, { seed, canary = {} }: RaceOptions, tally: RaceTally) {
    this.#draw = new Draw(seed, 'races');
    this.#file = join(folder, 'card.token');
    this.#keys = { key: this.#draw.bytes(20), unlockKey: this.#draw.bytes(20) };
    this.#pin = this.#draw.digits(PIN_DIGITS);
    this.#canary = canary;
    this.#tally = tally;
    makeTokenFile(this.#file, this.#pin, this.#keys, { pageBytes: 512, pageCount: 2 });
  }

  async round(): Promise<void> {
    this.#tally.rounds += 1;
    if (this.#draw.chance(0.5)) await this.#startTogether();
    else await this.#startWhileOneDies();
  }

  async #startTogether(): Promise<void> {
    // Most are of one kind, which take equally long to start.
    const way = this.#draw.pick([KEYPAD_WAY, RESPOND_WAY, RESPOND_WAY]);
    const ways = [way, way, way, ...(this.#draw.chance(0.3) ? [KEYPAD_WAY] : [])];
    const challenges = ways.map(() => this.#challenge());
    const racers = ways.map((way, index) => this.#racer(way, challenges[index] as string));
    const logins = await Promise.all(racers.map((racer, index) => racer.login(challenges[index] as string)));
    const later: Login[] = [];
    for (const [index, racer] of racers.entries()) {
      if (logins[index]?.digits === null) await this.#expectRefused(racer);
      // A twin that got in stays in: whatever the others did, its card goes on.
      else if (ways[index] === KEYPAD_WAY) later.push(await racer.login(this.#challenge()));
    }
    // Left to the next round with the lock of a dead process.
    for (const racer of racers) await racer.kill();
    if (logins.every(({ digits }) => digits === null)) throw new Violation('all that started were refused');
    this.#expectCounted([...logins, ...later], 0);
  }

  async #startWhileOneDies(): Promise<void> {
    const [held, newcomers, last] = [this.#challenge(), this.#challenge(), this.#challenge()];
    const holder = this.#racer(KEYPAD_WAY, held);
    const first = await holder.login(held);
    const newcomer = this.#racer(RESPOND_WAY, newcomers);
    const second = newcomer.login(newcomers);
    const cut = holder.login(this.#challenge());
    await turnsUntil(performance.now() + this.#draw.share() * 120);
    await holder.kill();
    const logins = [first, await second, await cut];
    if (logins[1]?.digits === null) await this.#expectRefused(newcomer);
    else this.#tally.tookOver += 1;
    const next = await this.#racer(RESPOND_WAY, last).login(last);
    if (next.digits === null) throw new Violation('the lock of a dead process was not taken over');
    this.#expectCounted([...logins, next], logins[2]?.digits === null ? 1 : 0);
  }

  #racer(way: Way, challenge: string): Racer {
    return new Racer(way, this.#file, this.#keys, this.#pin, challenge, this.#canary);
  }

  #challenge(): string {
    return this.#draw.digits(6);
  }

  async #expectRefused(racer: Racer): Promise<void> {
    if (!(await racer.isRefused()))
      throw new Violation('a process that had no answer was not refused plainly');
    this.#tally.refused += 1;
  }

  /** @param cut how many computations more there may have been, whose responses nobody saw */
  #expectCounted(logins: readonly Login[], cut: number): void {
    const { key } = this.#keys;
    const shown = logins.filter(({ digits }) => digits !== null);
    const left = Array.from({ length: shown.length + cut }, (_, index) => this.#counter + BigInt(index));
    for (const { challenge, digits } of shown) {
      const index = left.findIndex(
        (counter) => ocraNumeric(SUITE, challenge, { key, pin: this.#pin, counter }) === digits,
      );
      if (index === -1)
        throw new Violation('a response is of a counter that gave another one, or of one far away');
      left.splice(index, 1);
    }
    const { counter } = cardIn(this.#file);
    const atLeast = this.#counter + BigInt(shown.length);
    if (counter < atLeast || counter > atLeast + BigInt(cut))
      throw new Violation(`the counter in the file is ${counter} after ${shown.length} responses`);
    this.#tally.admitted += shown.length;
    this.#counter = counter;
  }
}

async function turnsUntil(dueMs: number): Promise<void> {
  while (performance.now() < dueMs) await new Promise((resolve) => setImmediate(resolve));
}

export async function runRaces(options: RaceOptions): Promise<RaceOutcome> {
  const tally = new RaceTally();
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-race-'));
  try {
    const races = new Races(folder, options, tally);
    while (tally.rounds < options.rounds) await races.round();
    return { tally, violation: null };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const again = `again: npm run kill -- --seed ${options.seed} --kills 0 --races ${tally.rounds}`;
    return { tally, violation: `${error.message} (round ${tally.rounds})\n${again}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
