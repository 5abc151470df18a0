/**
 * A disk that takes nothing more, or no more of a file: the kernel's limit on the size of files stands for it, which
 * needs no rights. What is refused is said in a sentence with a status, what was there before stays and goes on.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSoakState } from '../../host/rig/soak/soak-state.js';
import { PORT, startTwin } from '../command-line/host-twin.js';
import {
  contentsOf,
  expectRefusal,
  newFolder,
  type Outcome,
  output,
  RunningProgram,
  run,
  runInBash,
} from '../command-line/run-program.js';
import { ocraNumeric } from '../unit/node-ocra.js';
import { courseOf, isState, newCard, SUITE } from './card-model.js';
import { cardIn, makeTokenFile } from './token-file-seen.js';

const PIN = '83515173';
const KEYS = { key: Buffer.from('12345678901234567890'), unlockKey: Buffer.from('09876543210987654321') };
const CHALLENGE = '123456';
const LOGIN = `respond card.token --pin ${PIN} --challenge ${CHALLENGE}`;
const HOST = ['--port', PORT, '--pin', '1234'];

/** No file can be made longer than so many KiB; in 0 nothing can be written at all. */
function runLimited(kibibytes: number, line: string, folder: string): Outcome {
  return runInBash(`ulimit -f ${kibibytes}; tokentwin ${line}`, { folder });
}

function cardFile(pageBytes: number): { folder: string; file: string } {
  const folder = newFolder();
  const file = join(folder, 'card.token');
  makeTokenFile(file, PIN, KEYS, { pageBytes, pageCount: 2 });
  return { folder, file };
}

describe('a token file', () => {
  it('of which a part cannot be written any more keeps every response that was shown', () => {
    const { folder, file } = cardFile(4096);
    let shown = 0n;
    for (;;) {
      const before = { ...newCard(PIN), counter: shown };
      const course = courseOf(
        [
          { type: 'verify', pin: PIN, purpose: 'login' },
          { type: 'respond', challenge: CHALLENGE },
        ],
        before,
        KEYS,
      );
      // The journal grows through the first KiB of its page, and a record that leaves it is refused in its midst.
      const outcome = runLimited(5, LOGIN, folder);
      if (outcome.status === 0) {
        expect(outcome.stdout).toBe(
          `${ocraNumeric(SUITE, CHALLENGE, { key: KEYS.key, pin: PIN, counter: shown })}\n`,
        );
        shown += 1n;
        continue;
      }
      expectRefusal(outcome, 'FILE_ACCESS');
      const found = cardIn(file);
      expect(course.states.some((state) => isState(found, state))).toBe(true);
      break;
    }
    expect(shown).toBeGreaterThan(5n);
    const { counter } = cardIn(file);
    expect(runLimited(64, LOGIN, folder).stdout).toBe(
      `${ocraNumeric(SUITE, CHALLENGE, { key: KEYS.key, pin: PIN, counter })}\n`,
    );
  });

  it('beside which no lock can be made is refused, and can still be read', () => {
    const { folder } = cardFile(512);
    const before = contentsOf(folder);
    expectRefusal(runLimited(0, LOGIN, folder), 'FILE_ACCESS');
    expectRefusal(runLimited(0, 'emulate card.token --headless <<< "press power"', folder), 'FILE_ACCESS');
    expect(runLimited(0, 'secret card.token', folder)).toMatchObject({ status: 0, stderr: '' });
    expect(contentsOf(folder)).toEqual(before);
    expect(runLimited(64, LOGIN, folder).status).toBe(0);
  });

  it('whose response cannot be printed has used up its counter, and is given back', () => {
    const { folder, file } = cardFile(512);
    expectRefusal(runInBash(`tokentwin ${LOGIN} > /dev/full`, { folder }), 'FILE_ACCESS');
    expect(cardIn(file).counter).toBe(1n);
    expect(contentsOf(folder).size).toBe(1);
  });

  it('that is new is whole or not there', () => {
    const folder = newFolder();
    for (const kibibytes of [0, 4, 5])
      expectRefusal(runLimited(kibibytes, 'new dsc-plus a.token --pin 8351', folder), 'FILE_ACCESS');
    expect(contentsOf(folder).size).toBe(0);
    expect(runLimited(6, 'new dsc-plus a.token --pin 8351', folder).status).toBe(0);
  });
});

describe('what host commands write', () => {
  it.each(['info', 'respond --challenge 123456 --pin 1234'])('to a file by %s --json', async (command) => {
    const folder = newFolder();
    await startTwin(folder);
    const line = `host ${command} --port ${PORT} --json > out.json`;
    expectRefusal(runLimited(0, line, folder), 'FILE_ACCESS');
    expect(runLimited(64, line, folder).status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toMatchObject({ port: PORT });
  });

  it('as the report of conform', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const line = `host conform --port ${PORT} --only frame.status --format json --output report.json`;
    expectRefusal(runLimited(0, line, folder), 'FILE_ACCESS');
  });

  it('as the state of a soak, which stays as it was and is gone on from', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'soak', ...HOST, '--key', 'demo', '--state', 'night.json', '--logins'];
    output([...words, '5'], { folder });
    const before = contentsOf(folder);
    const outcome = runLimited(0, [...words, '9'].join(' '), folder);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(
      /^tokentwin: Could not write night\.json \(EFBIG\)[^\n]+ \(FILE_ACCESS\)\n$/,
    );
    expect(contentsOf(folder)).toEqual(before);
    output([...words, '9'], { folder });
    expect(readSoakState(join(folder, 'night.json'))?.answered).toBe(9);
  });

  it('as a capture, which is whole up to the last packet', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const limits = ['bash', '-c', 'ulimit -f 4; exec "$@"', 'bash'];
    const words = ['host', 'monitor', '--port', PORT, '--listen', 'unix:host.sock', '--quiet', '--pcap'];
    const monitor = new RunningProgram([...words, 'line.pcapng'], { folder, before: limits });
    await monitor.line(/^line /);
    for (let login = 0; login < 5; login += 1)
      run(['host', 'respond', '--port', 'unix:host.sock', '--pin', '1234', '--challenge', '123456'], {
        folder,
      });
    const { status, stderr } = await monitor.end();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /\n?tokentwin: The capture line\.pcapng cannot be written \(EFBIG\)[^\n]+ \(CAPTURE_FILE\)\n$/,
    );
    const bytes = readFileSync(join(folder, 'line.pcapng'));
    let end = 0;
    while (end < bytes.length) {
      const length = bytes.readUInt32LE(end + 4);
      expect(bytes.readUInt32LE(end + length - 4)).toBe(length);
      end += length;
    }
    expect(end).toBe(bytes.length);
    expect(bytes.length).toBeGreaterThan(3000);
  });

  it('as a capture that cannot even begin, which leaves its name free', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const line = `host monitor --port ${PORT} --listen unix:host.sock --pcap line.pcapng`;
    expectRefusal(runLimited(0, line, folder), 'CAPTURE_FILE');
    expect([...contentsOf(folder).keys()]).toEqual([]);
  });
});
