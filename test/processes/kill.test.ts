/**
 * Twins that are killed by SIGKILL while they work, and processes that race for one file: a short run with another
 * seed each time (`npm run kill` is the long one), and programs that are unsafe on purpose, which must be found.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { drawSeed } from '../simulation/link-seed.js';
import { runKills } from './kill-run.js';
import { runRaces } from './race-run.js';
import { cardIn } from './token-file-seen.js';
import { TwinProcess } from './twin-process.js';

describe('processes killed at work on a token file', () => {
  it('lose nothing that they acknowledged', async () => {
    const { tally, violation } = await runKills({ seed: drawSeed(), kills: 40 });
    expect(violation).toBeNull();
    expect(tally.kills).toBe(40);
    expect(tally.acknowledgedInAll).toBeGreaterThan(10);
    // A run that meets no write would prove nothing: more than half of the kills are aimed at one.
    expect(tally.count('insideWrites')).toBeGreaterThan(5);
  });

  it.each(['late', 'unsynced'] as const)(
    'are found to lose something when they are unsafe: %s',
    async (disk) => {
      const { violation } = await runKills({ seed: drawSeed(), kills: 300, canary: { disk } });
      expect(violation).toMatch(/again: npm run kill -- --seed [0-9]+ /);
    },
  );
});

describe('processes that race for a token file', () => {
  it('get in one at a time, and past a dead one at once', async () => {
    const { tally, violation } = await runRaces({ seed: drawSeed(), rounds: 10 });
    expect(violation).toBeNull();
    expect(tally.admitted).toBeGreaterThan(10);
    expect(tally.refused).toBeGreaterThan(0);
  });

  it('leave it to one that stands still: it is alive', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tokentwin-still-')), 'card.token');
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    await new TwinProcess(file, ['new', 'dsc-plus', file, '--pin', '8351']).ended;
    const holder = new TwinProcess(file, ['emulate', file, '--headless']);
    onTestFinished(() => holder.kill());
    holder.tell(['press power']);
    await holder.line(/PIN>$/);
    holder.kill('SIGSTOP');
    const other = new TwinProcess(file, ['respond', file, '--pin', '8351', '--challenge', '123456']);
    expect(await other.ended).toEqual({ status: 1, signal: null });
    expect(other.stderr).toMatch(new RegExp(`in use by process ${holder.pid}: .* \\(FILE_LOCKED\\)\n$`));
    holder.kill('SIGCONT');
    holder.tell(['type 8351', 'press ok']);
    expect(await holder.line(/CHALLNG>$/)).not.toBeNull();
  });

  it('are found to repeat a counter when no lock holds them off', async () => {
    const { violation } = await runRaces({ seed: drawSeed(), rounds: 40, canary: { noLock: true } });
    expect(violation).toMatch(/again: npm run kill -- --seed [0-9]+ /);
  });
});

describe('a new token file whose maker is killed', () => {
  it('is whole or not there at each of its calls, and what is left of it is for its owner alone', async () => {
    let isThere = 0;
    for (let call = 1; ; call += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'tokentwin-new-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'card.token');
      const words = ['new', 'dsc-plus-counter', file, '--pin', '8351'];
      const part = call % 2 === 0 ? 1 : 0.5;
      const { signal } = await new TwinProcess(file, words, { kill: { call, part } }).ended;
      const names = readdirSync(folder);
      for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      if (names.includes('card.token')) {
        expect(cardIn(file)).toMatchObject({ pin: '8351', counter: 0n });
        isThere += 1;
      } else {
        expect(signal).toBe('SIGKILL');
        expect((await new TwinProcess(file, words).ended).status).toBe(0);
      }
      if (signal === null) break;
    }
    expect(isThere).toBeGreaterThan(1);
  });
});
