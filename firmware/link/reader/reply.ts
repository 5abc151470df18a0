/**
 * What the reader answers to a command, before it is put into the message that the command asks for.
 */
import { CCID_ANSWER, CCID_COMMAND, type CcidMessage, encodeMessage } from '../ccid/message.js';
import { encodeStatus, type IccStatus } from '../ccid/status.js';
import { PROTOCOL_T1 } from './t1-parameters.js';

export interface Reply {
  /** bError of a command that failed, else null. */
  readonly error: number | null;
  readonly data: Uint8Array;
}

const NOTHING = new Uint8Array(0);

export const DONE: Reply = { error: null, data: NOTHING };

export function answered(data: Uint8Array): Reply {
  return { error: null, data };
}

/** @param error a bError */
export function refused(error: number): Reply {
  return { error, data: NOTHING };
}

/** The type of answer that a command gets (USB CCID 1.1, section 6.1); for an unknown one the slot's status. */
export function answerType(command: number): number {
  switch (command) {
    case CCID_COMMAND.iccPowerOn:
    case CCID_COMMAND.xfrBlock:
    case CCID_COMMAND.secure:
      return CCID_ANSWER.dataBlock;
    case CCID_COMMAND.getParameters:
    case CCID_COMMAND.resetParameters:
    case CCID_COMMAND.setParameters:
      return CCID_ANSWER.parameters;
    case CCID_COMMAND.escape:
      return CCID_ANSWER.escape;
    case CCID_COMMAND.setDataRateAndClockFrequency:
      return CCID_ANSWER.dataRateAndClockFrequency;
    default:
      return CCID_ANSWER.slotStatus;
  }
}

/** The answer to a command as a CCID message. */
export function answerMessage(command: CcidMessage, icc: IccStatus, { error, data }: Reply): Uint8Array {
  const type = answerType(command.type);
  const status = encodeStatus(icc, error === null ? 'processed' : 'failed');
  return encodeMessage({
    type,
    slot: command.slot,
    sequence: command.sequence,
    parameters: [status, error ?? 0, lastParameter(type, icc)],
    data,
  });
}

/** bProtocolNum of parameters, bClockStatus of a slot: 00 running, 01 stopped; else 0. */
function lastParameter(type: number, icc: IccStatus): number {
  if (type === CCID_ANSWER.parameters) return PROTOCOL_T1;
  return type === CCID_ANSWER.slotStatus && icc !== 'active' ? 1 : 0;
}
