/**
 * The emulator without a screen: one command a line in, one frame a line out.
 *
 * The lines are those of `statement.ts`, and `device N` switches to the n-th device. Every frame is printed when it
 * appears, as `#NUMBER TEXT` (with several cards `DEVICE: #NUMBER TEXT`); on the real clock also those that come by
 * time. A device on a line is announced first, as `line ADDRESS`. Where others reach a device, the end of the input
 * does not end the emulator, a signal does.
 */
import { createInterface } from 'node:readline';
import { type ErrorCode, isTokentwinError, TokentwinError } from '../../firmware/error.js';
import type { DeviceLine } from '../reader/device-line.js';
import type { Device } from '../twin/device.js';
import type { Frame } from '../twin/frame.js';
import { makeWrong } from './make-wrong.js';
import { isCardStatement, operateCard } from './operate.js';
import { parseStatement, type Statement } from './statement.js';
import { wordsOf } from './words.js';

export interface HeadlessOptions {
  /** Of the devices that are in a reader on a line. */
  readonly lines: readonly DeviceLine[];
  /** Do the devices stay open when the input ends, until `ending` is aborted? */
  readonly staysOpen: boolean;
  readonly json: boolean;
  readonly input: NodeJS.ReadableStream;
  /** Receives each line without its end. */
  readonly printLine: (line: string) => void;
  /** Receives what a line has to say, in a sentence. */
  readonly printNotice: (sentence: string) => void;
  readonly ending: AbortSignal;
}

/** What is wrong with a line; anything else would be wrong whatever the line. */
const OF_A_LINE: ReadonlySet<ErrorCode> = new Set(['SCRIPT_LINE', 'ARGUMENT', 'CARD_INDEX']);

function refuse(reason: string): never {
  throw new TokentwinError('SCRIPT_LINE', reason);
}

class HeadlessSession {
  #device: Device;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly devices: readonly Device[],
    private readonly lines: readonly DeviceLine[],
    private readonly json: boolean,
    private readonly printLine: (line: string) => void,
    private readonly onFailure: (error: unknown) => void,
  ) {
    for (const line of lines) this.#printAddress(line);
    for (const [index, device] of devices.entries()) {
      if (device.kind === 'dsc-plus') device.twin.onFrame((frame) => this.#printFrame(index + 1, frame));
    }
    this.#device = devices[0] as Device;
  }

  /** Runs one command line. @throws TokentwinError SCRIPT_LINE, ARGUMENT, CARD_INDEX */
  run(line: string): void {
    const words = wordsOf(line);
    const [command, target] = words;
    if (command === undefined) return;
    if (command.text === 'device') {
      this.#device =
        this.devices[Number(target?.text) - 1] ?? refuse(`There are devices 1 to ${this.devices.length}.`);
    } else this.#operate(parseStatement(words));
    this.#watchTime();
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #operate(statement: Statement | null): void {
    const { kind, twin } = this.#device;
    if (statement?.type === 'card-out' || statement?.type === 'card-in')
      this.#moveCard(statement.type === 'card-in');
    else if (statement?.type === 'fault') makeWrong(this.#device, statement.fault);
    else if (kind === 'security-code-card') {
      if (statement?.type !== 'lookup')
        refuse('A code card knows lookup, fault, device, card-out and card-in.');
      const values = twin.values(statement.indices);
      this.printLine(this.json ? JSON.stringify({ values }) : values);
    } else if (statement === null || statement.type === 'lookup')
      refuse(
        'The command is unknown: use press, hold, type, advance, cut-power, battery, fault, device or frame.',
      );
    else if (isCardStatement(statement)) operateCard(twin, statement);
    else this.#printFrame(this.devices.indexOf(this.#device) + 1, twin.frame);
  }

  #moveCard(inserted: boolean): void {
    const line = this.lines.find(({ device }) => device === this.#device);
    if (line === undefined) refuse('The device is in no reader: start with --serial, --listen or --vpcd.');
    line.moveCard(inserted);
  }

  #printAddress({ device, address }: DeviceLine): void {
    const number = this.devices.indexOf(device) + 1;
    const prefix = this.devices.length > 1 ? `${number}: ` : '';
    this.printLine(
      this.json ? JSON.stringify({ device: number, line: address }) : `${prefix}line ${address}`,
    );
  }

  /** With several cards the number of the device comes first. */
  #printFrame(device: number, { number, at, text }: Frame): void {
    const prefix = this.devices.filter(({ kind }) => kind === 'dsc-plus').length > 1 ? `${device}: ` : '';
    this.printLine(this.json ? JSON.stringify({ device, number, at, text }) : `${prefix}#${number} ${text}`);
  }

  /** On the real clock the cards change by themselves between two lines. */
  #watchTime(): void {
    this.end();
    const twins = this.devices.flatMap((device) => (device.kind === 'dsc-plus' ? [device.twin] : []));
    const waits = twins.flatMap((twin) => (twin.clockMode === 'real' ? (twin.msUntilChange ?? []) : []));
    if (waits.length === 0) return;
    this.#timer = setTimeout(
      () => {
        try {
          for (const twin of twins) twin.settle();
          this.#watchTime();
        } catch (error) {
          this.onFailure(error);
        }
      },
      Math.min(...waits),
    );
  }
}

/**
 * Runs lines until the input ends or `ending` is aborted.
 *
 * @throws TokentwinError SCRIPT_LINE with the line's number when a line is wrong, or what else went wrong (a token
 *   file that cannot be written); the lines after it are not run
 */
export async function runHeadless(devices: readonly Device[], options: HeadlessOptions): Promise<void> {
  const { lines: deviceLines, json, input, printLine, ending } = options;
  const failed = new AbortController();
  const over = AbortSignal.any([ending, failed.signal]);
  const lines = createInterface({ input, signal: over });
  for (const line of deviceLines) {
    line.listen((event) => {
      if (event.type === 'notice') options.printNotice(event.sentence);
    });
  }
  const session = new HeadlessSession(devices, deviceLines, json, printLine, (error) => failed.abort(error));
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      session.run(line);
    }
    if (options.staysOpen) await abortOf(over);
  } catch (error) {
    if (!isTokentwinError(error) || !OF_A_LINE.has(error.code)) throw error;
    throw new TokentwinError('SCRIPT_LINE', `Line ${number}: ${error.message}`);
  } finally {
    session.end();
  }
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** Resolves when the signal is aborted. */
function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
