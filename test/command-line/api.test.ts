/** `api`, `emulate --api` and `with`: devices behind HTTP, from the command line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, newFolder, output, RFC_KEY, RunningProgram, run } from './run-program.js';

interface Found {
  readonly url: string;
  readonly token: string;
}

async function found(program: RunningProgram): Promise<Found> {
  const [, url = '', token = ''] = /(http:\S+)\/\?token=([0-9a-f]+)/.exec(await program.line(/api/)) ?? [];
  return { url, token };
}

async function ask({ url, token }: Found, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** A program that asks the API which it finds in its environment. */
function asking(path: string, then: string): string {
  return `const { TOKENTWIN_API: api, TOKENTWIN_TOKEN: token, TOKENTWIN_DEVICE_MY_CARD: id } = process.env;
    fetch(api + '${path}'.replace('ID', id), { headers: { Authorization: 'Bearer ' + token } })
      .then((answer) => answer.json()).then((answer) => { ${then} });`;
}

describe('emulate --headless', () => {
  it('makes the print of a code card wrong and right again', () => {
    const input = 'lookup 7\nfault smudged 7\nfault misprinted 8\nlookup 7\nfault none\nlookup 7\n';
    const words = ['emulate', '--headless', '--profile', 'security-code-card'];
    const [first, wrong, right] = output(words, { input }).trimEnd().split('\n');
    expect(wrong).toBe('???');
    expect([first, right]).toEqual([
      output(['lookup', 'demo', '7']).trimEnd(),
      output(['lookup', 'demo', '7']).trimEnd(),
    ]);
    expectRefusal(run(words, { input: 'fault slow 3\n' }), 'SCRIPT_LINE');
  });

  it('goes on from the end of a recording', () => {
    const folder = newFolder();
    output(['record', 'a.recording', '--headless'], { folder, input: 'press power\ntype 1234\n' });
    const frames = output(['emulate', 'a.recording', '--headless'], { folder, input: 'frame\n' });
    expect(frames).toBe('#6 ---4\n');
  });
});

