/** `tokentwin with`: a command that finds devices behind the HTTP API, which is there as long as it runs. */
import { spawn } from 'node:child_process';
import { TokentwinError } from '../../../firmware/error.js';
import type { RunningApi } from '../../api/server.js';
import { openApi, SHOW_SECRETS_OPTION } from '../api-choice.js';
import type { Arguments, CommandBody } from '../command.js';
import { SEED_OPTION } from '../command.js';
import { DeviceOpener } from '../device-opener.js';
import { onEndingSignal, statusOfSignal } from '../ending-signals.js';
import { freshSeed } from '../fresh-seed.js';

interface NamedProfile {
  readonly variable: string;
  readonly profile: string;
}

/** @throws TokentwinError ARGUMENT */
function namedProfiles(texts: readonly string[]): readonly NamedProfile[] {
  const named = texts.map((text) => {
    const [, name, profile] = /^([A-Za-z][A-Za-z0-9_-]{0,39})=(.+)$/.exec(text) ?? [];
    if (name === undefined || profile === undefined)
      throw new TokentwinError('ARGUMENT', '--device is NAME=PROFILE, for example card=dsc-plus.');
    return { variable: `TOKENTWIN_DEVICE_${name.toUpperCase().replaceAll('-', '_')}`, profile };
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
  const named = namedProfiles(given.list('device'));
  const seed = given.text('seed') ?? freshSeed();
  const opener = new DeviceOpener({ seed, clock: 'manual' });
  const devices = named.map(({ profile }) => opener.openProfile(profile));
  let fault: unknown = null;
  const api: RunningApi = await openApi({
    ...{ port: 0, showSecrets: given.flag('show-secrets'), devices: [], seed },
    onFailure: (error) => {
      fault ??= error;
    },
  });
  try {
    const ids = devices.map((device) => api.offer(device, 'api'));
    const variables = named.map(({ variable }, index) => [variable, ids[index] as string]);
    const status = await runCommand(words, {
      TOKENTWIN_API: api.url,
      TOKENTWIN_TOKEN: api.token,
      ...Object.fromEntries(variables),
    });
    if (fault !== null) throw fault;
    return status;
  } finally {
    await api.stop();
  }
}

export const withDevices: CommandBody = {
  positionals: [],
  takesCommand: true,
  options: {
    device: {
      type: 'string',
      describe: 'NAME=PROFILE: a demo device, whose id is in TOKENTWIN_DEVICE_NAME; may be given again',
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
