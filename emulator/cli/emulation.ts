/**
 * Devices operated in the terminal, or by lines of text, on a line or not; and recorded, where that is asked for.
 */
import { isTokentwinError, TokentwinError } from '../../firmware/error.js';
import type { RunningApi } from '../api/server.js';
import { runHeadless } from '../automation/headless.js';
import type { ClockMode } from '../board/virtual-clock.js';
import type { DeviceLine } from '../reader/device-line.js';
import type { OpenLines } from '../reader/open-lines.js';
import type { RecordedReader } from '../recording/recording.js';
import { closeDevice, type Device } from '../twin/device.js';
import { addressWithToken, openApi, portOf } from './api-choice.js';
import { type Arguments, JSON_OPTION, type OptionDefinition, refuseOptions, SEED_OPTION } from './command.js';
import { DeviceOpener } from './device-opener.js';
import { onEndingSignal, statusOfSignal } from './ending-signals.js';
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
  const apiPort = chosenApiPort(given);
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
  let api: RunningApi | null = null;
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
    const onFailure = (error: unknown) => {
      lineFailure.abort(error);
      // Without a screen it is the end, which says why.
      if (!given.flag('headless')) tellScreen(open.lines, error);
    };
    if (line !== null) {
      const { openLines } = await import('../reader/open-lines.js');
      const onSent = (bytes: Uint8Array) => recording?.sent(bytes);
      open = await openLines(devices, line.choice, { ...line.options, onSent, onFailure });
    }
    if (apiPort !== null)
      api = await openApi({ port: apiPort, showSecrets: given.flag('show-secrets'), devices, onFailure });
    return await operate(
      given,
      opener,
      { devices, lines: open.lines, reader: readerOf(line), api },
      lineFailure.signal,
    );
  } finally {
    await closeAll([open.close(), api?.stop()], devices, recording);
  }
}

/** The port that was asked for, or null. @throws TokentwinError ARGUMENT */
function chosenApiPort(given: Arguments): number | null {
  const port = given.text('api');
  if (port === undefined) {
    refuseOptions(given, ['show-secrets'], 'without --api');
    return null;
  }
  refuseOptions(given, ['sealed'], 'with --api, which is a door of its own');
  return portOf(port, '--api');
}

/**
 * Closes lines and devices, whichever of them fails. All at once, because after a signal the process ends soon: locks
 * and links go before it waits for anything.
 */
async function closeAll(
  servers: readonly (Promise<void> | undefined)[],
  devices: readonly Device[],
  recording: RunningRecording | null,
): Promise<void> {
  const closings = [
    ...servers,
    (async () => recording?.stop())(),
    ...devices.map(async (device) => closeDevice(device)),
  ];
  for (const outcome of await Promise.allSettled(closings))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** A screen goes on without its line; a fault of the program is left to crash. */
function tellScreen(lines: readonly DeviceLine[], error: unknown): void {
  if (!isTokentwinError(error)) throw error;
  for (const line of lines) line.tell({ type: 'notice', sentence: error.message });
}

/** What is operated, and where others find it. */
interface Offered {
  readonly devices: readonly Device[];
  readonly lines: readonly DeviceLine[];
  readonly reader: RecordedReader | 'unrecorded' | null;
  readonly api: RunningApi | null;
}

async function operate(
  given: Arguments,
  opener: DeviceOpener,
  offered: Offered,
  failure: AbortSignal,
): Promise<number> {
  const { devices, lines, reader, api } = offered;
  if (given.flag('headless')) return operateHeadless(offered, given.flag('json'), failure);
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new TokentwinError('TERMINAL', 'The emulator needs a terminal: use --headless for a pipe.');
  }
  const { runTerminal } = await import('../terminal/run-terminal.js');
  await runTerminal({
    devices,
    lines,
    notice: api === null ? null : `api ${addressWithToken(api)}`,
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

/** A signal ends the input, so that every device is closed; the status tells which one it was. */
async function operateHeadless(
  { devices, lines, api }: Offered,
  json: boolean,
  failure: AbortSignal,
): Promise<number> {
  const signalled = new AbortController();
  let status = 0;
  const stopListening = onEndingSignal((signal) => {
    status = statusOfSignal(signal);
    signalled.abort();
  });
  const ending = AbortSignal.any([signalled.signal, failure]);
  try {
    if (api !== null) {
      const address = addressWithToken(api);
      printLine(json ? JSON.stringify({ api: address }) : `api ${address}`);
    }
    const printNotice = (sentence: string) => complain(`tokentwin: ${sentence}`);
    const staysOpen = api !== null || lines.length > 0;
    const input = process.stdin;
    await runHeadless(devices, { lines, staysOpen, json, input, printLine, printNotice, ending });
    if (failure.aborted) throw failure.reason;
  } finally {
    stopListening();
    process.stdin.destroy();
  }
  return status;
}
