/**
 * Checks what a caller gives to a bench call before anything of it is encoded, where it would be cut to the
 * size of its field. Texts and ranges that go out in several commands are checked as a whole.
 */
import { BENCH_KEYS, type BenchCommand, MAXIMUM_FLASH_BYTES } from '../../firmware/card/bench-commands.js';
import { TokentwinError } from '../../firmware/error.js';

const FOUR_BYTES = 2 ** 32;
/** 1 to 64 characters of ASCII without blanks, as the card reads it. */
const FAULT_NAME = /^[\x21-\x7e]{1,64}$/;

/** @throws TokentwinError ARGUMENT */
export function checkBenchCommand(command: BenchCommand): void {
  const sentence = complaint(command);
  if (sentence !== null) throw new TokentwinError('ARGUMENT', sentence, { outcomeUnknown: false });
}

/** What is wrong with a command, as a sentence, or null. */
function complaint(command: BenchCommand): string | null {
  switch (command.type) {
    case 'pressKey':
      if (!BENCH_KEYS.includes(command.key)) return `The keys are ${BENCH_KEYS.join(', ')}.`;
      return command.holdMs === null || isBelow(FOUR_BYTES, command.holdMs) ? null : DURATION;
    case 'advance':
      return isBelow(FOUR_BYTES, command.ms) ? null : DURATION;
    case 'typeDigits':
      if (typeof command.digits === 'string' && /^[0-9]+$/.test(command.digits)) return null;
      return 'Only digits can be typed: press the other keys by their names.';
    case 'setBattery':
      if (command.percent === null || isBelow(101, command.percent)) return null;
      return "A battery has 0 to 100 per cent as a whole number, or null for the device's own estimate.";
    case 'readFlash':
      return isRange(command.offset, command.length) ? null : RANGE;
    case 'writeFlash': {
      if (!(command.bytes instanceof Uint8Array)) return 'Bytes are given as a Uint8Array.';
      const { length } = command.bytes;
      if (length < 1 || length > MAXIMUM_FLASH_BYTES) return `Write 1 to ${MAXIMUM_FLASH_BYTES} bytes.`;
      return isRange(command.offset, length) ? null : RANGE;
    }
    case 'injectFault':
      if (typeof command.name === 'string' && FAULT_NAME.test(command.name)) return null;
      return 'The name of a fault is a word of ASCII.';
    case 'readDisplay':
    case 'cutPower':
    case 'status':
    case 'flashGeometry':
      return null;
  }
}

const DURATION = 'A duration is a whole number of milliseconds from 0 to 2^32 - 1.';
const RANGE = 'Offset and length are whole numbers from 0, and their sum is at most 2^32.';

function isRange(offset: number, length: number): boolean {
  return isBelow(FOUR_BYTES, offset) && isBelow(FOUR_BYTES - offset + 1, length);
}

/** A whole number from 0 on. */
function isBelow(end: number, value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}
