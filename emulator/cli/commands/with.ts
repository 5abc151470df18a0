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

function variableOf(name: string): string {
  return `TOKENTWIN_DEVICE_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** @throws TokentwinError ARGUMENT */
function namedSources(texts: readonly string[]): readonly NamedSource[] {
  const named = texts.map((text) => {
    const [, name, source] = /^([A-Za-z][A-Za-z0-9_-]{0,39})=(.+)$/.exec(text) ?? [];
    if (name === undefined || source === undefined)
      throw new TokentwinError('ARGUMENT', '--device is NAME=SOURCE, for example card=dsc-plus.');
    return { variable: variableOf(name), source };
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

interface StartedVerifier {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * A verifier with users who hold some of the devices.
 *
 * @param users `NAME`, or `NAME=DEVICE,DEVICE`
 * @returns null where there are none
 * @throws TokentwinError ARGUMENT, SLS_USER_NAME, SLS_EXISTS
 */
async function startVerifier(
  users: readonly string[],
  named: readonly NamedSource[],
  devices: readonly Device[],
  seed: string,
): Promise<StartedVerifier | null> {
  if (users.length === 0) return null;
  const held = users.map((text) => {
    const [userName = '', list = ''] = text.split('=');
    const twins = list
      .split(',')
      .filter((name) => name !== '')
      .map((name) => {
        const device = devices[named.findIndex(({ variable }) => variable === variableOf(name))];
        if (device === undefined)
          throw new TokentwinError('ARGUMENT', '--user names a device that no --device has: NAME=DEVICE.');
        return device.twin;
      });
    return { userName, twins };
  });
  const { TEST_PASSWORD, TestVerifier } = await import('../../verifier/test-verifier.js');
  const verifier = await TestVerifier.start({ seed });
  try {
    for (const { userName, twins } of held) await verifier.addUser(userName, { devices: twins });
  } catch (error) {
    await verifier.stop();
    throw error;
  }
  return {
    environment: {
      TOKENTWIN_SLS: verifier.url,
      TOKENTWIN_SLS_DESK_TOKEN: verifier.deskToken,
      TOKENTWIN_SLS_PASSWORD: TEST_PASSWORD,
    },
    stop: () => verifier.stop(),
  };
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
  let verifier: StartedVerifier | null = null;
  let fault: unknown = null;
  try {
    for (const { source } of named) devices.push(opener.openSource(source));
    verifier = await startVerifier(given.list('user'), named, devices, seed);
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
      ...verifier?.environment,
    });
    if (fault !== null) throw fault;
    return status;
  } finally {
    await api?.stop();
    await verifier?.stop();
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
    user: {
      type: 'string',
      describe:
        'NAME or NAME=DEVICE,...: a verifier too, at TOKENTWIN_SLS, with this user, whose password is in TOKENTWIN_SLS_PASSWORD; may be given again',
    },
    'show-secrets': SHOW_SECRETS_OPTION,
    seed: SEED_OPTION,
  },
  examples: [
    [
      "with --device card=dsc-plus --user anna=card -- node -p 'process.env.TOKENTWIN_SLS'",
      'the address of the verifier that anna logs in to with the card',
    ],
    [
      "with --device card=dsc-plus -- node -p 'process.env.TOKENTWIN_DEVICE_CARD'",
      'the id of the card, for requests to TOKENTWIN_API with TOKENTWIN_TOKEN',
    ],
  ],
  run: runWith,
};
