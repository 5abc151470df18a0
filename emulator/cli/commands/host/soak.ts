/**
 * `tokentwin host soak`: hours of logins.
 *
 * Ends with status 0 when every login of all runs was answered rightly, with 1 when one was not, and with 128 and
 * the number of the signal when it was stopped before its goal (130 for Ctrl-C); the report comes in each case. The
 * first signal lets the login under way come to its end, the second calls it off. A goal that earlier runs have
 * reached needs no device.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { TokentwinError } from '../../../../firmware/error.js';
import { openToken } from '../../../../host/driver/open-token.js';
import type { Token } from '../../../../host/driver/token.js';
import { Logins } from '../../../../host/rig/soak/login.js';
import { progressOf, runSoak, type SoakEnd, type SoakGoal } from '../../../../host/rig/soak/run-soak.js';
import {
  durationText,
  type SoakReport,
  soakLine,
  soakReport,
  soakReportLines,
} from '../../../../host/rig/soak/soak-report.js';
import {
  isAllRight,
  newSoakState,
  readSoakState,
  type SoakState,
  sumOfCounters,
  writeSoakState,
} from '../../../../host/rig/soak/soak-state.js';
import { type Arguments, type CommandBody, JSON_OPTION, PIN_OPTION } from '../../command.js';
import { smallNumber } from '../../numbers.js';
import { secretInput } from '../../secret-input.js';
import { complain, printLine } from '../../standard-output.js';
import { KNOWN_KEY_OPTION, knownKey, onlyAddress } from './bench-port.js';
import { interruptibleTwice } from './interruption.js';
import { openOptions, PORT_OPTIONS } from './port-options.js';
import { ProgressLine } from './progress-line.js';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DRAW_EVERY_MS = 250;
const SAY_EVERY_MS = 60_000;
const SAVE_EVERY_MS = 5000;
const BAR_CELLS = 20;

/** @throws TokentwinError ARGUMENT */
function goalOf(given: Arguments): SoakGoal {
  const duration = given.text('duration');
  const logins = given.text('logins');
  if ((duration === undefined) === (logins === undefined))
    throw new TokentwinError('ARGUMENT', 'Give either --duration, for example 8h, or --logins.');
  if (logins !== undefined) return { logins: atLeastOne(smallNumber(logins, '--logins')), durationMs: null };
  const [, number = '', unit = ''] = /^([0-9]{1,6})([smhd])$/.exec(duration ?? '') ?? [];
  const durationMs = Number(number) * (UNITS_MS[unit] ?? 0);
  if (durationMs > 0) return { logins: null, durationMs };
  throw new TokentwinError('ARGUMENT', '--duration is a number with s, m, h or d, for example 90s or 8h.');
}

function atLeastOne(logins: number): number {
  if (logins >= 1) return logins;
  throw new TokentwinError('ARGUMENT', '--logins must be 1 or more.');
}

/** @throws TokentwinError SOAK_FILE when the file is of another card */
function stateFor(file: string | undefined, earlier: SoakState | null, serialNumber: string): SoakState {
  if (earlier === null) return newSoakState(serialNumber);
  if (earlier.serialNumber === serialNumber) return earlier;
  throw new TokentwinError(
    'SOAK_FILE',
    `${file} is the state of a soak of the card ${earlier.serialNumber}, and this is ${serialNumber}: name another file.`,
  );
}

