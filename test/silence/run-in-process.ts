/**
 * A command line in this process, through the same doors as `tokentwin`: the quick ones for what starts quickly and
 * for streams, and the parser for the rest.
 */
import { Readable } from 'node:stream';
import { runProgram } from '../../emulator/cli/program.js';
import { run as quickOcra } from '../../emulator/cli/quick/ocra.js';
import { run as quickRespond } from '../../emulator/cli/quick/respond.js';
import { run as streams } from '../../emulator/cli/quick/streams.js';
import { withStreams } from '../standard-streams.js';

export interface CommandLine {
  readonly words: readonly string[];
  /** Of standard input. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. An error that comes out of it is a crash, and a failure of its test. */
export async function runInProcess({ words, input = '', environment = {} }: CommandLine): Promise<Ended> {
  const before = { ...process.env };
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.assign(process.env, environment);
  Object.defineProperty(process, 'stdin', { value: Readable.from([input]), configurable: true });
  try {
    const { result, stdout, stderr } = await withStreams(Buffer.from(input), () => dispatch(words));
    return { status: result, stdout, stderr };
  } finally {
    process.env = before;
    if (stdin !== undefined) Object.defineProperty(process, 'stdin', stdin);
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const quick = { respond: [quickRespond], ocra: [quickOcra, streams], hotp: [streams], totp: [streams] };
  const [name = ''] = words;
  for (const run of Object.entries(quick).find(([quickName]) => quickName === name)?.[1] ?? []) {
    const status = await run(words);
    if (status !== null) return status;
  }
  return await runProgram(words);
}
