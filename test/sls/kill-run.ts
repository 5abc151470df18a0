/**
 * A server that is killed under load, life after life, and what its store holds then.
 *
 * What was acknowledged before the kill must be there: each failure, each counter, each used index number, each spent
 * challenge. What was on its way may be there or not, whole.
 */
import type { AnswerStep } from '../../host/sls/procedures/steps.js';
import type { OpenedSystem } from '../../host/sls/runtime/open-system.js';
import type { Draw } from '../processes/draw.js';
import { type DirectUser, directLogin, directUser, openBeside } from './direct.js';
import { wrong } from './holders.js';
import { post, type Served, serve } from './served.js';

const USERS = 8;
/** Code cards have 224 index numbers, each asked once. */
const MOST_RIGHTS = 100;
const MOST_FAILURES = 90;
const OPTIONS = ['--rate-limit', '0', '--failure-limit', '100', '--retire-indices'];
const LEAST_LIFE_MS = 60;
const MOST_LIFE_MS = 500;

/** What a user's records must say. */
interface Known {
  readonly failures: number;
  readonly counter: bigint;
  readonly usedIndices: number;
}

interface Player {
  readonly user: DirectUser;
  readonly kind: 'dsc-plus' | 'security-code-card';
  known: Known;
  /** What they say if the request that the kill cut off was carried out. */
  perhaps: Known | null;
  /** Answers that were right and acknowledged: none may be taken again. */
  readonly spent: { handle: string; response: string }[];
  rights: number;
}

export interface KillTally {
  lives: number;
  acknowledged: number;
  cutOff: number;
  readonly violations: string[];
}

function after(known: Known, isRight: boolean, kind: Player['kind']): Known {
  if (!isRight) return { ...known, failures: known.failures + 1 };
  return kind === 'dsc-plus'
    ? { ...known, failures: 0, counter: known.counter + 1n }
    : { ...known, failures: 0, usedIndices: known.usedIndices + 2 };
}

export class KillRun {
  readonly tally: KillTally = { lives: 0, acknowledged: 0, cutOff: 0, violations: [] };
  #players: Player[] = [];

  private constructor(
    private readonly database: string,
    private readonly draw: Draw,
    private readonly beside: OpenedSystem,
  ) {}

  static async make(database: string, draw: Draw): Promise<KillRun> {
    return new KillRun(database, draw, await openBeside(database));
  }

  /** New users for each life: a code card lasts for 112 logins only. */
  async #newPlayers(): Promise<void> {
    this.#players = [];
    for (let index = 0; index < USERS; index += 1) {
      const kind = index % 2 === 0 ? 'dsc-plus' : 'security-code-card';
      const user = await directUser(this.beside, `life${this.tally.lives}-${index}`, kind);
      const known = { failures: 0, counter: 0n, usedIndices: 0 };
      this.#players.push({ user, kind, known, perhaps: null, spent: [], rights: 0 });
    }
  }

  /** Serves, plays, kills and looks. */
  async live(): Promise<void> {
    await this.#newPlayers();
    const server = await serve(this.database, ...OPTIONS);
    let isOver = false;
    const playing = this.#players.map(async (player) => {
      while (!isOver && (await this.#play(player, server))) this.tally.acknowledged += 1;
    });
    await this.#lifeOf(server, LEAST_LIFE_MS + this.draw.below(MOST_LIFE_MS - LEAST_LIFE_MS));
    isOver = true;
    await Promise.all(playing);
    this.tally.lives += 1;
    for (const player of this.#players) await this.#look(player);
  }

  async #lifeOf(server: Served, ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
    await server.end('SIGKILL');
  }

  /** One answer. @returns false when the server was killed before it acknowledged */
  async #play(player: Player, { url }: Served): Promise<boolean> {
    const asked = await directLogin(this.beside, player.user.id);
    const right = player.user.answer(asked, player.known.counter);
    if (player.rights >= MOST_RIGHTS) return false;
    // A hundred in a row would lock.
    const isRight = player.known.failures >= MOST_FAILURES || this.draw.chance(0.5);
    const response = isRight ? right : wrong(right);
    player.perhaps = after(player.known, isRight, player.kind);
    const status = await this.#submit(asked, response, url);
    if (status === null) {
      this.tally.cutOff += 1;
      return false;
    }
    if (status !== (isRight ? 200 : 401)) this.#violated(player, `an answer got status ${status}`);
    player.known = player.perhaps;
    player.perhaps = null;
    if (isRight) {
      player.spent.push({ handle: asked.handle, response });
      player.rights += 1;
    }
    return true;
  }

  /** @returns null when no answer came */
  async #submit({ handle }: AnswerStep, response: string, url: string): Promise<number | null> {
    try {
      return (await post(url, `/questions/${handle}/answer`, { response })).status;
    } catch {
      return null;
    }
  }

  async #look(player: Player): Promise<void> {
    const { user, device } = await this.#records(player);
    const found: Known = {
      failures: user.failuresMs.length,
      counter: BigInt(device.counter ?? '0'),
      usedIndices: device.usedIndices.length,
    };
    if (user.failuresMs.length !== device.failuresMs.length)
      this.#violated(player, 'the user and the device have other failures');
    const text = (known: Known) =>
      `${known.failures} failures, counter ${known.counter}, ${known.usedIndices} used`;
    const allowed = [player.known, ...(player.perhaps === null ? [] : [player.perhaps])];
    if (!allowed.some((known) => text(known) === text(found)))
      this.#violated(player, `${text(found)} in place of ${allowed.map(text).join(' or ')}`);
    player.known = found;
    player.perhaps = null;
    for (const { handle } of player.spent.splice(0))
      if ((await this.beside.system.ports.store.openChallenge(handle)) !== null)
        this.#violated(player, 'a challenge that was spent is open');
  }

  async #records({ user: { id, deviceId } }: Player) {
    const { store } = this.beside.system.ports;
    const [user, device] = [await store.get('user', id), await store.get('device', deviceId)];
    if (user === null || device === null) throw new Error('a record is gone');
    return { user: user.record, device: device.record };
  }

  #violated({ user }: Player, what: string): void {
    this.tally.violations.push(`life ${this.tally.lives}, ${user.id}: ${what}`);
  }

  async end(): Promise<void> {
    await this.beside.close();
  }
}
