/** One process on a token file, from its start to its death, with all that it was asked and that it told. */
import type { CardLives } from './card-lives.js';
import { type Course, courseOf, isState, isTold, knowing, type Request, type Told } from './card-model.js';
import type { Draw } from './draw.js';
import { drawErrand } from './errands.js';
import type { HookPlan } from './hook-plan.js';
import { drawMoment, hookFor, type KillMoment, waitFor } from './kill-moment.js';
import type { KillPlace, KillTally } from './kill-tally.js';
import { cardIn, imageOf, pagesInUse } from './token-file-seen.js';
import type { TwinProcess } from './twin-process.js';
import type { Answer, Service, Way } from './way.js';

/** How long processes took lately, by way: from the start to the first answer, from a request to its answer. */
const usualMs = new Map<string, number>();

function learn(what: string, tookMs: number): void {
  const known = usualMs.get(what) ?? tookMs;
  usualMs.set(what, known + (tookMs - known) / 4);
}

/** What did not hold: a sentence for whoever looks for the reason. */
class Violation extends Error {}

/** The request that was not acknowledged. */
interface Cut {
  readonly course: Course;
  readonly untouched: boolean;
}

export class Life {
  readonly #lives: CardLives;
  readonly #way: Way;
  readonly #draw: Draw;
  readonly #tally: KillTally;
  readonly #hook: HookPlan;
  readonly #moment: KillMoment;
  #requests: Request[] = [];
  #asked = 0;
  /** Did the kill come from here while a request was under way? */
  #hasStruck = false;

  constructor(lives: CardLives, way: Way, draw: Draw, tally: KillTally, canary: HookPlan = {}) {
    this.#lives = lives;
    this.#way = way;
    this.#draw = draw;
    this.#tally = tally;
    this.#moment = drawMoment(draw, way);
    this.#hook = { ...hookFor(this.#moment, 1 + draw.below(1_000_000)), ...canary };
    lives.log.push(`--- ${way.name}, killed by ${JSON.stringify(this.#moment)}`);
  }

