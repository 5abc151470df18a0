/**
 * The parameters of T=1 as GetParameters and SetParameters have them (USB CCID 1.1, section 6.1.7):
 * bmFindexDindex, bmTCCKST1, bGuardTimeT1, bmWaitingIntegersT1, bClockStop, bIFSC, bNadValue.
 *
 * The reader keeps what the host read in the ATR. Of all seven only the kind of checksum matters to it, for the
 * block that carries a typed PIN.
 */

import { type CcidMessage, MESSAGE_HEADER_BYTES } from '../ccid/message.js';
import { CCID_ERROR } from '../ccid/status.js';
import type { Checksum } from '../checksum.js';

/** bProtocolNum. */
export const PROTOCOL_T1 = 0x01;

/** What holds from power-on until the host sets others: LRC, IFSC 32. */
export const DEFAULT_T1_PARAMETERS: Uint8Array = Uint8Array.of(0x11, 0x10, 0x00, 0x4d, 0x00, 0x20, 0x00);

const PROTOCOL_OFFSET = 7;
const TCCKS = 1;
const CLOCK_STOP = 4;
const IFSC = 5;
const NAD = 6;

/** @returns the bError with which a SetParameters is refused, or null */
export function faultInT1Parameters({ parameters: [protocol], data }: CcidMessage): number | null {
  if (protocol !== PROTOCOL_T1) return PROTOCOL_OFFSET;
  if (data.length !== DEFAULT_T1_PARAMETERS.length) return CCID_ERROR.badLength;
  if (((data[TCCKS] as number) & 0xfc) !== 0x10) return MESSAGE_HEADER_BYTES + TCCKS;
  if ((data[CLOCK_STOP] as number) > 3) return MESSAGE_HEADER_BYTES + CLOCK_STOP;
  if (data[IFSC] === 0 || data[IFSC] === 0xff) return MESSAGE_HEADER_BYTES + IFSC;
  return data[NAD] === 0 ? null : MESSAGE_HEADER_BYTES + NAD;
}

/** The lowest bit of bmTCCKST1. */
export function checksumOfT1Parameters(parameters: Uint8Array): Checksum {
  return (parameters[TCCKS] as number) & 1 ? 'crc' : 'lrc';
}
