/**
 * What becomes of responses as they come out of an engine: texts, numbers, or lines of bytes. They come a run
 * of the kernel at a time, or one by one where the core answers.
 */
import { asciiBytes } from '../../ascii.js';
import type { Kernel } from './kernel.js';

const LINE_FEED = 0x0a;

export interface Receiver {
  /** Takes the kernel's last run: `count` responses, the first of which has the place `start`. */
  run(kernel: Kernel, start: number, count: number): void;
  /** Takes one response of the core. */
  one(response: string, place: number): void;
}

/** @param text writes a number with the right count of digits */
export function intoTexts(texts: string[], text: (number: number) => string): Receiver {
  return {
    run({ numbers }, start, count) {
      for (let index = 0; index < count; index += 1) texts[start + index] = text(numbers[index] as number);
    },
    one(response, place) {
      texts[place] = response;
    },
  };
}

export function intoNumbers(responses: Uint32Array): Receiver {
  return {
    run({ numbers }, start, count) {
      responses.set(count === numbers.length ? numbers : numbers.subarray(0, count), start);
    },
    one(response, place) {
      responses[place] = Number(response);
    },
  };
}

/** @param lines has room for `digits` characters and a line feed for each response */
export function intoLines(lines: Uint8Array, digits: number): Receiver {
  const lineBytes = digits + 1;
  return {
    run(kernel, start, count) {
      lines.set(kernel.lines(count, digits, LINE_FEED), start * lineBytes);
    },
    one(response, place) {
      lines.set(asciiBytes(response), place * lineBytes);
      lines[(place + 1) * lineBytes - 1] = LINE_FEED;
    },
  };
}