  /** @returns what did not hold, in a sentence, or null */
  async live(): Promise<string | null> {
    const { file, keys } = this.#lives;
    const way = this.#way;
    let disarm = () => {};
    const startedMs = performance.now();
    const service = await way.start({
      file,
      keys,
      hook: this.#hook,
      first: this.#nextRequest(),
      spawned: (twin) => {
        if (this.#moment.type === 'start')
          disarm = this.#waitToKill(twin, usualMs.get(`${way.name} start`) ?? 100);
      },
    });
    try {
      const cut = await this.#serve(service, startedMs);
      disarm();
      service.process.kill();
      const { signal } = await service.process.ended;
      this.#bury(service.process, signal === 'SIGKILL', cut);
      return null;
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return error.message;
    } finally {
      disarm();
      service.process.kill();
      await service.close();
    }
  }

  /** Asks until the process has died or has done enough. */
  async #serve(service: Service, startedMs: number): Promise<Cut | null> {
    const moment = this.#moment;
    while (this.#asked < this.#way.requestsPerProcess && !this.#lives.card.dead) {
      const request = this.#nextRequest();
      const course = courseOf(request, this.#lives.card, this.#lives.keys);
      const answer = await this.#ask(service, request);
      this.#lives.log.push(`${JSON.stringify(request)}: ${JSON.stringify(answer)}`);
      if (this.#asked === 1) learn(`${this.#way.name} start`, performance.now() - startedMs);
      if (answer.type === 'cut') return { course, untouched: answer.untouched };
      this.#judge(course, answer.told);
      if (['refused', 'locked', 'dead'].includes(answer.told.type)) this.#requests = [];
      else this.#requests.shift();
      if (moment.type === 'told' && moment.request === this.#asked - 1) return null;
    }
    return null;
  }

  async #ask(service: Service, request: Request): Promise<Answer> {
    const { file, card } = this.#lives;
    const moment = this.#moment;
    const isNow = 'request' in moment && moment.request === this.#asked;
    this.#lives.imageBefore = imageOf(file);
    const disarm = isNow ? this.#waitToKill(service.process, usualMs.get(this.#way.name) ?? 10) : () => {};
    const askedMs = performance.now();
    const answer = await service.ask(request, card.unlock?.question ?? '');
    disarm();
    this.#asked += 1;
    // The first answer of a process that goes on has its start in it.
    if (answer.type === 'told' && (this.#asked > 1 || this.#way.requestsPerProcess === 1))
      learn(this.#way.name, performance.now() - askedMs);
    return answer;
  }

  #waitToKill(twin: TwinProcess, afterMs: number): () => void {
    return waitFor(this.#moment, { twin, file: this.#lives.file, usualMs: afterMs }, () => {
      this.#hasStruck = true;
      twin.kill();
    });
  }

  /** The request that stands at the head of the queue; it stays there until it is acknowledged. */
  #nextRequest(): Request {
    const { card, wrongShare } = this.#lives;
    if (this.#requests.length === 0)
      this.#requests.push(...this.#way.requests(drawErrand(card, this.#way, wrongShare, this.#draw)));
    return this.#requests[0] as Request;
  }

  /** Something was acknowledged: it is right, and from now on it must last. */
  #judge({ states, told: expected }: Course, told: Told): void {
    const { card, file, shown } = this.#lives;
    if (!isTold(told, expected))
      throw new Violation(`the card told ${JSON.stringify(told)} instead of ${JSON.stringify(expected)}`);
    if (told.type === 'response') {
      if (shown.has(card.counter)) throw new Violation(`counter ${card.counter} gave a second response`);
      shown.add(card.counter);
    }
    this.#lives.card = knowing(told, states.at(-1) ?? card);
    if (told.type === 'stored' && this.#lives.card.pin !== card.pin && imageOf(file).includes(card.pin))
      throw new Violation('the old PIN is still in the file');
    this.#tally.acknowledged[told.type] += 1;
  }

  /** What the next process will find. */
  #bury(twin: TwinProcess, wasKilled: boolean, cut: Cut | null): void {
    const { card, file, geometry, log } = this.#lives;
    if (twin.stderr !== '') log.push(twin.stderr.trim());
    if (!wasKilled && (cut !== null || this.#way.requestsPerProcess > 1))
      throw new Violation(`the process ended by itself: ${twin.stderr.trim()}`);
    const image = imageOf(file);
    if (!wasKilled) this.#tally.unharmed += 1;
    else this.#tally.killed(this.#way.name, this.#moment, this.#placeOf(twin, cut, image));
    const possible =
      cut === null ? [card] : cut.untouched ? cut.course.states.slice(0, 1) : cut.course.states;
    const found = this.#found();
    const step = possible.findLastIndex((state) => isState(found, state));
    log.push(`found ${inWords(found)}`);
    if (step === -1)
      throw new Violation(
        `the file holds ${inWords(found)} instead of ${possible.map(inWords).join(' or ')}`,
      );
    this.#lives.card = found;
    if (wasKilled && pagesInUse(image, geometry) > 1) this.#tally.compactions += 1;
    if (cut !== null) {
      const last = cut.course.states.length - 1;
      this.#tally.found[step === last ? 'after' : step === 0 ? 'before' : 'between'] += 1;
    }
  }

  #found() {
    try {
      return cardIn(this.#lives.file);
    } catch (error) {
      throw new Violation(`the file cannot be read any more: ${String(error)}`);
    }
  }

  /** A process that was killed before its first write may still have been starting, and counts as that. */
  #placeOf({ stderr }: TwinProcess, cut: Cut | null, image: Buffer): KillPlace {
    if (cut === null) return 'between';
    const isChanged = !image.equals(this.#lives.imageBefore);
    const sawWrite = this.#moment.type === 'change' && this.#hasStruck;
    if (isChanged || sawWrite || /^killed at call [0-9]+, (write|sync)/m.test(stderr)) return 'insideWrites';
    return this.#asked === 1 ? 'starting' : 'inside';
  }
}

function inWords(card: object): string {
  return JSON.stringify(card, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}
