/** `tokentwin host conform`, `compare` and `soak` against a twin in a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PORT, startTwin } from './host-twin.js';
import { expectRefusal, json, newFolder, output, run } from './run-program.js';

const PIN = ['--pin', '1234'];
const HOST = ['--port', PORT];
const CARD_CASES = ['--only', 'card.*'];

describe('host conform', () => {
  it('finds nothing wrong with a twin, and says what it did not try', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const text = output(['host', 'conform', ...HOST, ...PIN, '--key', 'demo'], { folder });
    expect(text).toMatch(/\nin all: [0-9]{3} passed, 0 failed, [0-9]+ not tried in /);
    expect(text).toContain('not tried  card.locked: ');
    expect(text).not.toMatch(/\b1234\b/);
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ triesLeft: 5 });
  });

  // The others are found by cases that wait for silence; conform-faults.test.ts has them on virtual time.
  it.each(['try-not-counted', 'counter-reused', 'tries-off-by-one'])(
    'finds the planted fault %s',
    async (fault) => {
      const folder = newFolder();
      await startTwin(folder, { words: ['--profile', 'dsc-plus-counter', '--fault', fault] });
      const { status, stdout } = run(['host', 'conform', ...HOST, ...PIN, ...CARD_CASES], { folder });
      expect(status).toBe(1);
      expect(stdout).toMatch(/\nin all: [0-9]+ passed, [1-9][0-9]* failed, /);
    },
  );

  it('writes JSON, and JUnit that counts the cases', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'conform', ...HOST, ...PIN, ...CARD_CASES];
    const report = JSON.parse(output([...words, '--format', 'json'], { folder }));
    expect(report.results.length).toBeGreaterThan(50);
    output([...words, '--format', 'junit', '--output', 'report.xml'], { folder });
    const xml = readFileSync(join(folder, 'report.xml'), 'utf8');
    expect(xml.match(/<testcase /g)?.length).toBe(report.results.length);
    expect(xml).toContain('failures="0"');
  });

  it('drives a sealed twin by its card commands alone', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus', '--sealed'] });
    const text = output(['host', 'conform', ...HOST, ...PIN, '--only', 'card.*,bench.*'], { folder });
    expect(text).toMatch(/bench: 0 passed, 0 failed, [1-9]/);
    expect(text).toMatch(/card: [1-9][0-9]+ passed, 0 failed/);
  });
});

describe('host compare', () => {
  it('sees no difference between a twin and its like', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'compare', ...HOST, '--token', 'demo', '--steps', '60', '--seed', 'a'];
    expect(output(words, { folder })).toBe('the same in 60 steps, seed a\n');
  });

  it('explains the first difference of a card with a fault, with the line that replays it', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus', '--fault', 'tries-off-by-one'] });
    const words = ['host', 'compare', ...HOST, '--token', 'demo', '--steps', '300', '--seed', 'a'];
    const { status, stdout } = run(words, { folder });
    expect(status).toBe(1);
    expect(stdout).toMatch(/VERIFY/);
    expect(stdout).toMatch(/tokentwin host compare .*--seed a/);
    expect(stdout).not.toContain('1234');
  });
});

describe('host soak', () => {
  it('checks the responses it was asked for, and goes on where it stopped', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'soak', ...HOST, ...PIN, '--key', 'demo', '--state', 'night.json'];
    expect(output([...words, '--logins', '20'], { folder })).toContain(': 20 logins in ');
    const more = output([...words, '--logins', '50'], { folder });
    expect(more).toContain(': 50 logins in ');
    expect(more).toContain('50 right, 0 wrong, 0 of unknown outcome');
  });

  it('refuses a state that is none, and leaves it as it is', async () => {
    const folder = newFolder();
    await startTwin(folder);
    writeFileSync(join(folder, 'night.json'), '{"logins": -1}');
    const words = ['host', 'soak', ...HOST, ...PIN, '--state', 'night.json', '--logins', '1'];
    expectRefusal(run(words, { folder }), 'SOAK_FILE');
    expect(readFileSync(join(folder, 'night.json'), 'utf8')).toBe('{"logins": -1}');
  });

  it('ends at a wrong PIN instead of locking the card', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const { status } = run(['host', 'soak', ...HOST, '--pin', '9999', '--logins', '50'], { folder });
    expect(status).toBe(1);
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ triesLeft: 4 });
  });
});
