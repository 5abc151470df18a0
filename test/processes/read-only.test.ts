/**
 * Files and folders that may not be written. The permissions are real: root is run without its right to pass them
 * over.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PORT, startTwin } from '../command-line/host-twin.js';
import {
  contentsOf,
  expectRefusal,
  newFolder,
  type Outcome,
  output,
  runInBash,
} from '../command-line/run-program.js';

const LOGIN = 'respond card.token --pin 8351 --challenge 123456';
const PASSES_OVER = '-dac_override,-dac_read_search,-fowner';
const ORDINARY =
  process.getuid?.() === 0 ? `setpriv --bounding-set=${PASSES_OVER} --inh-caps=${PASSES_OVER} ` : '';

/** Runs a command line for which permissions count. */
function runOrdinary(line: string, folder: string): Outcome {
  return runInBash(`export -f tokentwin; ${ORDINARY}bash -c ${JSON.stringify(`tokentwin ${line}`)}`, {
    folder,
  });
}

function cardFolder(): string {
  const folder = newFolder();
  output(['new', 'dsc-plus', 'card.token', '--pin', '8351'], { folder });
  return folder;
}

describe('a folder that may not be written', () => {
  it('refuses whoever would change a token in it, and lets it be read', () => {
    const folder = cardFolder();
    const before = contentsOf(folder);
    chmodSync(folder, 0o500);
    expectRefusal(runOrdinary(LOGIN, folder), 'FILE_ACCESS');
    expectRefusal(runOrdinary('emulate card.token --headless <<< "press power"', folder), 'FILE_ACCESS');
    expectRefusal(runOrdinary('new dsc-plus other.token', folder), 'FILE_ACCESS');
    expect(runOrdinary('secret card.token', folder)).toMatchObject({ status: 0, stderr: '' });
    expect(runOrdinary('unlock card.token --challenge 13957886', folder).status).toBe(0);
    chmodSync(folder, 0o700);
    expect(contentsOf(folder)).toEqual(before);
    expect(runOrdinary(LOGIN, folder).status).toBe(0);
  });

  it('takes no capture, no state of a soak and no report', async () => {
    const folder = newFolder();
    await startTwin(folder);
    chmodSync(folder, 0o500);
    const soak = `host soak --port ${PORT} --pin 1234 --logins 1 --state night.json`;
    const { status, stderr } = runOrdinary(soak, folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tokentwin: [^\n]+ \(FILE_ACCESS\)\n$/);
    const conform = `host conform --port ${PORT} --only frame.status --output report.txt`;
    expectRefusal(runOrdinary(conform, folder), 'FILE_ACCESS');
    const monitor = `host monitor --port ${PORT} --listen 127.0.0.1:0 --pcap line.pcapng`;
    expectRefusal(runOrdinary(monitor, folder), 'CAPTURE_FILE');
    chmodSync(folder, 0o700);
    expect(contentsOf(folder).size).toBe(0);
  });
});

describe('a token file that may not be written', () => {
  it('is refused and its lock given back', () => {
    const folder = cardFolder();
    const before = contentsOf(folder);
    chmodSync(join(folder, 'card.token'), 0o400);
    expectRefusal(runOrdinary(LOGIN, folder), 'FILE_ACCESS');
    expectRefusal(runOrdinary('emulate card.token --headless <<< "press power"', folder), 'FILE_ACCESS');
    expect(contentsOf(folder)).toEqual(before);
    chmodSync(join(folder, 'card.token'), 0o600);
    expect(runOrdinary(LOGIN, folder).status).toBe(0);
  });
});
