/**
 * Devices operated in the terminal, or by lines of text, on a line or not; and recorded, where that is asked for.
 */
import { constants } from 'node:os';
import { isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { runHeadless } from '../automation/headless.js';
import type { ClockMode } from '../board/virtual-clock.js';
import type { DeviceLine } from '../reader/device-line.js';
import type { OpenLines } from '../reader/open-lines.js';
import type { RecordedReader } from '../recording/recording.js';
import type { Device } from '../twin/device.js';
import { type Arguments, JSON_OPTION, type OptionDefinition, refuseOptions, SEED_OPTION } from './command.js';
import { DeviceOpener } from './device-opener.js';
import { freshSeed } from './fresh-seed.js';
import { type ChosenLine, chosenLine, LINE_OPTIONS } from './line-choice.js';
import { complain, printLine } from './standard-output.js';

const CLOCKS: readonly ClockMode[] = ['real', 'manual'];

export const EMULATION_OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  profile: { type: 'string', describe: 'a demo device of this profile: a name or a JSON file' },
  sealed: { type: 'boolean', describe: 'nothing but keys and display, as the real card' },
  headless: {
    type: 'boolean',
    describe: 'no screen: commands from standard input, frames to standard output',
  },
  seed: SEED_OPTION,
  clock: {
    type: 'string',
    describe:
      'real follows the wall clock (default on a screen and on a line), manual moves by keys alone (default headless)',
    choices: CLOCKS,
  },
  ...LINE_OPTIONS,
  'no-clipboard': { type: 'boolean', describe: 'never write to the clipboard' },
  json: { ...JSON_OPTION, describe: 'headless: frames as JSON' },
};

/** Writes down what comes to a card. */
export interface RunningRecording {
  /** Bytes of its reader for the host. */
  sent(bytes: Uint8Array): void;
  /** The devices are out of their readers, and still open. */
  stop(): void;
}

/** Begins to record devices, which are off. @param line the reader that they come into, or null */
export type BeginRecording = (devices: readonly Device[], line: ChosenLine | null) => RunningRecording;

/** The reader of a line as a recording has it: one of ours for each card. */
export function readerOf(line: ChosenLine | null): RecordedReader | 'unrecorded' | null {
  if (line === null) return null;
  const { choice, options } = line;
  if (choice.kind === 'vpcd' || choice.variant === 'two-slot') return 'unrecorded';
  return { variant: choice.variant, ...options };
}

/**
 * Opens devices and operates them until the person or the input ends.
 *
 * @returns the exit status
 * @throws TokentwinError
 */
export async function emulateDevices(given: Arguments, record: BeginRecording | null): Promise<number> {
  const line = chosenLine(given);
  // A host on a line waits in real time, so the time-outs at the keypad must come.
  const isScript = given.flag('headless') && line === null;
  const opener = new DeviceOpener({
    seed: given.text('seed') ?? freshSeed(),
    clock: (given.text('clock') ?? (isScript ? 'manual' : 'real')) as ClockMode,
  });
  if (!given.flag('headless')) refuseOptions(given, ['json'], 'without --headless');
  const devices: Device[] = [];
  let open: OpenLines = { lines: [], close: async () => undefined };
  let recording: RunningRecording | null = null;
  const lineFailure = new AbortController();
  try {
    for (const file of given.list('file')) devices.push(opener.openFile(file));
    const profile = given.text('profile');
    if (profile !== undefined) devices.push(opener.openProfile(profile));
    if (devices.length === 0) {
      devices.push(opener.openProfile('dsc-plus'));
      if (record === null) devices.push(opener.openProfile('security-code-card'));
    }
    recording = record?.(devices, line) ?? null;
    if (line !== null) {
      const { openLines } = await import('../reader/open-lines.js');
      const onFailure = (error: unknown) => {
        lineFailure.abort(error);
        // Without a screen it is the end, which says why.
        if (!given.flag('headless')) tellScreen(open.lines, error);
      };
      const onSent = (bytes: Uint8Array) => recording?.sent(bytes);
      open = await openLines(devices, line.choice, { ...line.options, onSent, onFailure });
    }
    return await operate(given, opener, devices, open.lines, readerOf(line), lineFailure.signal);
  } finally {
    await closeAll(open, opener, devices, recording);
  }
}

/**
 * Closes lines and devices, whichever of them fails. All at once, because after a signal the process ends soon: locks
 * and links go before it waits for anything.
 */
async function closeAll(
  open: OpenLines,
  opener: DeviceOpener,
  devices: readonly Device[],
  recording: RunningRecording | null,
): Promise<void> {
  const closings = [
    open.close(),
    (async () => recording?.stop())(),
    ...devices.map(async (device) => opener.close(device)),
  ];
  for (const outcome of await Promise.allSettled(closings))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** A screen goes on without its line; a fault of the program is left to crash. */
function tellScreen(lines: readonly DeviceLine[], error: unknown): void {
  if (!isTokentwinError(error)) throw error;
  for (const line of lines) line.tell({ type: 'notice', sentence: error.message });
}

async function operate(
  given: Arguments,
  opener: DeviceOpener,
  devices: readonly Device[],
  lines: readonly DeviceLine[],
  reader: RecordedReader | 'unrecorded' | null,
  lineFailure: AbortSignal,
): Promise<number> {
  if (given.flag('headless')) return operateHeadless(devices, lines, given.flag('json'), lineFailure);
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new TokentwinError('TERMINAL', 'The emulator needs a terminal: use --headless for a pipe.');
  }
  const { runTerminal } = await import('../terminal/run-terminal.js');
  await runTerminal({
    devices,
    lines,
    clipboard: !given.flag('no-clipboard'),
    sealed: given.flag('sealed'),
    input: process.stdin,
    output: process.stdout,
    environment: process.env,
    readerOf: () => reader,
    openDevice: (choice) =>
      'file' in choice ? opener.openFile(choice.file) : opener.openProfile(choice.profile),
  });
  return 0;
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal ends the input, so that every device is closed; the status tells which one it was. */
async function operateHeadless(
  devices: readonly Device[],
  lines: readonly DeviceLine[],
  json: boolean,
  lineFailure: AbortSignal,
): Promise<number> {
  const signalled = new AbortController();
  let status = 0;
  const onSignal = (signal: (typeof ENDING_SIGNALS)[number]) => {
    status = 128 + constants.signals[signal];
    signalled.abort();
  };
  for (const signal of ENDING_SIGNALS) process.once(signal, onSignal);
  const ending = AbortSignal.any([signalled.signal, lineFailure]);
  try {
    const printNotice = (sentence: string) => complain(`tokentwin: ${sentence}`);
    await runHeadless(devices, { lines, json, input: process.stdin, printLine, printNotice, ending });
    if (lineFailure.aborted) throw lineFailure.reason;
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    process.stdin.destroy();
  }
  return status;
}
