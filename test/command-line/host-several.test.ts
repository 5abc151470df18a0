/** Several ports at once: side by side, each line with its port, one that fails does not stop the others. */
import { describe, expect, it } from 'vitest';
import { startTwin } from './host-twin.js';
import { newFolder, output, RunningProgram, run } from './run-program.js';

async function twoTwins() {
  const folder = newFolder();
  const checked = await startTwin(folder, { line: ['--listen', 'unix:a'] });
  const soft = { words: ['--profile', 'dsc-plus-soft'], line: ['--listen', 'unix:b'] };
  return { folder, twins: [checked, await startTwin(folder, soft)] };
}

const BOTH = ['--port', 'unix:a', '--port', 'unix:b'];
const RESPOND = ['host', 'respond', '--challenge', '123456', '--pin', '1234'];

function sorted(text: string): string[] {
  return text.trimEnd().split('\n').sort();
}

describe('several ports', () => {
  it('are all asked, and each line says which one it is about', async () => {
    const { folder } = await twoTwins();
    const responses = ['unix:a: 98276595', 'unix:b: 98276595'];
    expect(sorted(output([...RESPOND, ...BOTH], { folder }))).toEqual(responses);
    expect(sorted(output([...RESPOND, '--keys', ...BOTH], { folder }))).toEqual(responses);
    const json = sorted(output([...RESPOND, '--json', ...BOTH], { folder }));
    expect(json.map((line) => JSON.parse(line))).toEqual([
      { port: 'unix:a', response: '98276595' },
      { port: 'unix:b', response: '98276595' },
    ]);
    const info = sorted(output(['host', 'info', ...BOTH], { folder }));
    expect(info).toContain('unix:a: profile: dsc-plus');
    expect(info).toContain('unix:b: profile: dsc-plus-soft');
    expect(info.every((line) => /^unix:[ab]: /.test(line))).toBe(true);
  });

  it('go on without one that fails', async () => {
    const { folder } = await twoTwins();
    const three = ['--port', 'unix:gone', ...BOTH];
    const { status, stdout, stderr } = run([...RESPOND, ...three], { folder });
    expect(status).toBe(1);
    expect(sorted(stdout)).toEqual(['unix:a: 98276595', 'unix:b: 98276595']);
    expect(stderr).toMatch(/^tokentwin: unix:gone: [^\n]+ \(PORT_NOT_FOUND\)\n$/);
    const wrong = run([...RESPOND.slice(0, -1), '9999', ...BOTH], { folder });
    expect(wrong.status).toBe(1);
    expect(wrong.stdout).toMatch(/^unix:b: [0-9]{8}\n$/);
    expect(wrong.stderr).toMatch(/^tokentwin: unix:a: [^\n]*\b4\b[^\n]* \(PIN_WRONG\)\n$/);
  });
  it('are all freed by Ctrl-C', async () => {
    const { folder, twins } = await twoTwins();
    const host = new RunningProgram([...RESPOND.slice(0, -2), '--keypad', ...BOTH], { folder });
    for (const twin of twins) await twin.line(/ PIN>$/);
    process.kill(host.pid, 'SIGINT');
    const { status, stdout, stderr } = await host.end();
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toMatch(/^(tokentwin: unix:[ab]: type the PIN [^\n]*\n){2}tokentwin: interrupted\n$/);
    expect(sorted(output([...RESPOND, ...BOTH], { folder }))).toHaveLength(2);
  });
});
