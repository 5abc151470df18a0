/** `tokentwin host compare`: the same session on a device and on its twin, side by side. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokentwinError } from '../../../../firmware/error.js';
import { openToken } from '../../../../host/driver/open-token.js';
import type { OpenOptions, Token } from '../../../../host/driver/token.js';
import {
  alignCounters,
  type Comparison,
  type ComparisonOptions,
  compareTokens,
  switchOff,
} from '../../../../host/rig/compare/compare-tokens.js';
import { drawSession, KEPT_TRIES } from '../../../../host/rig/compare/session.js';
import { fileError } from '../../../files/file-error.js';
import { readTokenFile } from '../../../files/token-files.js';
import { DscPlus } from '../../../twin/dsc-plus.js';
import type { Arguments, CommandBody } from '../../command.js';
import { JSON_OPTION, SEED_OPTION } from '../../command.js';
import { freshSeed } from '../../fresh-seed.js';
import { smallNumber } from '../../numbers.js';
import { printLine } from '../../standard-output.js';
import { onlyAddress } from './bench-port.js';
import { interruptibleTwice } from './interruption.js';
import { openOptions, PORT_OPTIONS } from './port-options.js';
import { ProgressLine } from './progress-line.js';
import { twinPort } from './twin-port.js';

const DEFAULT_STEPS = 200;
const MAXIMUM_STEPS = 1_000_000;
/** Per command that gives the tries back: who has pressed Ctrl-C does not wait for a mute device. */
const CLOSING_MS = 2000;
/** Of a soft PIN any will do. */
const SOFT_PIN_DIGIT = '1';

interface Run {
  readonly address: string;
  readonly token: string;
  readonly seed: string;
  readonly steps: number;
  /** How the port was opened, as words of the command line. */
  readonly portOptions: readonly string[];
}

/** A twin of its own, so that the token file stays as it is. @throws TokentwinError FILE_NOT_FOUND, FILE_ACCESS, and as `readTokenFile` */
async function withTwin<T>(
  token: string,
  profile: string | null,
  work: (twin: DscPlus) => Promise<T>,
): Promise<T> {
  const options = { clock: 'real', startMs: Date.now(), seed: freshSeed } as const;
  if (token === 'demo') return await work(DscPlus.demo({ ...options, profile: profile ?? 'dsc-plus' }));
  if (readTokenFile(token).header.kind !== 'dsc-plus')
    throw new TokentwinError('TOKEN_FILE_KIND', `${token} is a code card: compare takes the file of a DSC+.`);
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-compare-'));
  try {
    const copy = join(folder, 'token');
    try {
      copyFileSync(token, copy);
    } catch (error) {
      throw fileError(error, token, 'read');
    }
    const twin = DscPlus.open(copy, { ...options, syncAt: 'close' });
    try {
      return await work(twin);
    } finally {
      twin.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareWith(
  device: Token,
  twin: DscPlus,
  run: Run,
  call: ComparisonOptions,
): Promise<Comparison> {
  const { triesLeft, challengeDigits, pin: policy } = await device.info(call);
  if (triesLeft !== null && triesLeft <= KEPT_TRIES) {
    throw new TokentwinError(
      'CARD_REFUSED',
      `The device has only ${triesLeft} tries left: give them back by the right PIN first.`,
    );
  }
  const pin = twin.secrets().pin ?? SOFT_PIN_DIGIT.repeat(policy?.digits ?? 4);
  const other = await openToken(twinPort(twin), { application: 'dsc-plus', signal: call.signal });
  const progress = new ProgressLine();
  try {
    await alignCounters(device, other, pin, challengeDigits ?? 6, call, (response, of) =>
      progress.show(`the twin comes to the device's counter: response ${response} of ${of}`),
    );
    const hasBench = await device.bench.isAvailable(call);
    if (hasBench) for (const token of [device, other]) await switchOff(token, call);
    const facts = { pin, tries: policy?.tries ?? null, challengeDigits: challengeDigits ?? 6, hasBench };
    const session = drawSession(run.seed, run.steps, facts);
    const onStep = (step: number) => progress.show(`step ${step} of ${run.steps}`);
    return await compareTokens(device, other, session, { ...call, onStep });
  } finally {
    progress.clear();
    await other.close();
  }
}

function resultLines(comparison: Comparison, { address, token, seed, portOptions }: Run): string[] {
  if (comparison.result === 'same') return [`the same in ${comparison.steps} steps, seed ${seed}`];
  const { step, asked, device, twin } = comparison;
  const words = [address, ...portOptions, '--token', token, '--seed', seed, '--steps', String(step)];
  return [
    `first difference in step ${step}: ${asked}`,
    `  device: ${device}`,
    `  twin:   ${twin}`,
    `again: tokentwin host compare --port ${words.map(shellWord).join(' ')}`,
  ];
}

function portWords(given: Arguments): readonly string[] {
  return ['baud', 'stop-bits', 'slot'].flatMap((name) => {
    const value = given.text(name);
    return value === undefined ? [] : [`--${name}`, value];
  });
}

function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function stepsOf(given: Arguments): number {
  const text = given.text('steps');
  const steps = text === undefined ? DEFAULT_STEPS : smallNumber(text, '--steps');
  if (steps >= 1 && steps <= MAXIMUM_STEPS) return steps;
  throw new TokentwinError('ARGUMENT', `--steps must be from 1 to ${MAXIMUM_STEPS}.`);
}

async function compareOn(given: Arguments, signal: AbortSignal, atOnce: AbortSignal): Promise<number> {
  const token = given.text('token');
  if (token === undefined)
    throw new TokentwinError('ARGUMENT', 'Give --token with the token file of the device, or demo.');
  const address = await onlyAddress(given);
  const seed = given.text('seed') ?? freshSeed().slice(0, 16);
  const run = { address, token, seed, steps: stepsOf(given), portOptions: portWords(given) };
  const options: OpenOptions = { ...openOptions(given), application: 'dsc-plus', signal };
  const device = await openToken(address, options);
  try {
    const { timeoutMs } = options;
    const call = { signal, timeoutMs, closing: { signal: atOnce, timeoutMs: CLOSING_MS } };
    const { profile } = await device.info(call);
    const comparison = await withTwin(token, profile, (twin) => compareWith(device, twin, run, call));
    if (given.flag('json')) printLine(JSON.stringify({ port: address, token, seed, ...comparison }));
    else for (const line of resultLines(comparison, run)) printLine(line);
    return comparison.result === 'same' ? 0 : 1;
  } finally {
    await device.close();
  }
}

export const compare: CommandBody = {
  positionals: [],
  options: {
    ...PORT_OPTIONS,
    token: {
      type: 'string',
      describe: 'the token file with the secrets of the device, or demo; it is only read',
    },
    seed: SEED_OPTION,
    steps: { type: 'string', describe: `steps of the session; default ${DEFAULT_STEPS}` },
    json: JSON_OPTION,
  },
  examples: [['host compare --port unix:card.sock --token demo', 'the demo card against its twin']],
  run: (given) => interruptibleTwice((signal, atOnce) => compareOn(given, signal, atOnce)),
};
