/**
 * The Escape commands of the GemPC readers, as far as libccid sends them when it opens a port.
 *
 * | data | what it does |
 * | --- | --- |
 * | `02` | tells the firmware's text |
 * | `01 01 01` | switches notices of card movement on, each between a command and its answer |
 * | `B2 A0 00 4D 4C`, ten texts of 16 bytes | loads prompts into a PIN pad; read over, the card's display has its own |
 *
 * Others are refused, also `6A` (list of features), which libccid bears.
 */
import { asciiBytes } from '../../ascii.js';
import { CCID_ERROR } from '../ccid/status.js';
import { answered, DONE, type Reply, refused } from './reply.js';
import type { ReaderVariant } from './variants.js';

const TELL_FIRMWARE = [0x02];
const TELL_MOVEMENTS = [0x01, 0x01, 0x01];
const LOAD_PROMPTS = [0xb2, 0xa0, 0x00, 0x4d, 0x4c];
const PROMPTS_BYTES = 10 * 16;

/** Does an Escape switch the notices on? */
export function asksForNotices(data: Uint8Array): boolean {
  return data.length === TELL_MOVEMENTS.length && startsWith(data, TELL_MOVEMENTS);
}

export function answerEscape(data: Uint8Array, { firmware, pinPad }: ReaderVariant): Reply {
  if (data.length === TELL_FIRMWARE.length && startsWith(data, TELL_FIRMWARE)) {
    return answered(asciiBytes(firmware));
  }
  const loadsPrompts = data.length === LOAD_PROMPTS.length + PROMPTS_BYTES && startsWith(data, LOAD_PROMPTS);
  if (asksForNotices(data) || (pinPad && loadsPrompts)) return DONE;
  return refused(CCID_ERROR.commandNotSupported);
}

function startsWith(data: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => data[index] === byte);
}
