/**
 * Runs conformance cases against whatever is on a wire.
 *
 * Promises: every case gets a verdict, also when the line is lost or the caller stops the run; a case that fails
 * does not keep the others from being tried; tries that a case has spent are given back by the right PIN before
 * the next one. What is told of a case holds no PIN, key or response.
 */
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { CCID_COMMAND } from '../../../firmware/link/ccid/message.js';
import { CardProbe } from './card-probe.js';
import { type ConformCase, groupOf, Mismatch, NotTried } from './case.js';
import { learnDevice } from './device.js';
import { Probe, type ProbeSecrets } from './probe.js';
import { ReaderProbe } from './reader-probe.js';
import type { CaseResult, ConformReport, ReportedDevice, Verdict } from './report.js';
import type { Wire } from './wire.js';

export interface ConformOptions {
  readonly address: string;
  /** Slot of the reader, counted from 0. */
  readonly slot: number;
  readonly cases: readonly ConformCase[];
  readonly secrets: ProbeSecrets;
  /** Milliseconds of any clock that does not go back. */
  readonly now: () => number;
  /** Ends the run after the case that is going on. */
  readonly signal?: AbortSignal | undefined;
  /** Called with every result, in order. */
  readonly onResult?: ((result: CaseResult) => void) | undefined;
}

/** How often a spent try is tried to be given back. */
const RESTORE_TRIES = 3;

/**
 * @throws TokentwinError NOT_A_TOKEN when nothing answers as a reader with a T=1 card, PIN_WRONG when the card
 *   refuses the PIN; LINE_LOST before the first case
 */
export async function runConform(wire: Wire, options: ConformOptions): Promise<ConformReport> {
  const startedAt = options.now();
  const probe = await setUp(wire, options);
  const results: CaseResult[] = [];
  let ended: string | null = null;
  for (const one of options.cases) {
    if (options.signal?.aborted === true) ended ??= 'the run was stopped';
    const begunAt = options.now();
    const outcome: Outcome = ended === null ? await attempt(probe, one) : notTried(ended);
    const { id, requirement, source } = one;
    const durationMs = Math.round(options.now() - begunAt);
    const result = { id, group: groupOf(one), requirement, source, durationMs, ...outcome.verdict };
    results.push(result);
    options.onResult?.(result);
    ended ??= outcome.ends;
  }
  await powerOff(probe);
  const durationMs = Math.round(options.now() - startedAt);
  return { formatVersion: 1, device: reported(probe, options.address), durationMs, results };
}

/** Says hello, powers the card and reads what it tells of itself. */
async function setUp(wire: Wire, { slot, secrets, address }: ConformOptions): Promise<Probe> {
  const reader = new ReaderProbe(wire, slot);
  const card = new CardProbe(reader);
  try {
    // What a host before left half-sent, or half-read, ends here.
    await reader.untilQuiet(0);
    await reader.ask({ type: CCID_COMMAND.escape, data: Uint8Array.of(0x02) });
    await card.powerOn();
    const probe = new Probe(reader, card, await learnDevice(card), secrets);
    await probe.trustPin();
    return probe;
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new TokentwinError(
      'NOT_A_TOKEN',
      `What is on ${address} does not answer as a reader with a T=1 card: ${error.message}.`,
    );
  }
}

/** No session is left behind, with a PIN or without. */
async function powerOff({ reader }: Probe): Promise<void> {
  try {
    await reader.ask({ type: CCID_COMMAND.iccPowerOff });
  } catch (error) {
    if (!(error instanceof Mismatch) && !isTokentwinError(error, 'LINE_LOST')) throw error;
  }
}

interface Outcome {
  readonly verdict: Verdict;
  /** Why no other case can be tried, or null. */
  readonly ends: string | null;
}

function notTried(reason: string): Outcome {
  return { verdict: { verdict: 'notTried', reason }, ends: null };
}

function failed(expected: string, got: string, ends: string | null = null): Outcome {
  return { verdict: { verdict: 'failed', expected, got }, ends };
}

async function attempt(probe: Probe, { run }: ConformCase): Promise<Outcome> {
  try {
    const outcome = await verdictOf(probe, run);
    const restored = await restore(probe);
    if (restored) return outcome;
    const reason = 'the card did not take its PIN any more, so its tries cannot be given back';
    return outcome.verdict.verdict === 'failed'
      ? { ...outcome, ends: reason }
      : failed('a card that takes its PIN', 'one that does not', reason);
  } catch (error) {
    if (isTokentwinError(error, 'LINE_LOST')) return failed('an answer', error.message, 'the line was lost');
    throw error;
  }
}

async function verdictOf(probe: Probe, run: ConformCase['run']): Promise<Outcome> {
  try {
    await run(probe);
    return { verdict: { verdict: 'passed' }, ends: null };
  } catch (error) {
    if (error instanceof NotTried) return notTried(error.message);
    if (!(error instanceof Mismatch)) throw error;
    await settle(probe);
    return failed(error.expected, error.got);
  }
}

/** After a failure the next case begins with a quiet line and a card that was reset. */
async function settle(probe: Probe): Promise<void> {
  try {
    await probe.reader.untilQuiet(0);
    await probe.card.powerOn();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
  }
}

async function restore(probe: Probe): Promise<boolean> {
  for (let tries = 0; tries < RESTORE_TRIES; tries += 1) {
    try {
      await probe.restore();
      return true;
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      await settle(probe);
    }
  }
  return false;
}

function reported({ device, card }: Probe, address: string): ReportedDevice {
  const { application, hasBench, serialNumber, firmwareVersion, profile, suite } = device;
  return {
    address,
    application,
    hasBench,
    serialNumber,
    firmwareVersion,
    profile,
    suite: suite?.text ?? null,
    atr: Array.from(card.atrBytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
