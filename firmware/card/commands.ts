/**
 * The commands of the card's applications as whole APDUs: one place for instructions and parameters, used by
 * both ends (design section 4).
 *
 * Texts are ASCII, and nothing is checked here: it is the card that refuses what is malformed.
 */
import { asciiBytes } from '../ascii.js';
import { joinBytes } from '../bytes.js';
import { encodeCommand } from './apdu.js';
import type { CommandApdu } from './application.js';

/** Instruction bytes (ISO/IEC 7816-4, table of commands). */
export const INS = {
  verify: 0x20,
  changeReferenceData: 0x24,
  resetRetryCounter: 0x2c,
  externalAuthenticate: 0x82,
  getChallenge: 0x84,
  internalAuthenticate: 0x88,
  select: 0xa4,
  getData: 0xca,
  putData: 0xda,
} as const;

/** P1-P2, 16 bits. */
export const PARAMETERS = {
  none: 0x0000,
  /** The PIN of the application: specific reference data, number 1. */
  pin: 0x0081,
  /** INTERNAL AUTHENTICATE that attests the card, instead of answering a challenge. */
  attestation: 0x0100,
  /** SELECT by name, first occurrence, answered with the file control information. */
  byName: 0x0400,
  /** The same without an answer. */
  byNameSilently: 0x040c,
} as const;

/** P1-P2 of a command as one number. */
export function parameters({ p1, p2 }: CommandApdu): number {
  return (p1 << 8) | p2;
}

const NOTHING = new Uint8Array(0);
/** As many bytes as a short Le can ask for. */
const ALL = 256;

function command(ins: number, p1p2: number, data: Uint8Array, expectedLength: number): Uint8Array {
  return encodeCommand({ cla: 0x00, ins, p1: p1p2 >>> 8, p2: p1p2 & 0xff, data, expectedLength });
}

/** @param aid 1 to 16 bytes */
export function selectCommand(aid: Uint8Array): Uint8Array {
  return command(INS.select, PARAMETERS.byName, aid, ALL);
}

/**
 * @param tag one of `DATA_TAG`
 * @param expectedLength above 256 the command is extended, as a long certificate needs it
 */
export function getDataCommand(tag: number, expectedLength = ALL): Uint8Array {
  return command(INS.getData, tag, NOTHING, expectedLength);
}

export function verifyCommand(pin: string): Uint8Array {
  return command(INS.verify, PARAMETERS.pin, asciiBytes(pin), 0);
}

/** Asks whether the PIN is verified. */
export function pinStatusCommand(): Uint8Array {
  return command(INS.verify, PARAMETERS.pin, NOTHING, 0);
}

export function changePinCommand(oldPin: string, newPin: string): Uint8Array {
  return command(INS.changeReferenceData, PARAMETERS.pin, asciiBytes(oldPin + newPin), 0);
}

/** @param answer to the card's unlock question */
export function unlockCommand(answer: string, newPin: string): Uint8Array {
  return command(INS.resetRetryCounter, PARAMETERS.pin, asciiBytes(answer + newPin), 0);
}

export function respondCommand(challenge: string): Uint8Array {
  return command(INS.internalAuthenticate, PARAMETERS.none, asciiBytes(challenge), ALL);
}

/** @param indices index numbers of a code card, 1 to 224 each */
export function lookUpCommand(indices: readonly number[]): Uint8Array {
  return command(INS.internalAuthenticate, PARAMETERS.none, asciiBytes(indices.join(' ')), ALL);
}

/** @param nonce 16 to 64 bytes, never used before */
export function attestCommand(nonce: Uint8Array): Uint8Array {
  return command(INS.internalAuthenticate, PARAMETERS.attestation, nonce, ALL);
}

/** Asks a mutual card for its question, 8 characters. */
export function getChallengeCommand(): Uint8Array {
  return command(INS.getChallenge, PARAMETERS.none, NOTHING, 8);
}

/** @param serverResponse the server's response over the card's question and its own */
export function authenticateServerCommand(serverQuestion: string, serverResponse: string): Uint8Array {
  const data = joinBytes(asciiBytes(serverQuestion), asciiBytes(serverResponse));
  return command(INS.externalAuthenticate, PARAMETERS.none, data, 0);
}