describe('emulate --api', () => {
  it('offers the devices that it has open, whose frames it prints, until a signal', async () => {
    const folder = newFolder();
    output(['new', 'dsc-plus', 'my.token', '--pin', '8351'], { folder });
    const program = new RunningProgram(['emulate', 'my.token', '--headless', '--api', '0'], { folder });
    const api = await found(program);
    expect(await ask(api, '/twins')).toMatchObject({
      twins: [{ id: '1', name: 'my.token', origin: 'emulator' }],
    });
    expect(await ask(api, '/twins/1/keys', { press: 'power' })).toMatchObject({ text: 'PIN>' });
    expect(await program.line(/^#/)).toBe('#2 PIN>');
    program.write('type 83\n');
    await program.line(/-3__/);
    expect(await ask(api, '/twins/1/frame')).toMatchObject({ text: '--__', isMasked: true });
    process.kill(program.pid, 'SIGTERM');
    expect(await program.end()).toMatchObject({ status: 143, stderr: '' });
    expectRefusal(run(['secret', 'none.token'], { folder }), 'FILE_NOT_FOUND');
    expect(output(['secret', 'my.token'], { folder })).toContain('8351');
  });

  it('says where it is as JSON, and shows secrets where it is told to', async () => {
    const words = [
      'emulate',
      '--headless',
      '--json',
      '--api',
      '0',
      '--show-secrets',
      '--profile',
      'dsc-plus',
    ];
    const program = new RunningProgram(words);
    const api = await found(program);
    for (const step of [{ press: 'power' }, { type: '1234' }, { press: 'ok' }, { type: '123456' }])
      await ask(api, '/twins/1/keys', step);
    expect(await ask(api, '/twins/1/keys', { press: 'ok' })).toMatchObject({ text: '98276595' });
  });

  it('refuses what has no meaning, and a port that is taken', async () => {
    expectRefusal(run(['emulate', '--headless', '--show-secrets']), 'ARGUMENT', 2);
    expectRefusal(run(['emulate', '--headless', '--api', '65536']), 'ARGUMENT', 2);
    expectRefusal(run(['emulate', '--headless', '--sealed', '--api', '0']), 'ARGUMENT', 2);
    const { port } = new URL((await found(new RunningProgram(['api']))).url);
    expectRefusal(run(['emulate', '--headless', '--api', port]), 'API_LISTEN');
  });
});

describe('api', () => {
  it('serves without a device at first, with another token each time', async () => {
    const first = new RunningProgram(['api', '--json']);
    const second = new RunningProgram(['api']);
    const [one, other] = [await found(first), await found(second)];
    expect(one.token).toMatch(/^[0-9a-f]{32}$/);
    expect(other.token).not.toBe(one.token);
    expect(await ask(one, '/twins')).toEqual({ twins: [] });
    expect(await ask({ ...one, token: other.token }, '/twins')).toMatchObject({ code: 'API_TOKEN' });
    process.kill(first.pid, 'SIGINT');
    expect(await first.end()).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('with', () => {
  const CARD = ['--device', 'my-card=dsc-plus'];

  it('gives a command its devices, and has its output and status', () => {
    const program = asking(
      '/twins/ID',
      "console.log(answer.serialNumber + ' ' + process.argv[1]); process.exit(7)",
    );
    const words = ['with', ...CARD, '--', process.execPath, '-e', program, '--', '--device'];
    expect(run(words)).toEqual({ status: 7, stdout: '10000001 --device\n', stderr: '' });
  });

  it('gives a card that goes on from the end of a recording, which stays as it is', () => {
    const folder = newFolder();
    const input = 'press power\ntype 1234\npress ok\n';
    output(['record', 'half.recording', '--headless'], { folder, input: `${input}advance 3s\n` });
    const before = readFileSync(join(folder, 'half.recording'));
    const program = asking('/twins/ID/frame', 'console.log(answer.text)');
    const source = (file: string) => ['with', '--device', `my-card=${file}`, '--', process.execPath, '-e'];
    const words = [...source('half.recording'), program];
    expect(run(words, { folder })).toEqual({ status: 0, stdout: 'CHALLNG>\n', stderr: '' });
    expect(readFileSync(join(folder, 'half.recording'))).toEqual(before);
    writeFileSync(join(folder, 'cut.recording'), before.subarray(0, 100));
    expectRefusal(run([...source('cut.recording'), program], { folder }), 'RECORDING_INVALID');
  });

  it('gives a token file, whose counter goes on, and lets go of it', () => {
    const folder = newFolder();
    output(['new', 'dsc-plus-counter', 'my.token', '--pin', '8351', '--key', RFC_KEY], { folder });
    const program = `const { TOKENTWIN_API: api, TOKENTWIN_TOKEN: token, TOKENTWIN_DEVICE_CARD: id } = process.env;
      const headers = { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' };
      const keys = (step) => fetch(api + '/twins/' + id + '/keys', { method: 'POST', headers, body: JSON.stringify(step) });
      (async () => {
        for (const step of [{ press: 'power' }, { type: '8351' }, { press: 'ok' }, { type: '123456' }, { press: 'ok' }])
          await keys(step);
        const refused = await fetch(api + '/twins/' + id, { method: 'DELETE', headers });
        const { response } = await (await fetch(api + '/twins/' + id + '/response', { headers })).json();
        console.log(refused.status, response);
      })();`;
    const words = ['with', '--device', 'card=my.token', '--', process.execPath, '-e', program];
    const respond = ['respond', 'my.token', '--pin', '8351', '--challenge', '123456'];
    const seen = [run(words, { folder }).stdout, output(respond, { folder }), run(words, { folder }).stdout];
    const suite = 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256';
    const expected = [0, 1, 2].map((counter) =>
      output([
        'ocra',
        suite,
        '--key',
        RFC_KEY,
        '--question',
        '123456',
        '--pin',
        '8351',
        '--counter',
        `${counter}`,
      ]),
    );
    expect(seen).toEqual([`409 ${expected[0]}`, expected[1], `409 ${expected[2]}`]);
  });

  it('ends as the command does that a signal has ended', () => {
    const program = "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)";
    expect(run(['with', '--', process.execPath, '-e', program]).status).toBe(137);
  });

  it('hands on a signal, and waits for the command to end', async () => {
    const program =
      "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up')";
    const running = new RunningProgram(['with', ...CARD, '--', process.execPath, '-e', program]);
    await running.line(/^up$/);
    process.kill(running.pid, 'SIGTERM');
    expect(await running.end()).toMatchObject({ status: 5, stderr: '' });
  });

  it('refuses a command that there is not, and devices that cannot be told apart', () => {
    expectRefusal(run(['with', '--', join(newFolder(), 'none')]), 'COMMAND_START');
    expectRefusal(run(['with', ...CARD]), 'ARGUMENT', 2);
    expectRefusal(run(['with', ...CARD, ...CARD, '--', 'x']), 'ARGUMENT', 2);
    expectRefusal(run(['with', '--device', 'dsc-plus', '--', 'x']), 'ARGUMENT', 2);
    expectRefusal(run(['with', '--device', 'a=none', '--', 'x']), 'PROFILE_UNKNOWN');
  });
});
