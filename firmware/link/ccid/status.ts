/**
 * What an answer says of the slot and of the command: bStatus and bError (USB CCID 1.1, section 6.2.6).
 */
import type { CcidMessage } from './message.js';

/** bmICCStatus: is there a card in the slot, and has it power? */
export type IccStatus = 'active' | 'inactive' | 'absent';

/** bmCommandStatus. */
export type CommandStatus = 'processed' | 'failed' | 'timeExtension';

export interface AnswerStatus {
  readonly icc: IccStatus;
  readonly command: CommandStatus;
  /** bError: when failed what was wrong, on a time extension the multiplier of the waiting time. */
  readonly error: number;
}

/** bError by name. A value of 1 to 7F is the offset of the byte in the command that is wrong or unsupported. */
export const CCID_ERROR = {
  commandNotSupported: 0x00,
  badLength: 0x01,
  slotDoesNotExist: 0x05,
  slotBusy: 0xe0,
  pinCancelled: 0xef,
  pinTimeout: 0xf0,
  busyWithAutoSequence: 0xf2,
  deactivatedProtocol: 0xf3,
  procedureByteConflict: 0xf4,
  iccClassNotSupported: 0xf5,
  iccProtocolNotSupported: 0xf6,
  badAtrChecksum: 0xf7,
  badAtrFirstByte: 0xf8,
  hardwareError: 0xfb,
  overrun: 0xfc,
  parityError: 0xfd,
  iccMute: 0xfe,
  commandAborted: 0xff,
} as const;

const SENTENCES: ReadonlyMap<number, string> = new Map([
  [CCID_ERROR.commandNotSupported, 'the reader does not know the command or does not allow it'],
  [CCID_ERROR.badLength, 'the command has a wrong length'],
  [CCID_ERROR.slotDoesNotExist, 'the reader has no such slot'],
  [CCID_ERROR.slotBusy, 'the slot is still busy with another command'],
  [CCID_ERROR.pinCancelled, 'the holder cancelled the entry of the PIN'],
  [CCID_ERROR.pinTimeout, 'the holder did not type the PIN in time'],
  [CCID_ERROR.busyWithAutoSequence, 'the reader is still switching the card on'],
  [CCID_ERROR.deactivatedProtocol, 'the protocol of the card is switched off'],
  [CCID_ERROR.procedureByteConflict, 'the card answered with a wrong procedure byte'],
  [CCID_ERROR.iccClassNotSupported, 'the reader cannot supply the voltage class of the card'],
  [CCID_ERROR.iccProtocolNotSupported, 'the reader does not know the protocol of the card'],
  [CCID_ERROR.badAtrChecksum, "the card's answer to reset has a wrong check byte"],
  [CCID_ERROR.badAtrFirstByte, "the card's answer to reset has a wrong first byte"],
  [CCID_ERROR.hardwareError, 'the hardware of the reader failed'],
  [CCID_ERROR.overrun, 'the reader got more bytes from the card than it can hold'],
  [CCID_ERROR.parityError, 'the card and the reader did not understand each other'],
  [CCID_ERROR.iccMute, 'there is no card in the slot, or it does not answer'],
  [CCID_ERROR.commandAborted, 'the host aborted the command'],
]);

const ICC: readonly IccStatus[] = ['active', 'inactive', 'absent'];
const COMMAND: readonly CommandStatus[] = ['processed', 'failed', 'timeExtension'];

/** bStatus: the card in the two low bits, the command in the two high ones. */
export function encodeStatus(icc: IccStatus, command: CommandStatus): number {
  return ICC.indexOf(icc) | (COMMAND.indexOf(command) << 6);
}

/** @returns null when bStatus has a value that the standard keeps free */
export function answerStatus({ parameters: [status, error] }: CcidMessage): AnswerStatus | null {
  const icc = ICC[status & 0x03];
  const command = COMMAND[status >> 6];
  return icc === undefined || command === undefined ? null : { icc, command, error };
}

/** What a bError means, in plain words without a full stop. */
export function describeCcidError(error: number): string {
  const sentence = SENTENCES.get(error);
  if (sentence !== undefined) return sentence;
  if (error < 0x80) return `the byte at offset ${error} of the command is wrong or not supported`;
  return `error ${error.toString(16).toUpperCase()} of the maker's own`;
}