function progressBar(share: number): string {
  const filled = Math.floor(share * BAR_CELLS);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}] ${Math.floor(share * 100)} %`;
}

/** Something that is done at most once in a while. */
function every(intervalMs: number, act: () => void): () => void {
  let lastAt = performance.now();
  return () => {
    const now = performance.now();
    if (now - lastAt < intervalMs) return;
    lastAt = now;
    act();
  };
}

interface Soak {
  readonly token: Token;
  readonly logins: Logins;
  readonly state: SoakState;
  readonly goal: SoakGoal;
  readonly challengeDigits: number;
  readonly file: string | undefined;
  readonly timeoutMs: number | undefined;
}

function reportOf({ token, state }: Soak): SoakReport {
  return soakReport(state, sumOfCounters(state.link, token.counters()));
}

function show(report: SoakReport, given: Arguments): void {
  if (given.flag('json')) printLine(JSON.stringify(report));
  else for (const line of soakReportLines(report)) printLine(line);
}

function statusOf(state: SoakState): number {
  return isAllRight(state) ? 0 : 1;
}

/** The state with the counters of this run, as a later one takes it up. */
function save({ file, state, token }: Soak): void {
  if (file !== undefined)
    writeSoakState(file, { ...state, link: sumOfCounters(state.link, token.counters()) });
}

async function runWithProgress(soak: Soak, stopping: AbortSignal, signal: AbortSignal): Promise<SoakEnd> {
  const { state, goal, challengeDigits } = soak;
  const progress = new ProgressLine();
  const draw = every(DRAW_EVERY_MS, () => {
    const share = progressOf(state, goal);
    const leftSeconds = share === 0 ? 0 : (state.elapsedMs * (1 - share)) / share / 1000;
    const line = soakLine(reportOf(soak), state);
    progress.show(`${progressBar(share)} ${durationText(leftSeconds)} left, ${line}`);
  });
  const say = every(SAY_EVERY_MS, () => {
    if (!progress.isWatched) complain(`tokentwin: ${soakLine(reportOf(soak), state)}`);
  });
  const store = every(SAVE_EVERY_MS, () => save(soak));
  try {
    return await runSoak(soak.logins, state, {
      goal,
      stopping,
      signal,
      timeoutMs: soak.timeoutMs,
      drawChallenge: () => String(randomInt(10 ** challengeDigits)).padStart(challengeDigits, '0'),
      now: () => performance.now(),
      pause: async (ms, ending) => {
        await delay(ms, undefined, { signal: ending }).catch(() => undefined);
      },
      onLogin() {
        draw();
        say();
        store();
      },
    });
  } finally {
    progress.clear();
    save(soak);
  }
}

async function soakOn(given: Arguments, signal: AbortSignal, atOnce: AbortSignal): Promise<number> {
  const goal = goalOf(given);
  const file = given.text('state');
  const earlier = file === undefined ? null : readSoakState(file);
  if (earlier !== null && progressOf(earlier, goal) === 1) {
    show(soakReport(earlier, earlier.link), given);
    return statusOf(earlier);
  }
  const address = await onlyAddress(given);
  const pin = await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN');
  const key = await knownKey(given);
  const options = openOptions(given);
  const call = { signal, timeoutMs: options.timeoutMs };
  const token = await openToken(address, { ...options, application: 'dsc-plus', signal });
  try {
    const info = await token.info(call);
    const soak: Soak = {
      token,
      logins: await Logins.of(token, info, { pin, key }, call),
      state: stateFor(file, earlier, info.serialNumber),
      goal,
      challengeDigits: info.challengeDigits ?? 6,
      file,
      timeoutMs: options.timeoutMs,
    };
    const end = await runWithProgress(soak, signal, atOnce);
    show(reportOf(soak), given);
    if (end.type === 'refused') throw end.error;
    if (end.type === 'interrupted') throw new TokentwinError('ABORTED', 'The soak was stopped.');
    return statusOf(soak.state);
  } finally {
    await token.close();
  }
}

export const soak: CommandBody = {
  positionals: [],
  options: {
    ...PORT_OPTIONS,
    pin: PIN_OPTION,
    key: KNOWN_KEY_OPTION,
    duration: {
      type: 'string',
      describe: 'how long, for example 90s, 30m or 8h; earlier runs of --state count',
    },
    logins: { type: 'string', describe: 'how many logins; those of earlier runs of --state count' },
    state: { type: 'string', describe: 'a file from which the soak goes on, and that it keeps up to date' },
    json: JSON_OPTION,
  },
  examples: [
    ['host soak --port unix:card.sock --pin 1234 --key demo --logins 1000', 'checks a thousand responses'],
    [
      'host soak --port /dev/ttyUSB0 --pin - --duration 8h --state night.json',
      'stops with Ctrl-C, and goes on later',
    ],
  ],
  run: (given) => interruptibleTwice((signal, atOnce) => soakOn(given, signal, atOnce)),
};
