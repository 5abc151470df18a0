/**
 * Finds out what is on the line: a reader, whether it has a keypad, how many slots.
 */
import { asciiText } from '../../../firmware/ascii.js';
import { TokentwinError } from '../../../firmware/error.js';
import { CCID_COMMAND } from '../../../firmware/link/ccid/message.js';
import type { Procedure } from './procedure.js';
import type { ReaderDescription } from './reader-description.js';

/** How long a reader may take to say who it is; libccid waits as long. */
const FIRST_ANSWER_MS = 2000;
const ANSWER_MS = 1000;

/** The reader tells its firmware text. */
const TELL_FIRMWARE = Uint8Array.of(0x02);
/** The reader tells card movements, each after a command and before its answer. */
const TELL_MOVEMENTS = Uint8Array.of(0x01, 0x01, 0x01);

/**
 * Says hello as libccid does. Whether the reader echoes shows by itself.
 *
 * @throws TokentwinError NOT_A_TOKEN
 */
export function* bringUp(): Procedure<Omit<ReaderDescription, 'echoes'>> {
  const firmware = yield { type: CCID_COMMAND.escape, data: TELL_FIRMWARE, waitMs: FIRST_ANSWER_MS };
  if (firmware.type === 'silent') throw notAToken(firmware.heard);
  const text = firmware.type === 'done' ? printable(firmware.data) : '';
  yield { type: CCID_COMMAND.escape, data: TELL_MOVEMENTS, waitMs: ANSWER_MS };
  const second = yield { type: CCID_COMMAND.getSlotStatus, slot: 1, waitMs: ANSWER_MS };
  return { firmware: text, hasKeypad: /pin ?pad/i.test(text), slots: second.type === 'done' ? 2 : 1 };
}

function printable(bytes: Uint8Array): string {
  return asciiText(bytes).replaceAll(/[^ -~]/g, '');
}

function notAToken(heard: boolean): TokentwinError {
  return new TokentwinError(
    'NOT_A_TOKEN',
    heard
      ? 'What is on the port speaks, but not as a smart-card reader: is it the right port and speed?'
      : 'Nothing on the port answers as a smart-card reader: is it the right port, and is the token switched on?',
  );
}
