/**
 * A device in a process of its own: the twin, or the peer that it is measured beside.
 *
 * Promises: the process says where its line is before it is handed out, and it ends with
 * this one, unless that is killed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ROOT } from '../built.js';
import { PLAIN_ENVIRONMENT } from '../programs/run-node.js';

/** What a device says first, as `emulate --headless` does: `line ADDRESS`. */
export const ANNOUNCEMENT = 'line ';

export interface DeviceProcess {
  /** Where a host finds it. */
  readonly address: string;
  end(): Promise<void>;
}

/**
 * Starts `node` in the project's folder and waits for the announcement.
 *
 * @param words all that stands behind `node`
 * @throws Error with the process's own complaint when it ends or says something else
 */
export async function startDevice(words: readonly string[]): Promise<DeviceProcess> {
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    env: PLAIN_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    child.kill();
  };
  process.once('exit', kill);
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text;
  });
  const closed = once(child, 'close');
  const output = createInterface({ input: child.stdout });
  const end = async (): Promise<void> => {
    process.off('exit', kill);
    child.kill();
    await closed;
  };
  const said = await Promise.race([once(output, 'line'), closed.then(() => [''])]);
  const announcement = String(said[0]);
  if (announcement.startsWith(ANNOUNCEMENT)) {
    return { address: announcement.slice(ANNOUNCEMENT.length), end };
  }
  await end();
  throw new Error(`the device did not start: ${complaint.trim() || announcement}`);
}
