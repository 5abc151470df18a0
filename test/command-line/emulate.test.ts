/** `emulate --headless`: the emulator by lines of text, and that it has its file to itself. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, expectRefusal, newFolder, output, RFC_KEY, RunningProgram, run } from './run-program.js';

const PIN = '8351';
const LOGIN = 'press power\ntype 1234\npress ok\ntype 123456\npress ok\n';

/** A folder with a DSC+ `my.token` and a code card `card.token`. */
function tokenFolder(): string {
  const folder = newFolder();
  output(['new', 'dsc-plus', 'my.token', '--pin', PIN, '--key', RFC_KEY], { folder });
  output(['new', 'security-code-card', 'card.token'], { folder });
  return folder;
}

function headless(folder: string, ...files: readonly string[]): RunningProgram {
  return new RunningProgram(['emulate', ...files, '--headless'], { folder });
}

/** Texts of frames without their numbers. */
function texts(frames: string): string[] {
  return frames.split('\n').map((line) => line.replace(/^#[0-9]+ /, ''));
}

describe('emulate --headless', () => {
  it('prints a frame a line, up to the response', () => {
    const frames = output(['emulate', '--headless'], { input: LOGIN });
    expect(texts(frames).slice(0, 13)).toEqual([
      ...['PIN>', '1___', '-2__', '--3_', '---4', 'CHALLNG>'],
      ...['1_____', '12____', '123___', '1234__', '12345_', '123456', '98276595'],
    ]);
  });

  it('prints frames as JSON, numbered and timed', () => {
    const lines = output(['emulate', '--headless', '--json'], { input: LOGIN }).trimEnd().split('\n');
    const frames = lines.map((line) => JSON.parse(line) as { number: number; at: number; text: string });
    expect(frames.map(({ text }) => text)).toContain('98276595');
    for (const [index, { number, at }] of frames.entries()) {
      expect(number).toBe((frames[0]?.number ?? 0) + index);
      expect(at).toBeGreaterThanOrEqual(frames[index - 1]?.at ?? 0);
    }
  });

  it('knows the older card, the self-test, time and the power cut', () => {
    const input = 'hold power 5000\ncut-power\npress power\nadvance 29\nadvance 2s\nframe\n';
    const frames = texts(output(['emulate', '--headless', '--profile', 'dsc-plus'], { input }));
    expect(frames.slice(0, 6)).toEqual(['PIN>', 'SELFTST', '', 'PIN>', '', '']);
    const classic = ['emulate', '--headless', '--profile', 'dsc-plus-classic'];
    const response = texts(output(classic, { input: `${LOGIN}press ok\n` }));
    expect(response.slice(0, 1)).toEqual(['Pn']);
    expect(response).toEqual(expect.arrayContaining(['98276', '595']));
  });

  it('leaves out blank lines and remarks', () => {
    const plain = output(['emulate', '--headless'], { input: 'press power\n' });
    expect(output(['emulate', '--headless'], { input: '# on\n\n  press   power \n' })).toBe(plain);
  });

  it('operates several devices', () => {
    const folder = tokenFolder();
    const input = 'press power\ndevice 2\nlookup 100 50\ndevice 1\nframe\n';
    const frames = texts(output(['emulate', 'my.token', 'card.token', '--headless'], { folder, input }));
    const values = output(['lookup', 'card.token', '100', '50'], { folder }).trimEnd();
    expect(frames.slice(0, 3)).toEqual(['PIN>', values, 'PIN>']);
  });

  it.each([
    ['press enter', 'SCRIPT_LINE'],
    ['prss ok', 'SCRIPT_LINE'],
    ['hold power long', 'SCRIPT_LINE'],
    ['advance -1', 'SCRIPT_LINE'],
    ['device 3', 'SCRIPT_LINE'],
    ['type 12a4', 'SCRIPT_LINE'],
    ['advance s', 'SCRIPT_LINE'],
  ])('stops at a line that is wrong: %s', (line, code) => {
    const { status, stdout, stderr } = run(['emulate', '--headless'], {
      input: `press power\n${line}\npress 1\n`,
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(new RegExp(`^tokentwin: Line 2: [^\n]+ \\(${code}\\)\n$`));
    expect(texts(stdout)).not.toContain('1___');
  });

  it('draws the same with the same seed', () => {
    const folder = tokenFolder();
    const script = 'press power\n'.concat('type 0000\npress ok\n'.repeat(5), 'advance 3\n');
    const question = (seed: string) => {
      writeFileSync(join(folder, 'copy.token'), readFileSync(join(folder, 'my.token')));
      const words = ['emulate', 'copy.token', '--headless', '--seed', seed];
      return texts(output(words, { folder, input: script })).find((text) => /^[0-9]{8}$/.test(text));
    };
    expect(question('1')).toMatch(/^[0-9]{8}$/);
    expect(question('1')).toBe(question('1'));
    expect(question('2')).not.toBe(question('1'));
  });
});

describe('a token file in use', () => {
  const respond = (folder: string, pin = PIN) =>
    run(['respond', 'my.token', '--pin', pin, '--challenge', '123456'], { folder });

  it('has one writer, who is named, and is free again afterwards', async () => {
    const folder = tokenFolder();
    const twin = headless(folder, 'my.token');
    await twin.ask('press power', /PIN>/);
    const before = contentsOf(folder);
    for (const refused of [respond(folder), run(['emulate', 'my.token', '--headless'], { folder })]) {
      expectRefusal(refused, 'FILE_LOCKED');
      expect(refused.stderr).toContain(`process ${twin.pid}:`);
    }
    expect(contentsOf(folder)).toEqual(before);
    await twin.ask('type 8351', /---1/);
    await twin.ask('press ok', /CHALLNG>/);
    expect((await twin.end()).status).toBe(0);
    expect(existsSync(join(folder, 'my.token.lock'))).toBe(false);
    expect(respond(folder).status).toBe(0);
  });

  it('is read by commands that only read', async () => {
    const folder = tokenFolder();
    const words = [
      ['secret', 'my.token'],
      ['unlock', 'my.token', '--challenge', '12345678'],
      ['secret', 'card.token'],
      ['lookup', 'card.token', '1', '224'],
      ['card', 'card.token'],
    ];
    const alone = words.map((line) => output(line, { folder }));
    const twin = headless(folder, 'my.token', 'card.token');
    await twin.ask('press power', /PIN>/);
    const before = contentsOf(folder);
    expect(words.map((line) => output(line, { folder }))).toEqual(alone);
    expect(contentsOf(folder)).toEqual(before);
  });

  it('is not locked by a twin that was killed', async () => {
    const folder = tokenFolder();
    const twin = headless(folder, 'my.token');
    await twin.ask('press power', /PIN>/);
    await twin.kill();
    expect(existsSync(join(folder, 'my.token.lock'))).toBe(true);
    expect(respond(folder).status).toBe(0);
    expect(existsSync(join(folder, 'my.token.lock'))).toBe(false);
  });
});
