/**
 * What SetParameters tells the reader of a T=1 card (USB CCID 1.1, section 6.1.7, structure for T=1).
 */
import type { AnswerToReset } from '../../../firmware/card/atr.js';

/** Fi/Di of a card whose TA1 is not negotiated: 372/1. */
const DEFAULT_SPEED = 0x11;

/**
 * Bytes: Fi/Di, check (bit 1: CRC), extra guard time, BWI and CWI, clock stop (never), IFSC, NAD. The speed is
 * left as it is after a reset.
 */
export function t1Parameters({ checksum, bwi, cwi, informationFieldBytes }: AnswerToReset): Uint8Array {
  const check = checksum === 'crc' ? 0x11 : 0x10;
  return Uint8Array.of(DEFAULT_SPEED, check, 0, (bwi << 4) | cwi, 0, informationFieldBytes, 0);
}
