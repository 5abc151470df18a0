/**
 * One writer for a token file: locks among processes, taken over from the dead, and what a kill leaves.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createTokenFile, readTokenFile } from '../../emulator/files/token-files.js';
import { DscPlus, isTokentwinError } from '../../emulator/index.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { cardFileBytes } from './token-file-bytes.js';

const SCRIPT = fileURLToPath(new URL('./token-file-process.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tokentwin-locks-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

function newFile(): string {
  files += 1;
  const file = join(folder, `card-${files}.token`);
  createTokenFile(file, cardFileBytes());
  return file;
}

/** A process that answers one line to each line. */
class Worker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (this.#child.stdout === null) throw new Error('no output');
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async answer(): Promise<string> {
    const { value } = await this.#lines.next();
    return String(value);
  }

  ask(command: string, argument = ''): Promise<string> {
    this.#child.stdin?.write(`${command}\t${argument}\n`);
    return this.answer();
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}

const workers: Worker[] = [];

async function startWorkers(count: number): Promise<Worker[]> {
  const started = Array.from({ length: count }, () => new Worker());
  workers.push(...started);
  for (const worker of started) expect(await worker.answer()).toBe('ready');
  return started;
}

async function startWorker(): Promise<Worker> {
  const [worker] = await startWorkers(1);
  return worker as Worker;
}

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill();
});

function lockedMessage(file: string): string {
  try {
    DscPlus.open(file).close();
  } catch (error) {
    if (isTokentwinError(error, 'FILE_LOCKED')) return error.message;
    throw error;
  }
  return 'not locked';
}

