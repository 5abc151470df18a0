/**
 * Twins that are killed while they work on one token file, life after life, and what must hold then.
 *
 * Of every life all that was acknowledged is still there; of the one request that was not, any step may have happened
 * and nothing else; a counter that gave a response is never used again; an old PIN is gone from the file when the new
 * one is acknowledged; the next process starts at once. The model of `card-model.ts` is the judge; the file is read as
 * the next process will read it, and the next process must answer accordingly.
 *
 * Each token file is a run of its own, drawn from `seed` and its number.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CardLives, newLives } from './card-lives.js';
import { Draw } from './draw.js';
import type { HookPlan } from './hook-plan.js';
import { KEYPAD_WAY } from './keypad-way.js';
import { KillTally } from './kill-tally.js';
import { Life } from './life.js';
import { RESPOND_WAY } from './respond-way.js';
import type { Way } from './way.js';
import { WIRE_WAY } from './wire-way.js';

const WAYS: readonly Way[] = [RESPOND_WAY, KEYPAD_WAY, WIRE_WAY];

const LIVES_PER_FILE = 12;
const KNOWN_FILES = ['card.token', 'card.token.lock', 'card.sock'];

export interface KillOptions {
  readonly seed: number;
  /** How often a process is killed. */
  readonly kills: number;
  /** Makes the program unsafe, so that the run must find it. */
  readonly canary?: HookPlan | undefined;
}

export interface KillOutcome {
  readonly tally: KillTally;
  /** What did not hold, and how to see it again; null when all held. */
  readonly violation: string | null;
}

export async function runKills(options: KillOptions): Promise<KillOutcome> {
  const tally = new KillTally();
  for (let number = 0; tally.kills < options.kills; number += 1) {
    const seed = options.seed + number;
    const folder = mkdtempSync(join(tmpdir(), 'tokentwin-kill-'));
    tally.files += 1;
    const draw = new Draw(seed, 'kills');
    const lives = newLives(draw, folder);
    for (let life = 0; life < LIVES_PER_FILE && tally.kills < options.kills && !lives.card.dead; life += 1) {
      const way = draw.pick(WAYS);
      const violation = await new Life(
        lives,
        way,
        new Draw(seed, `life ${life}`),
        tally,
        options.canary,
      ).live();
      if (violation === null) continue;
      const where = options.canary === undefined ? keep(folder, lives) : '';
      if (where === '') rmSync(folder, { recursive: true });
      return {
        tally,
        violation: report(`${violation} (file of seed ${seed}, life ${life})`, lives, where, seed),
      };
    }
    tally.leftBehind += readdirSync(folder).filter((name) => !KNOWN_FILES.includes(name)).length;
    rmSync(folder, { recursive: true });
  }
  return { tally, violation: null };
}

/** The folder stays for whoever looks into it; a canary's does not. */
function keep(folder: string, { imageBefore }: CardLives): string {
  writeFileSync(join(folder, 'flash-before'), imageBefore);
  return `the file, and its flash before the last request: ${folder}\n`;
}

function report(sentence: string, { log }: CardLives, where: string, seed: number): string {
  const story = log.slice(-12).map((line) => `  ${line}\n`);
  return `${sentence}\n${story.join('')}${where}again: npm run kill -- --seed ${seed} --kills ${LIVES_PER_FILE} --races 0`;
}
