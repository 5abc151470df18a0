/**
 * PC/SC's daemon with the twin's reader, on a machine of their own; several tests of a file share one.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { output, PROGRAM } from '../command-line/run-program.js';
import { LIBCCID, PYTHON, VPCD, whyNotRun } from './installed-programs.js';
import type { LineProgram } from './line-program.js';
import { type Outcome, PrivateMachine } from './private-machine.js';
import { PyscardHost } from './pyscard-host.js';

export interface BenchOptions {
  /** The DSC+, as a profile in a file; else it is the demo card. */
  readonly profile?: object;
  /** Is the demo code card there too? */
  readonly codeCard?: boolean;
  /** A name of the twin's reader variants, or Debian's virtual reader. */
  readonly reader?: 'gempc-pinpad' | 'gempc-twin' | 'two-slot' | 'vpcd';
  /** Does pcscd print every byte on the line? */
  readonly traced?: boolean;
}

/** What the bench itself stands on; tests add what they run beside it. */
const NEEDS = ['unshare', 'nsenter', 'mount', 'ip', 'pcscd'];

/** Starts pcscd and waits until it listens, which it does when it has found its readers. */
const START_PCSCD = `
PATH="$PATH:/usr/sbin"
rm -f /run/pcscd/*
pcscd --foreground "$@" &
until [ -S /run/pcscd/pcscd.comm ]; do kill -0 $! || exit 1; sleep 0.02; done
echo started
wait
`;

/** libccid then logs what it sends and receives (its README, "Debug information"). */
const TRACED = ['env', 'LIBCCID_ifdLogLevel=15'];

export class PcscBench {
  private constructor(
    readonly folder: string,
    readonly machine: PrivateMachine,
    /** The emulator, to which the test is the holder. */
    readonly twin: LineProgram,
    public pcscd: LineProgram,
    private readonly options: BenchOptions,
  ) {}

  static async start(folder: string, options: BenchOptions): Promise<PcscBench> {
    const machine = await PrivateMachine.start();
    try {
      // Where vpcd does not listen there is nothing to connect to; without a pseudo-terminal, nothing to open.
      const early = options.reader === 'vpcd' ? await startPcscd(machine, folder, options) : null;
      const twin = machine.start(process.execPath, PROGRAM, ...emulateWords(folder, options));
      await twin.line(options.codeCard === true ? /^2: line / : /^line /);
      const pcscd = early ?? (await startPcscd(machine, folder, options));
      // vpcd looks for a card only now and then.
      if (early !== null) await cardsInserted(machine, options.codeCard === true ? 2 : 1);
      return new PcscBench(folder, machine, twin, pcscd, options);
    } catch (error) {
      await machine.end();
      throw error;
    }
  }

  /** Kills pcscd and starts another one. */
  async restartPcscd(): Promise<void> {
    await this.output('sh', '-c', 'kill -KILL $(cat /run/pcscd/pcscd.pid)');
    await this.pcscd.end();
    this.pcscd = await startPcscd(this.machine, this.folder, this.options);
  }

  /** Runs a program of PC/SC that must succeed. @returns what it printed */
  async output(program: string, ...words: readonly string[]): Promise<string> {
    const { status, output: printed }: Outcome = await this.machine.run(program, ...words);
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${printed}`);
    return printed;
  }

  /** A program in Python with pyscard, connected to the reader of that name when one is given. */
  async pyscard(reader?: string): Promise<PyscardHost> {
    const host = new PyscardHost(this.machine);
    if (reader !== undefined) await host.connect(reader);
    return host;
  }
}

function emulateWords(folder: string, { profile, codeCard, reader }: BenchOptions): string[] {
  const words = ['emulate', '--headless'];
  if (profile !== undefined) {
    const file = join(folder, 'profile.json');
    writeFileSync(file, JSON.stringify(profile));
    words.push('--profile', file);
  } else if (codeCard !== true) words.push('--profile', 'dsc-plus');
  if (reader === 'vpcd') return [...words, '--vpcd', 'default'];
  return [...words, '--serial', `pty:${join(folder, 'line')}`, '--reader', reader ?? 'gempc-pinpad'];
}

/** @returns pcscd, which has found its readers */
async function startPcscd(machine: PrivateMachine, folder: string, options: BenchOptions) {
  const { codeCard = false, reader = 'gempc-pinpad', traced = false } = options;
  const configuration = join(folder, 'readers');
  mkdirSync(configuration, { recursive: true });
  if (reader === 'vpcd') copyFileSync(VPCD, join(configuration, 'vpcd'));
  else {
    // In two slots both devices are on the first line.
    const links = codeCard && reader !== 'two-slot' ? ['line', 'line-2'] : ['line'];
    const ports = links.flatMap((link) => ['--port', join(folder, link)]);
    const words = ['host', 'reader-conf', ...ports, '--reader', reader];
    writeFileSync(join(configuration, 'tokentwin'), output(words));
  }
  const shell = ['sh', '-c', START_PCSCD, 'sh', '--config', configuration];
  const [program = '', ...words] = traced ? [...TRACED, ...shell, '--debug'] : shell;
  const pcscd = machine.start(program, ...words);
  await pcscd.line(/^started$/);
  return pcscd;
}

async function cardsInserted(machine: PrivateMachine, cards: number): Promise<void> {
  const host = new PyscardHost(machine);
  await host.watch();
  for (let card = 0; card < cards; card += 1) await host.event();
}

/** A bench for the tests of a file or of a `describe`, each of which is not run where a program is missing. */
export function sharedBench(needs: readonly string[], options: BenchOptions = {}): () => PcscBench {
  const driver = options.reader === 'vpcd' ? VPCD : LIBCCID;
  const reason = whyNotRun([...NEEDS, driver, ...needs]);
  let folder: string | null = null;
  let bench: PcscBench | null = null;
  beforeAll(async () => {
    if (reason !== null) return;
    folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
    bench = await PcscBench.start(folder, options);
  });
  beforeEach(({ skip }) => {
    if (reason !== null) skip(reason);
  });
  afterAll(async () => {
    await bench?.machine.end();
    if (folder !== null) rmSync(folder, { recursive: true });
  });
  return () => {
    if (bench === null) throw new Error('the bench has not been started');
    return bench;
  };
}

/** What a test with pyscard needs. */
export const PYSCARD = [PYTHON, 'import smartcard.scard'];