describe('a token file in use', () => {
  it('is refused to the same process with its own number', () => {
    const file = newFile();
    const card = DscPlus.open(file);
    expect(lockedMessage(file)).toContain(`process ${process.pid}`);
    card.press('power');
    expect(lockedMessage(file)).toContain(`process ${process.pid}`);
    card.close();
    expect(lockedMessage(file)).toBe('not locked');
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('is refused to another process with the number of the holder, and can still be read', async () => {
    const file = newFile();
    const worker = await startWorker();
    expect(await worker.ask('open', file)).toBe('open');
    const bytes = readFileSync(file);
    expect(lockedMessage(file)).toContain(`process ${worker.pid}`);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readTokenFile(file).header.kind).toBe('dsc-plus');
    expect(await worker.ask('close')).toBe('closed');
    expect(lockedMessage(file)).toBe('not locked');
  });
});

describe('a lock left behind', () => {
  it('by a killed process is taken over', async () => {
    const file = newFile();
    const worker = await startWorker();
    expect(await worker.ask('open', file)).toBe('open');
    await worker.kill();
    expect(existsSync(`${file}.lock`)).toBe(true);
    expect(lockedMessage(file)).toBe('not locked');
  });

  it('by a process that has ended but that its parent has not buried is taken over', async () => {
    const file = newFile();
    // The shell becomes `sleep`, which never asks for the status of the child it inherits; that ends with a line.
    const parent = spawn('bash', ['-c', 'read <&0 & echo $!; exec sleep 60'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [first] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(first);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n') await turn();
    parent.stdin.write('\n');
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    while (stat()[0] !== 'Z') await turn();
    const card = DscPlus.open(file);
    const lock = JSON.parse(readFileSync(`${file}.lock`, 'utf8')) as Record<string, unknown>;
    card.close();
    writeFileSync(`${file}.lock`, `${JSON.stringify({ ...lock, pid, startedAt: stat()[19] })}\n`);
    expect(lockedMessage(file)).toBe('not locked');
    parent.kill();
  });

  it('by an earlier process with a number that lives again is taken over', () => {
    const file = newFile();
    const card = DscPlus.open(file);
    const lock = JSON.parse(readFileSync(`${file}.lock`, 'utf8')) as Record<string, unknown>;
    card.close();
    writeFileSync(`${file}.lock`, `${JSON.stringify({ ...lock, startedAt: '1' })}\n`);
    expect(lockedMessage(file)).toBe('not locked');
  });

  it('by a process that was killed while it took over the lock of another is taken over at once', async () => {
    const file = newFile();
    const worker = await startWorker();
    expect(await worker.ask('open', file)).toBe('open');
    await worker.kill();
    const text = readFileSync(`${file}.lock`, 'utf8');
    const { nonce, ...holder } = JSON.parse(text) as { nonce: string };
    const takeOver = `${file}.lock.${nonce}.stale`;
    writeFileSync(takeOver, `${JSON.stringify({ ...holder, nonce: 'second' })}\n`);
    writeFileSync(`${takeOver}.second.stale`, `${JSON.stringify({ ...holder, nonce: 'third' })}\n`);
    expect(lockedMessage(file)).toBe('not locked');
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(`${file}.`))).toEqual([]);
  });

  it('is left to the living process that takes it over', async () => {
    const file = newFile();
    const worker = await startWorker();
    expect(await worker.ask('open', file)).toBe('open');
    await worker.kill();
    const text = readFileSync(`${file}.lock`, 'utf8');
    const card = DscPlus.open(newFile());
    const living = readFileSync(`${join(folder, `card-${files}.token`)}.lock`, 'utf8');
    const { nonce } = JSON.parse(text) as { nonce: string };
    writeFileSync(`${file}.lock.${nonce}.stale`, living);
    expect(lockedMessage(file)).toContain('.lock');
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(text);
    card.close();
  });

  it('on another machine, or without a holder that can be read, is respected', () => {
    const file = newFile();
    const card = DscPlus.open(file);
    const text = readFileSync(`${file}.lock`, 'utf8');
    card.close();
    const elsewhere = text.replace(hostname(), 'another-machine').replace(/"pid":[0-9]+/, '"pid":4194304');
    for (const lock of [elsewhere, '', 'nonsense\n', '{}\n']) {
      writeFileSync(`${file}.lock`, lock);
      expect(lockedMessage(file)).toContain('.lock');
      expect(readFileSync(`${file}.lock`, 'utf8')).toBe(lock);
    }
  });
});

describe('processes that race for a file', () => {
  it('give it to exactly one each time, whether free or left by a dead holder', async () => {
    const file = newFile();
    const racers = await startWorkers(4);
    const dead = await startWorker();
    expect(await dead.ask('open', file)).toBe('open');
    const staleLock = readFileSync(`${file}.lock`, 'utf8');
    await dead.kill();
    for (let round = 0; round < 40; round += 1) {
      if (round % 2 === 0) writeFileSync(`${file}.lock`, staleLock);
      const answers = await Promise.all(racers.map((racer) => racer.ask('open', file)));
      expect(answers.toSorted()).toEqual(['FILE_LOCKED', 'FILE_LOCKED', 'FILE_LOCKED', 'open']);
      const winner = racers[answers.indexOf('open')] as Worker;
      expect(lockedMessage(file)).toContain(`process ${winner.pid}`);
      expect(await winner.ask('close')).toBe('closed');
    }
  });
});

describe('a process killed right after a wrong PIN was shown', () => {
  it('leaves the try in the file, ten times over', async () => {
    for (let round = 0; round < 10; round += 1) {
      const file = newFile();
      const worker = await startWorker();
      expect(await worker.ask('open', file)).toBe('open');
      const tries = 1 + (round % 4);
      for (let used = 1; used <= tries; used += 1) {
        expect(await worker.ask('pin', '9999')).toBe(`PIN ERR${5 - used}`);
      }
      await worker.kill();
      expect(readDscPlus(readTokenFile(file).flash).triesUsed).toBe(tries);
      const card = DscPlus.open(file);
      expect(card.status().triesLeft).toBe(5 - tries);
      card.close();
    }
  });

  it('leaves a locked card locked, for a new process too', async () => {
    const file = newFile();
    for (const shown of ['PIN ERR4', 'PIN ERR3', 'PIN ERR2', 'PIN ERR1', 'LOCKED']) {
      const worker = await startWorker();
      expect(await worker.ask('open', file)).toBe('open');
      expect(await worker.ask('pin', '9999')).toBe(shown);
      await worker.kill();
    }
    const card = DscPlus.open(file);
    expect(card.press('power').text).toBe('LOCKED');
    expect(card.advance({ seconds: 2 }).text).toBe(readDscPlus(readTokenFile(file).flash).unlock?.question);
    card.close();
  });
});
