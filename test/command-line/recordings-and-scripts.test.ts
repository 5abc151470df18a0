/** `record`, `replay` and `run`, as a shell runs them. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, newFolder, output, run } from './run-program.js';

const LOGIN = 'press power\ntype 1234\npress ok\ntype 123456\npress ok\n';

function refused(folder: string, words: readonly string[], code: string, text: string): void {
  const outcome = run(words, { folder });
  expectRefusal(outcome, code, code === 'ARGUMENT' ? 2 : 1);
  expect(outcome.stderr).toContain(text);
}

function recorded(): string {
  const folder = newFolder();
  output(['record', 'login.recording', '--headless'], { folder, input: LOGIN });
  return folder;
}

describe('record and replay', () => {
  it('write what was done for the owner alone, and do it again', () => {
    const folder = recorded();
    const file = join(folder, 'login.recording');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toContain(
      'holds keys, PINs and responses: for its owner only',
    );
    expect(output(['replay', 'login.recording'], { folder })).toBe(
      '26 inputs replayed: frames, wire bytes and flash are what they were.\n',
    );
    expect(JSON.parse(output(['replay', 'login.recording', '--json'], { folder }))).toEqual({
      inputs: 26,
      frames: 14,
      complete: true,
    });
  });

  it('keep a token file as it was used, and replay it without the file', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus-counter', 'my.token', '--pin', '8351', '--seed', 's'], { folder });
    const input = LOGIN.replace('1234', '8351');
    const frames = output(['record', 'a.recording', 'my.token', '--headless'], { folder, input });
    const again = output(['replay', 'a.recording', '--format', 'frames', '--show-secrets'], { folder });
    // The card is off at first, and when it is closed.
    expect(again.split('\n').slice(1)).toEqual(frames.split('\n'));
  });

  it('show masked pictures unless they are asked for the secrets', () => {
    const folder = recorded();
    const of = (...words: string[]) => output(['replay', 'login.recording', ...words], { folder });
    expect(of('--format', 'frames')).toMatch(/#14 --------\n$/);
    expect(of('--format', 'frames', '--show-secrets')).toMatch(/#14 98276595\n$/);
    expect(of('--format', 'svg')).toContain('<desc>The display shows --------</desc>');
    expect(of('--format', 'svg', '--to', '12')).toContain('CHALLNG');
    expect(of('--format', 'png')).toContain('PNG');
    const [header, ...events] = of('--format', 'asciicast')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ version: 2, height: 7 });
    expect(events.length).toBe(14);
    expect(of('--format', 'animated-svg').match(/<animate /g)?.length).toBe(14);
  });

  it('turn into a script that runs', () => {
    const folder = recorded();
    const script = output(['replay', 'login.recording', '--format', 'script'], { folder });
    writeFileSync(join(folder, 'login.script'), script);
    expect(output(['run', 'login.script'], { folder })).toBe('ok login.script (3 expected)\n');
  });

  it('refuse what is no recording, and a recording that was changed', () => {
    const folder = recorded();
    writeFileSync(join(folder, 'odd'), 'hello\n');
    refused(folder, ['replay', 'odd'], 'RECORDING_INVALID', 'Line 1 of the recording: it is not JSON.');
    refused(folder, ['replay', 'missing'], 'FILE_NOT_FOUND', 'missing');
    refused(folder, ['replay', 'login.recording', '--to', '99'], 'ARGUMENT', 'The recording has 26 inputs');
    const file = join(folder, 'login.recording');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"key":"1"', '"key":"2"'));
    refused(
      folder,
      ['replay', 'login.recording'],
      'RECORDING_DIFFERS',
      'The replay is not what was recorded, from input 3 on: the frames differ.',
    );
  });

  it('overwrite nothing, and record one DSC+', () => {
    const folder = recorded();
    const before = readFileSync(join(folder, 'login.recording'));
    refused(folder, ['record', 'login.recording', '--headless'], 'FILE_EXISTS', 'login.recording');
    expect(readFileSync(join(folder, 'login.recording'))).toEqual(before);
    refused(
      folder,
      ['record', 'x', '--profile', 'security-code-card', '--headless'],
      'ARGUMENT',
      'One DSC+ is recorded',
    );
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});

describe('run', () => {
  it('ends with status 1 when something else came, and says where', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'good.script'), 'press power\nexpect "PIN>"\n');
    writeFileSync(join(folder, 'bad.script'), `${LOGIN}expect "11112222"\n`);
    const { status, stdout } = run(['run', 'good.script', 'bad.script'], { folder });
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      'ok good.script (1 expected)',
      'bad.script:6: expect "--------": the display shows "--------"',
      'not ok bad.script (1 expected)',
      '',
    ]);
  });

  it('writes pictures with --update, then finds them', () => {
    const folder = newFolder();
    const file = join(folder, 'a.script');
    writeFileSync(file, 'press power\nexpect frame\nexpect "PIN>"\n');
    expect(run(['run', 'a.script'], { folder }).stdout).toContain(
      'a.script:2: expect frame: the picture is missing',
    );
    expect(output(['run', 'a.script', '--update'], { folder })).toBe('ok a.script (2 expected)\n');
    expect(readFileSync(file, 'utf8').split('\n').length).toBe(9);
    expect(output(['run', 'a.script'], { folder })).toBe('ok a.script (2 expected)\n');
  });

  it('refuses a wrong line with line and column', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'a.script'), 'press power\npress seven\n');
    refused(folder, ['run', 'a.script'], 'SCRIPT_LINE', 'a.script: Line 2, column 7: A key is one of');
  });

  it('reports as TAP and JUnit', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'a.script'), 'press power\nexpect "PIN>"\n');
    expect(output(['run', 'a.script', '--report', 'tap'], { folder })).toBe(
      'TAP version 13\n1..1\nok 1 - a.script:2 expect "PIN>"\n',
    );
    expect(output(['run', 'a.script', '--report', 'junit'], { folder })).toContain('tests="1" failures="0"');
  });
});
