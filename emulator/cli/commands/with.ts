/** `tokentwin with`: a command that finds devices behind the HTTP API, which is there as long as it runs. */

import { spawn } from 'node:child_process';
import { TokentwinError } from '../../../firmware/error.js';
import type { RunningApi } from '../../api/server.js';
import { closeDevice, type Device } from '../../twin/device.js';
import { openApi, SHOW_SECRETS_OPTION } from '../api-choice.js';
import type { Arguments, CommandBody } from '../command.js';
import { SEED_OPTION } from '../command.js';
import { DeviceOpener } from '../device-opener.js';
import { onEndingSignal, statusOfSignal } from '../ending-signals.js';
import { freshSeed } from '../fresh-seed.js';

interface NamedSource {
  readonly variable: string;
  readonly source: string;
}

/** @throws TokentwinError ARGUMENT */
function namedSources(texts: readonly string[]): readonly NamedSource[] {
  const named = texts.map((text) => {
    const [, name, source] = /^([A-Za-z][A-Za-z0-9_-]{0,39})=(.+)$/.exec(text) ?? [];
    if (name === undefined || source === undefined)
      throw new TokentwinError('ARGUMENT', '--device is NAME=SOURCE, for example card=dsc-plus.');
    return { variable: `TOKENTWIN_DEVICE_${name.toUpperCase().replaceAll('-', '_')}`, source };
  });
  if (new Set(named.map(({ variable }) => variable)).size < named.length)
    throw new TokentwinError('ARGUMENT', 'Two devices have the same name: give each one of its own.');
  return named;
}

/** @returns the exit status of the command @throws TokentwinError COMMAND_START */
function runCommand(words: readonly string[], environment: Record<string, string>): Promise<number> {
  const [program = '', ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...environment } });
    const stopForwarding = onEndingSignal((signal) => {
      // Ctrl-C at a terminal reaches the command by itself.
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
    });
    child.once('error', ({ code }: NodeJS.ErrnoException) => {
      stopForwarding();
      const reason = code === 'ENOENT' ? 'there is no such program' : `the system says ${code}`;
      reject(new TokentwinError('COMMAND_START', `The command cannot be started: ${reason}.`));
    });
    child.once('close', (status, signal) => {
      stopForwarding();
      resolve(signal === null ? (status ?? 1) : statusOfSignal(signal));
    });
  });
}

async function runWith(given: Arguments): Promise<number> {
  const words = given.list('command');
  if (words.length === 0)
    throw new TokentwinError('ARGUMENT', 'Write the command behind two hyphens: tokentwin with -- COMMAND.');
  const named = namedSources(given.list('device'));
  const seed = given.text('seed') ?? freshSeed();
  const opener = new DeviceOpener({ seed, clock: 'manual' });
  const devices: Device[] = [];
  let api: RunningApi | null = null;
  let fault: unknown = null;
  try {
    for (const { source } of named) devices.push(opener.openSource(source));
    const running = await openApi({
      ...{ port: 0, showSecrets: given.flag('show-secrets'), devices: [], seed },
      onFailure: (error) => {
        fault ??= error;
      },
    });
    api = running;
    // A card with a file of its own is not replaced by a snapshot, and not removed.
    const ids = devices.map((device) => running.offer(device, device.file === null ? 'api' : 'emulator'));
    const variables = named.map(({ variable }, index) => [variable, ids[index] as string]);
    const status = await runCommand(words, {
      TOKENTWIN_API: running.url,
      TOKENTWIN_TOKEN: running.token,
      ...Object.fromEntries(variables),
    });
    if (fault !== null) throw fault;
    return status;
  } finally {
    await api?.stop();
    for (const device of devices) closeDevice(device);
  }
}

export const withDevices: CommandBody = {
  positionals: [],
  takesCommand: true,
  options: {
    device: {
      type: 'string',
      describe:
        'NAME=SOURCE: a profile, a token file or a recording, whose card goes on; its id is in TOKENTWIN_DEVICE_NAME; may be given again',
    },
    'show-secrets': SHOW_SECRETS_OPTION,
    seed: SEED_OPTION,
  },
  examples: [
    [
      "with --device card=dsc-plus -- node -p 'process.env.TOKENTWIN_DEVICE_CARD'",
      'the id of the card, for requests to TOKENTWIN_API with TOKENTWIN_TOKEN',
    ],
  ],
  run: runWith,
};
