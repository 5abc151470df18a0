/** A file system of its own that is full, and then may only be read: token files on it, and a twin that is running. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PROGRAM } from '../command-line/run-program.js';
import { whyNotRun } from './installed-programs.js';
import type { LineProgram } from './line-program.js';
import { type Outcome, PrivateMachine } from './private-machine.js';

const LOGIN = 'tokentwin respond card.token --pin 8351 --challenge 123456';
const FILL = 'cat /dev/zero > filling 2>/dev/null; true';

let machine: PrivateMachine | null = null;
let folder: string;

beforeEach(async ({ skip }) => {
  const reason = whyNotRun(['unshare', 'nsenter', 'mount', 'ip']);
  if (reason !== null) skip(reason);
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-disk-'));
  machine = await PrivateMachine.start();
  const made = await onDisk(
    'mount -t tmpfs -o size=64k tmpfs "$PWD" && cd "$PWD" && tokentwin new dsc-plus card.token --pin 8351',
  );
  expect(made).toMatchObject({ status: 0 });
});

afterEach(async () => {
  await machine?.end();
  machine = null;
  rmSync(folder, { recursive: true, force: true });
});

function shell(lines: string): string[] {
  const program = `node=$1 program=$2; tokentwin() { "$node" "$program" "$@"; }`;
  return ['-c', `cd "$0" || exit; ${program}; ${lines}`, folder, process.execPath, PROGRAM];
}

/** Runs lines of the shell on the disk, where the program is `tokentwin`. */
async function onDisk(lines: string): Promise<Outcome> {
  if (machine === null) throw new Error('there is no machine');
  return await machine.run('sh', ...shell(lines));
}

function startOnDisk(lines: string): LineProgram {
  if (machine === null) throw new Error('there is no machine');
  return machine.start('sh', ...shell(lines));
}

function refusal(reason: string): Outcome {
  return {
    status: 1,
    output: expect.stringMatching(new RegExp(`^tokentwin: [^\\n]+: ${reason}\\. \\(FILE_ACCESS\\)\\n$`)),
  };
}

it('a full disk refuses what needs room, and nothing is lost', async () => {
  await onDisk(FILL);
  const before = await onDisk('sha256sum card.token; ls');
  expect(await onDisk(LOGIN)).toEqual(refusal('the disk is full'));
  expect(await onDisk('tokentwin new dsc-plus other.token --pin 8351')).toEqual(refusal('the disk is full'));
  expect(await onDisk('sha256sum card.token; ls')).toEqual(before);
  expect(await onDisk('tokentwin secret card.token')).toMatchObject({ status: 0 });
  expect(await onDisk(`rm filling; ${LOGIN}`)).toMatchObject({
    status: 0,
    output: expect.stringMatching(/^[0-9]{8}\n$/),
  });
});

it('a twin that is running goes on when the disk fills up: it writes in place', async () => {
  const twin = startOnDisk('tokentwin emulate card.token --headless');
  await twin.ask('press power', /PIN>/);
  await onDisk(FILL);
  for (const left of [4, 3, 2]) {
    twin.tell('type 1538');
    await twin.ask('press ok', new RegExp(`PIN ERR${left}`));
  }
  await twin.end();
  const wrong = 'tokentwin respond card.token --pin 1538 --challenge 123456';
  expect((await onDisk(`rm filling; ${wrong}`)).output).toContain(' 1 more try ');
});

it('a disk that may only be read is left as it is, and can be read', async () => {
  await onDisk('mount -o remount,ro "$PWD"');
  const before = await onDisk('sha256sum card.token; ls');
  expect(await onDisk(LOGIN)).toEqual(refusal('the file system is read-only'));
  expect(await onDisk('tokentwin emulate card.token --headless')).toEqual(
    refusal('the file system is read-only'),
  );
  expect(await onDisk('tokentwin new dsc-plus other.token')).toEqual(refusal('the file system is read-only'));
  expect(await onDisk('tokentwin secret card.token')).toMatchObject({ status: 0 });
  expect(await onDisk('sha256sum card.token; ls')).toEqual(before);
  expect(await onDisk(`mount -o remount,rw "$PWD"; ${LOGIN}`)).toMatchObject({ status: 0 });
});
