/**
 * Command APDUs with an Lc that fits, and changes that only a command allows.
 */
import type { Draws } from '../draws.js';
import type { Change, Input } from '../target.js';

const HEADER_BYTES = 4;

const INSTRUCTIONS = [0x20, 0x24, 0x2c, 0x82, 0x84, 0x88, 0xa4, 0xca, 0xda] as const;
const BENCH_INSTRUCTIONS = [0x10, 0x12, 0x14, 0x16, 0x18, 0x1a, 0x1c, 0x20, 0x22, 0x24, 0x26] as const;
const PARAMETERS = [0x0000, 0x0081, 0x0100, 0x0400, 0x040c, 0x0080] as const;
const FIRST_TAG = 0x0101;
const TAGS = 15;

/** Puts Lc right, short or extended; the settings, a first message, stay. */
export function mendApdus(draws: Draws, [settings = new Uint8Array(0), ...commands]: Input): Input {
  return [settings, ...commands.map((command) => (draws.onceIn(8) ? command : mended(command)))];
}

function mended(command: Uint8Array): Uint8Array {
  if (command.length <= HEADER_BYTES + 1) return command;
  const result = command.slice();
  const short = command.length - HEADER_BYTES - 1;
  // An Lc that leaves one byte is right as well: the byte is Le.
  if (command[HEADER_BYTES] === short || command[HEADER_BYTES] === short - 1) return command;
  if (short <= 0xff) result[HEADER_BYTES] = short;
  else {
    const long = command.length - HEADER_BYTES - 3;
    result[HEADER_BYTES] = 0;
    result[HEADER_BYTES + 1] = long >> 8;
    result[HEADER_BYTES + 2] = long & 0xff;
  }
  return result;
}

function changeHeader(draws: Draws, input: Input, change: (header: Uint8Array) => void): Input {
  if (input.length < 2) return input;
  const at = 1 + draws.below(input.length - 1);
  const command = (input[at] as Uint8Array).slice();
  if (command.length >= HEADER_BYTES) change(command);
  return input.with(at, command);
}

const otherInstruction: Change = (draws, input) =>
  changeHeader(draws, input, (command) => {
    const isBench = command[0] === 0x80 && !draws.onceIn(4);
    command[1] = draws.pick(isBench ? BENCH_INSTRUCTIONS : INSTRUCTIONS);
  });

const otherParameters: Change = (draws, input) =>
  changeHeader(draws, input, (command) => {
    const value = draws.onceIn(3) ? FIRST_TAG + draws.below(TAGS) : draws.pick(PARAMETERS);
    command[2] = value >> 8;
    command[3] = value & 0xff;
  });

const otherClass: Change = (draws, input) =>
  changeHeader(draws, input, (command) => {
    command[0] = draws.pick([0x00, 0x80, 0x04, 0x0c, 0x10, 0xff]);
  });

/** Takes the power away and gives it again. */
const reset: Change = (draws, input) =>
  input.toSpliced(1 + draws.below(Math.max(1, input.length)), 0, new Uint8Array(0));

const extended: Change = (draws, input) => {
  if (input.length < 2) return input;
  const at = 1 + draws.below(input.length - 1);
  const command = input[at] as Uint8Array;
  const length = command[HEADER_BYTES] ?? 0;
  if (command.length < HEADER_BYTES + 1 + length) return input;
  const data = command.subarray(HEADER_BYTES + 1, HEADER_BYTES + 1 + length);
  const le = draws.onceIn(2) ? [] : [draws.pick([0, 1, 255]), draws.pick([0, 1, 8])];
  return input.with(at, Uint8Array.of(...command.subarray(0, HEADER_BYTES), 0, 0, length, ...data, ...le));
};

export const apduChanges: readonly Change[] = [
  otherInstruction,
  otherParameters,
  otherClass,
  reset,
  extended,
];
