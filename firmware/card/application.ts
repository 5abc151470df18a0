/**
 * The port through which applications are added to a smart card.
 *
 * An application has a volatile session of its own, which ends at SELECT and at reset. It answers whole
 * commands; blocks, frames and lengths are the link's business.
 */

/** A command APDU, taken apart (ISO/IEC 7816-4, section 5.1). */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Empty when the command has no data field. */
  readonly data: Uint8Array;
  /** Bytes that the host expects at most, 0 when it expects none; Le = 00 is 256, or 65536 when extended. */
  readonly expectedLength: number;
}

/** A response APDU; a status word that is an error comes with no data. */
export interface ResponseApdu {
  readonly data: Uint8Array;
  /** 16 bits, for example 0x9000. */
  readonly statusWord: number;
}

export interface CardApplication {
  /** 5 to 16 bytes. */
  readonly aid: Uint8Array;
  /** Starts a new session. @returns the file control information with its status word */
  select(): ResponseApdu;
  /** One command in the session; never SELECT by name. */
  answer(command: CommandApdu): ResponseApdu;
  /** The session is over: another application was selected, or the card lost its power. */
  deselect(): void;
}
