/**
 * The same session on two tokens side by side, and the first difference in words.
 *
 * Promises: stops at the first difference, and gives back the tries that were spent until then, but for a PIN that
 * was wrong from the beginning; what it says holds no PIN, response or display of one. Both tokens must be made of the same secrets; `alignCounters` brings a twin to the counter of a device that has been in use.
 */
import { setImmediate as otherEvents } from 'node:timers/promises';
import { encodeResponse } from '../../../firmware/card/apdu.js';
import { describeCommand, describeResponse } from '../../../firmware/card/describe.js';
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import type { CallOptions, Token } from '../../driver/token.js';
import { OPENING_STEPS, type Session, type Step, SWITCH_OFF_MS } from './session.js';

/** As much of a token as a comparison works with. */
export type ComparedToken = Pick<Token, 'transmit' | 'reset' | 'bench' | 'info' | 'respond'>;

export type Comparison =
  | { readonly result: 'same'; readonly steps: number }
  | {
      readonly result: 'different';
      /** Counted from 1. */
      readonly step: number;
      /** What was asked. */
      readonly asked: string;
      readonly device: string;
      readonly twin: string;
    };

/** What a token did: compared as it is, shown in words. */
interface Observation {
  readonly hasAnswered: boolean;
  readonly compared: string;
  readonly words: string;
}

/** Computations that a twin makes at most to come to the device's counter. */
const MAXIMUM_COUNTER_GAP = 10_000n;

export interface ComparisonOptions extends CallOptions {
  /** Called before each step, with its number from 1. */
  readonly onStep?: ((step: number) => void) | undefined;
  /** For the closing steps, which the caller's `signal` does not call off. */
  readonly closing?: CallOptions | undefined;
}

/**
 * Runs a session.
 *
 * @throws TokentwinError ABORTED by the caller's signal
 */
export async function compareTokens(
  device: ComparedToken,
  twin: ComparedToken,
  { steps, closing }: Session,
  { onStep, closing: closingCall = {}, ...call }: ComparisonOptions = {},
): Promise<Comparison> {
  let done = 0;
  try {
    for (const step of steps) {
      onStep?.(done + 1);
      const [ofDevice, ofTwin] = await Promise.all([observe(device, step, call), observe(twin, step, call)]);
      if (ofDevice.compared !== ofTwin.compared) return difference(done + 1, step, ofDevice, ofTwin);
      done += 1;
    }
    return { result: 'same', steps: done };
  } finally {
    // Not by the caller's signal, which may be what ended the steps.
    if (done >= OPENING_STEPS) await close(device, closing, closingCall);
  }
}

/** A device that does not answer is not asked on. */
async function close(device: ComparedToken, closing: readonly Step[], call: CallOptions): Promise<void> {
  for (const step of closing) if (!(await observe(device, step, call)).hasAnswered) return;
}

function difference(step: number, asked: Step, device: Observation, twin: Observation): Comparison {
  const alike = device.words === twin.words;
  return {
    result: 'different',
    step,
    asked: wordsOf(asked),
    device: device.words,
    twin: alike ? `${twin.words}, but not the same` : twin.words,
  };
}

/**
 * Switches the display of a test device off, so that a session with keys begins alike on both.
 *
 * @throws TokentwinError APPLICATION_MISSING without the bench application
 */
export async function switchOff(token: ComparedToken, call: CallOptions = {}): Promise<void> {
  const { text } = await token.bench.display(call);
  if (text !== '') await token.bench.hold('power', SWITCH_OFF_MS, call);
}

/** What one step asks for, in words without secrets. */
function wordsOf(step: Step): string {
  switch (step.type) {
    case 'command':
      return describeCommand(step.command);
    case 'reset':
      return 'reset of the card';
    case 'press': {
      const held = step.holdMs === null ? '' : ` for ${step.holdMs} ms`;
      return `key ${/^[0-9]$/.test(step.key) ? 'of a digit' : step.key}${held}`;
    }
    case 'type':
      return `${step.digits.length} digits typed`;
  }
}

async function observe(token: ComparedToken, step: Step, call: CallOptions): Promise<Observation> {
  try {
    return await carryOut(token, step, call);
  } catch (error) {
    if (!isTokentwinError(error) || error.code === 'ABORTED') throw error;
    return { hasAnswered: false, compared: error.code, words: `no answer: ${error.message} (${error.code})` };
  }
}

async function carryOut(token: ComparedToken, step: Step, call: CallOptions): Promise<Observation> {
  switch (step.type) {
    case 'command': {
      const response = await token.transmit(step.command, call);
      const { data, statusWord } = response;
      const compared = `${statusWord} ${step.compares === 'data' ? data.join() : data.length}`;
      return { hasAnswered: true, compared, words: describeResponse(step.command, encodeResponse(response)) };
    }
    case 'reset': {
      const atr = await token.reset(call);
      const hex = Array.from(atr, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return { hasAnswered: true, compared: hex, words: `ATR ${hex.toUpperCase()}` };
    }
    case 'press': {
      const { key, holdMs } = step;
      return displayed(
        await (holdMs === null ? token.bench.press(key, call) : token.bench.hold(key, holdMs, call)),
      );
    }
    case 'type':
      return displayed(await token.bench.type(step.digits, call));
  }
}

/** Four digits or more may be a PIN or a response. */
function displayed({
  text,
  cells,
}: {
  readonly text: string;
  readonly cells: readonly number[];
}): Observation {
  const isSecret = text.replaceAll(/[^0-9]/g, '').length >= 4;
  const shown = isSecret ? text.replaceAll(/[0-9]/g, '#') : text;
  return {
    hasAnswered: true,
    compared: `${text} ${cells.join()}`,
    words: shown === '' ? 'a blank display' : `display ${shown}`,
  };
}

/**
 * Has the twin compute until its counter is that of the device.
 *
 * @param pin right for both
 * @param onResponse called before each response, with its number from 1 and how many there are
 * @throws TokentwinError ARGUMENT when the two cannot be brought together
 */
export async function alignCounters(
  device: ComparedToken,
  twin: ComparedToken,
  pin: string,
  challengeDigits: number,
  call: CallOptions = {},
  onResponse: (response: number, of: number) => void = () => undefined,
): Promise<void> {
  const wanted = (await device.info(call)).counter;
  const has = (await twin.info(call)).counter;
  if (wanted === null || has === null) return;
  const gap = wanted - has;
  if (gap < 0n || gap > MAXIMUM_COUNTER_GAP) {
    throw new TokentwinError(
      'ARGUMENT',
      `The counter of the device is ${wanted} and that of the token ${has}: give a token that is at most ${MAXIMUM_COUNTER_GAP} responses behind.`,
    );
  }
  const challenge = '0'.repeat(challengeDigits);
  for (let count = 1; count <= gap; count += 1) {
    onResponse(count, Number(gap));
    await twin.respond(challenge, { ...call, pin });
    // A twin in this process answers at once: without a turn of the event loop no Ctrl-C would come through.
    await otherEvents();
  }
}
