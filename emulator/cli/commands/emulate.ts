/** `tokentwin emulate`: operate devices in the terminal, or by lines of text. */
import { constants } from 'node:os';
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { runHeadless } from '../../automation/headless.js';
import type { ClockMode } from '../../board/virtual-clock.js';
import type { DeviceLine } from '../../reader/device-line.js';
import type { OpenLines } from '../../reader/open-lines.js';
import type { Device } from '../../twin/device.js';
import { type Arguments, type Command, JSON_OPTION, refuseOptions, SEED_OPTION } from '../command.js';
import { DeviceOpener } from '../device-opener.js';
import { freshSeed } from '../fresh-seed.js';
import { chosenLine, LINE_OPTIONS } from '../line-choice.js';
import { playDemo } from '../play-demo.js';
import { complain, printLine } from '../standard-output.js';

const CLOCKS: readonly ClockMode[] = ['real', 'manual'];

export const emulate: Command = {
  name: 'emulate',
  describe: 'operate devices in the terminal (without a command: the demo devices)',
  positionals: [
    { name: 'file', describe: 'token files; none: the demo devices, in memory', arity: 'optional list' },
  ],
  options: {
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
  },
  examples: [
    ['emulate my.token', 'the card of a token file'],
    ['emulate --profile dsc-plus-classic', 'a demo card of the older generation'],
    ["emulate --headless <<< 'press power'", 'prints the frame PIN>'],
    ['emulate --serial pty', 'the demo devices as smart cards, each in a reader on a serial line'],
    ['emulate my.token --headless --listen 127.0.0.1:4000', 'a card that a host reaches by TCP'],
  ],
  async run(given) {
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
    const lineFailure = new AbortController();
    try {
      for (const file of given.list('file')) devices.push(opener.openFile(file));
      const profile = given.text('profile');
      if (profile !== undefined) devices.push(opener.openProfile(profile));
      if (devices.length === 0)
        devices.push(opener.openProfile('dsc-plus'), opener.openProfile('security-code-card'));
      if (line !== null) {
        const { openLines } = await import('../../reader/open-lines.js');
        const onFailure = (error: unknown) => {
          lineFailure.abort(error);
          // Without a screen it is the end, which says why.
          if (!given.flag('headless')) tellScreen(open.lines, error);
        };
        open = await openLines(devices, line.choice, { ...line.options, onFailure });
      }
      return await operate(given, opener, devices, open.lines, lineFailure.signal);
    } finally {
      await closeAll(open, opener, devices);
    }
  },
};

/**
 * Closes lines and devices, whichever of them fails. All at once, because after a signal the process ends soon: locks
 * and links go before it waits for anything.
 */
async function closeAll(open: OpenLines, opener: DeviceOpener, devices: readonly Device[]): Promise<void> {
  const closings = [open.close(), ...devices.map(async (device) => opener.close(device))];
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
  lineFailure: AbortSignal,
): Promise<number> {
  if (given.flag('headless')) return operateHeadless(devices, lines, given.flag('json'), lineFailure);
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new TokentwinError('TERMINAL', 'The emulator needs a terminal: use --headless for a pipe.');
  }
  const { runTerminal } = await import('../../terminal/run-terminal.js');
  await runTerminal({
    devices,
    lines,
    clipboard: !given.flag('no-clipboard'),
    sealed: given.flag('sealed'),
    input: process.stdin,
    output: process.stdout,
    environment: process.env,
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

/** `tokentwin` alone: the terminal with the demo devices, or without a terminal the demo played. */
export async function runDefault(emptyLine: Arguments): Promise<number> {
  if (process.stdout.isTTY && process.stdin.isTTY) return emulate.run(emptyLine);
  return playDemo();
}
