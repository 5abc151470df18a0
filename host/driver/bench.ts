/**
 * The bench application of a test device, as calls: its keys, display, clock, power, battery and flash.
 *
 * Every call rejects with APPLICATION_MISSING on a device without it (a sealed twin, a twin over TCP that was not
 * told to offer it, a code card, a real device), with ARGUMENT when what was given is out of its range (before anything is sent), and with CARD_REFUSED when the device
 * does not take it. A call selects the bench application, so it ends the
 * session of the token's own application: a PIN that was verified is verified no more.
 */
import {
  type BenchStatus,
  decodeBenchFrame,
  decodeBenchStatus,
  decodeFlashGeometry,
  type FlashGeometry,
} from '../../firmware/card/bench-answers.js';
import {
  type BENCH_KEYS,
  type BenchCommand,
  encodeBenchCommand,
  MAXIMUM_FLASH_BYTES,
  MAXIMUM_TYPED_DIGITS,
} from '../../firmware/card/bench-commands.js';
import { isTokentwinError, type TokentwinError } from '../../firmware/error.js';
import { checkBenchCommand } from './bench-arguments.js';
import { checkSuccess } from './card-errors.js';
import type { CardSession } from './card-session.js';
import { linkFault } from './core/reader-errors.js';
import type { CallOptions } from './token.js';

export type { BenchStatus, FlashGeometry } from '../../firmware/card/bench-answers.js';

export type BenchKey = (typeof BENCH_KEYS)[number];

export interface BenchDisplay {
  /** Number of the frame; grows with every change. */
  readonly frame: number;
  /** The device's virtual time, Unix milliseconds. */
  readonly atMs: number;
  /** Without blanks at its end. */
  readonly text: string;
  /** The lit segments of each cell, one bit each. */
  readonly cells: readonly number[];
  readonly segmentCount: 7 | 14;
}

export interface Bench {
  /** Is the bench application there? */
  isAvailable(options?: CallOptions): Promise<boolean>;
  /** Presses a key for its own time. @returns the display after it */
  press(key: BenchKey, options?: CallOptions): Promise<BenchDisplay>;
  /** @param durationMs whole, below 2^32 */
  hold(key: BenchKey, durationMs: number, options?: CallOptions): Promise<BenchDisplay>;
  /** Types digits, one key after the other. @param digits one or more */
  type(digits: string, options?: CallOptions): Promise<BenchDisplay>;
  display(options?: CallOptions): Promise<BenchDisplay>;
  /** Moves the device's clock on at once. @param durationMs whole, below 2^32 */
  advance(durationMs: number, options?: CallOptions): Promise<BenchDisplay>;
  /** Cuts the power as if the battery were taken out; sessions end. */
  cutPower(options?: CallOptions): Promise<void>;
  status(options?: CallOptions): Promise<BenchStatus>;
  /** @param percent whole, 0 to 100, or null for the device's own estimate */
  setBattery(percent: number | null, options?: CallOptions): Promise<void>;
  flashGeometry(options?: CallOptions): Promise<FlashGeometry>;
  /** Bytes of the flash as they are, secrets among them. */
  readFlash(offset: number, length: number, options?: CallOptions): Promise<Uint8Array>;
  /** Writes 1 to 4096 bytes in one go and cuts the power, so that the device starts anew on what it finds. */
  writeFlash(offset: number, bytes: Uint8Array, options?: CallOptions): Promise<void>;
  /** Makes the device faulty in a way that it knows by name; `none` mends it. */
  injectFault(name: string, options?: CallOptions): Promise<void>;
}

/** Runs work with the bench application selected. */
export type BenchCall = <T>(
  options: CallOptions | undefined,
  work: (session: CardSession) => Promise<T>,
) => Promise<T>;

/** @param cardLostPower is told when the card's power was cut */
export function benchCalls(call: BenchCall, cardLostPower: () => void): Bench {
  const run = async (command: BenchCommand, options: CallOptions | undefined): Promise<Uint8Array> => {
    checkBenchCommand(command);
    return call(options, (session) => carryOut(session, command));
  };
  const shown = async (command: BenchCommand, options: CallOptions | undefined) =>
    displayOf(await run(command, options));
  const done = async (command: BenchCommand, options: CallOptions | undefined) => {
    await run(command, options);
  };
  return {
    isAvailable: (options) =>
      call(options, async () => true).catch((error: unknown) => {
        if (isTokentwinError(error, 'APPLICATION_MISSING')) return false;
        throw error;
      }),
    press: (key, options) => shown({ type: 'pressKey', key, holdMs: null }, options),
    hold: (key, holdMs, options) => shown({ type: 'pressKey', key, holdMs }, options),
    type: (digits, options) => shown({ type: 'typeDigits', digits }, options),
    display: (options) => shown({ type: 'readDisplay' }, options),
    advance: (ms, options) => shown({ type: 'advance', ms }, options),
    cutPower: async (options) => {
      await run({ type: 'cutPower' }, options);
      cardLostPower();
    },
    status: async (options) => whole(decodeBenchStatus(await run({ type: 'status' }, options))),
    setBattery: (percent, options) => done({ type: 'setBattery', percent }, options),
    flashGeometry: async (options) =>
      whole(decodeFlashGeometry(await run({ type: 'flashGeometry' }, options))),
    readFlash: (offset, length, options) => run({ type: 'readFlash', offset, length }, options),
    writeFlash: async (offset, bytes, options) => {
      await run({ type: 'writeFlash', offset, bytes }, options);
      cardLostPower();
    },
    injectFault: (name, options) => done({ type: 'injectFault', name }, options),
  };
}

/** One command, or several when it is too long for one. @returns the last answer; of the flash all bytes */
async function carryOut(session: CardSession, command: BenchCommand): Promise<Uint8Array> {
  if (command.type === 'typeDigits') return typeDigits(session, command.digits);
  if (command.type === 'readFlash') return readFlash(session, command.offset, command.length);
  return answerTo(session, command);
}

async function answerTo(session: CardSession, command: BenchCommand): Promise<Uint8Array> {
  const response = await session.command(encodeBenchCommand(command));
  checkSuccess(response);
  return response.data;
}

async function typeDigits(session: CardSession, digits: string): Promise<Uint8Array> {
  let answer: Uint8Array = new Uint8Array(0);
  for (let start = 0; start < digits.length; start += MAXIMUM_TYPED_DIGITS) {
    const part = digits.slice(start, start + MAXIMUM_TYPED_DIGITS);
    answer = await answerTo(session, { type: 'typeDigits', digits: part });
  }
  return answer;
}

async function readFlash(session: CardSession, offset: number, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < length; start += MAXIMUM_FLASH_BYTES) {
    const part = Math.min(MAXIMUM_FLASH_BYTES, length - start);
    const answer = await answerTo(session, { type: 'readFlash', offset: offset + start, length: part });
    if (answer.length !== part) throw cutOff();
    parts.push(answer);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function displayOf(bytes: Uint8Array): BenchDisplay {
  const { number, ...rest } = whole(decodeBenchFrame(bytes));
  return { frame: number, ...rest };
}

function whole<T>(value: T | null): T {
  if (value === null) throw cutOff();
  return value;
}

function cutOff(): TokentwinError {
  return linkFault('An answer of the bench application is cut off', false);
}
