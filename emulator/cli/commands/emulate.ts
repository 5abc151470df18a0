/** `tokentwin emulate`: operate devices in the terminal, or by lines of text. */
import { constants } from 'node:os';
import { TokentwinError } from '../../../firmware/error.js';
import { runHeadless } from '../../automation/headless.js';
import type { ClockMode } from '../../board/virtual-clock.js';
import type { Device } from '../../twin/device.js';
import { type Arguments, type Command, JSON_OPTION, refuseOptions, SEED_OPTION } from '../command.js';
import { DeviceOpener } from '../device-opener.js';
import { freshSeed } from '../fresh-seed.js';
import { playDemo } from '../play-demo.js';
import { printLine } from '../standard-output.js';

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
        'real follows the wall clock (default on a screen), manual moves by keys alone (default headless)',
      choices: CLOCKS,
    },
    'no-clipboard': { type: 'boolean', describe: 'never write to the clipboard' },
    json: { ...JSON_OPTION, describe: 'headless: frames as JSON' },
  },
  examples: [
    ['emulate my.token', 'the card of a token file'],
    ['emulate --profile dsc-plus-classic', 'a demo card of the older generation'],
    ["emulate --headless <<< 'press power'", 'prints the frame PIN>'],
  ],
  async run(given) {
    const opener = new DeviceOpener({
      seed: given.text('seed') ?? freshSeed(),
      clock: (given.text('clock') ?? (given.flag('headless') ? 'manual' : 'real')) as ClockMode,
    });
    if (!given.flag('headless')) refuseOptions(given, ['json'], 'without --headless');
    const devices: Device[] = [];
    try {
      for (const file of given.list('file')) devices.push(opener.openFile(file));
      const profile = given.text('profile');
      if (profile !== undefined) devices.push(opener.openProfile(profile));
      if (devices.length === 0)
        devices.push(opener.openProfile('dsc-plus'), opener.openProfile('security-code-card'));
      return await operate(given, opener, devices);
    } finally {
      for (const device of devices) opener.close(device);
    }
  },
};

async function operate(given: Arguments, opener: DeviceOpener, devices: readonly Device[]): Promise<number> {
  if (given.flag('headless')) return operateHeadless(devices, given.flag('json'));
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new TokentwinError('TERMINAL', 'The emulator needs a terminal: use --headless for a pipe.');
  }
  const { runTerminal } = await import('../../terminal/run-terminal.js');
  await runTerminal({
    devices,
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
async function operateHeadless(devices: readonly Device[], json: boolean): Promise<number> {
  const ending = new AbortController();
  let status = 0;
  const onSignal = (signal: (typeof ENDING_SIGNALS)[number]) => {
    status = 128 + constants.signals[signal];
    ending.abort();
  };
  for (const signal of ENDING_SIGNALS) process.once(signal, onSignal);
  try {
    await runHeadless(devices, { json, input: process.stdin, printLine, ending: ending.signal });
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
