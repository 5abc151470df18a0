/**
 * The one error class of the project and the list of its codes.
 *
 * Promises: a code never changes its meaning, a message says in one plain sentence what is wrong and what
 * to do, and neither ever holds a PIN, a key or a response. Mistakes of the calling program (a wrong type,
 * a broken invariant) are not reported here: they are assertions.
 */

/** Every error code with its meaning, grouped by the layer that raises it. */
export const ERROR_CODES = {
  // oath: the suite (RFC 6287 section 6)
  OCRA_SUITE_SYNTAX: 'the suite does not have the three parts algorithm:function:input',
  OCRA_SUITE_CASE: 'the suite is written in another letter case',
  OCRA_SUITE_ALGORITHM: 'the algorithm is not OCRA-1',
  OCRA_SUITE_FUNCTION: 'the crypto function is not HOTP-hash-digits',
  OCRA_SUITE_HASH: 'the hash of the crypto function is unknown',
  OCRA_SUITE_DIGITS: 'the number of response digits is not 4 to 10',
  OCRA_SUITE_NO_TRUNCATION: 'the suite asks for no truncation (t = 0), whose output the RFC leaves open',
  OCRA_SUITE_QUESTION: 'the question field of the suite is missing or malformed',
  OCRA_SUITE_PIN: 'the PIN field of the suite is malformed',
  OCRA_SUITE_SESSION: 'the session field of the suite is malformed',
  OCRA_SUITE_TIME: 'the time-step field of the suite is malformed',
  OCRA_SUITE_FIELD: 'a field of the suite is unknown, repeated or out of order',
  // oath: the inputs of one response
  OCRA_MODE: 'the mode is unknown or not possible with the suite',
  OCRA_QUESTION_MISSING: 'no question was given',
  OCRA_QUESTION_LENGTH: 'the question is longer than the suite allows',
  OCRA_QUESTION_CHARACTER: 'the question has a character that its format does not allow',
  OCRA_COUNTER_MISSING: 'the suite needs a counter',
  OCRA_COUNTER_RANGE: 'the counter is not a whole number from 0 to 2^64 - 1',
  OCRA_PIN_MISSING: 'the suite needs a PIN or its hash',
  OCRA_PIN_CHARACTER: 'the PIN has half a character, which UTF-8 cannot write',
  OCRA_PIN_BOTH: 'both a PIN and a PIN hash were given',
  OCRA_PIN_HASH_LENGTH: "the PIN hash does not have the length of the suite's hash",
  OCRA_SESSION_MISSING: 'the suite needs session information',
  OCRA_SESSION_LENGTH: 'the session information does not have exactly the length of the suite',
  OCRA_TIME_MISSING: 'the suite needs a time or a time-step count',
  OCRA_TIME_BOTH: 'both a time and a time-step count were given',
  OCRA_TIME_RANGE: 'the time is not a whole number in range',
  OCRA_INPUT_UNEXPECTED: 'an input was given that the suite does not use',
  // oath: keys, HOTP, TOTP
  KEY_EMPTY: 'the key is empty',
  KEY_LENGTH: "a token's key is shorter than 16 or longer than 128 bytes",
  HEX_INVALID: 'a hexadecimal value has an odd length or a wrong character',
  HOTP_DIGITS: 'the number of digits is not 6 to 8',
  HOTP_COUNTER_RANGE: 'the counter is not a whole number from 0 to 2^64 - 1',
  TOTP_STEP: 'the time step is not a whole number of seconds, 1 or more',
  TOTP_TIME_RANGE: 'the time is not a whole number of seconds, 0 or more',
  TOTP_HASH: 'the hash is not SHA1, SHA256 or SHA512',
  // storage
  FLASH_FULL: 'the records do not fit a flash page',
  FLASH_DAMAGED: 'no flash page holds a valid journal',
  // token file
  TOKEN_FILE_FOREIGN: 'the file is not a tokentwin token file',
  TOKEN_FILE_NEWER: 'the token file was written by a newer version',
  TOKEN_FILE_DAMAGED: 'the token file is truncated or damaged',
  TOKEN_FILE_KIND: 'the token file holds another kind of token than the command needs',
  // dsc-plus
  PROFILE_INVALID: 'a device profile has a wrong, missing or unknown field',
  PROFILE_UNKNOWN: 'no built-in profile has that name',
  PIN_FORMAT: 'the PIN does not have the form the device asks for',
  PIN_WRONG: 'the card refused the PIN',
  PIN_WEAK: 'the card refuses PINs that are easy to guess',
  CARD_LOCKED: 'the card is locked',
  CARD_DEAD: 'the card is dead',
  CARD_BATTERY: "the card's battery is flat",
  CHALLENGE_FORMAT: 'the challenge does not have the form the device asks for',
  UNLOCK_QUESTION_FORMAT: "the card's unlock question is malformed",
  UNLOCK_NOT_SUPPORTED: 'a card with a soft PIN never locks',
  // lines: where the twin is offered to a host
  LINE_ADDRESS: 'the description of a line is malformed',
  LINE_DENIED: 'the system does not allow the line to be opened',
  LINE_TAKEN: 'another program has the line open',
  LINE_OPEN: 'the line cannot be opened',
  LINE_PLATFORM: 'the platform has no such line',
  LINE_BROKEN: 'the line was lost while it was open',
  // driver: the port
  PORT_ADDRESS: 'the address of a port is malformed',
  PORT_NOT_FOUND: 'there is no such port',
  PORT_DENIED: 'the system does not allow the port to be opened',
  PORT_TAKEN: 'another program has the port open',
  PORT_OPEN: 'the port cannot be opened',
  // driver: the token behind it
  NOT_A_TOKEN: 'what is on the port does not answer as a reader with a token',
  NO_CARD: 'there is no card in the reader',
  CARD_MUTE: 'the card in the reader does not answer',
  LINE_LOST: 'the line was lost; details.outcomeUnknown says whether a command may have been carried out',
  TIMED_OUT:
    'no answer came in time; details.outcomeUnknown says whether the command may have been carried out',
  QUEUE_FULL: 'too many calls wait for the token already',
  ABORTED: 'the caller called the command off',
  CLOSED: 'the token was closed by the caller',
  LINK_FAULT: 'the answer of the reader or the card breaks the protocol',
  READER_REFUSED: 'the reader refused a command',
  CARD_REFUSED: 'the card refused a command',
  APPLICATION_MISSING: 'the card does not have the application',
  PIN_REQUIRED: 'the card asks for its PIN first',
  PIN_CANCELLED: "the holder cancelled the entry of the PIN at the card's keypad",
  PIN_TIMED_OUT: "nobody typed the PIN at the card's keypad in time",
  UNLOCK_WRONG: 'the card refused the answer to its unlock question',
  SERVER_REFUSED: "the card refused the server's response",
  ATTESTATION: 'the attestation of the device does not hold',
  // workers
  WORKERS_CLOSED: 'the worker threads were closed by the caller before the job was done',
  WORKER_LOST: 'a worker thread ended before its job was done',
  // rig
  CAPTURE_FILE: 'the capture cannot be written',
  SOAK_FILE: 'the file of an earlier soak cannot be read',
  // code card
  CARD_INDEX: 'an index number is not on the card',
  CARD_SEED: 'the seed of a code card is too short',
  CARD_SERIAL: 'a serial number has a wrong length or character',
  CARD_START: 'the start of an online card is not a time that a date can have',
  CARD_CSV: 'a CSV file does not hold a whole code card',
  // emulator: files and the command line
  FILE_NOT_FOUND: 'a file does not exist',
  FILE_EXISTS: 'a file exists already and is not overwritten',
  FILE_ACCESS: 'a file could not be read or written',
  FILE_LOCKED: 'another process has the token file open for writing',
  SECRET_MISSING: 'a PIN or key is needed and none was given',
  ARGUMENT: 'an argument of the command line or of a call is missing or wrong',
  BATCH_LINE: 'a batch line is not a JSON object of the known fields',
  BATCH_LINE_LENGTH: 'a batch line is longer than 64 KiB',
  VECTOR_FILE: 'a vector file does not follow the schema',
  SCRIPT_LINE: 'a line for the headless emulator is not a known command',
  API_PAST: 'a point in the past of a twin that there is not',
  RECORDING_INVALID: 'a recording cannot be read',
  RECORDING_DIFFERS: 'a replay is not what was recorded',
  BENCH_RESULT: 'a file is not a result of the bench that this version can compare with',
  TERMINAL: 'the terminal cannot show the emulator',
  // emulator: the HTTP API
  API_LISTEN: 'the API cannot listen on its port',
  API_TOKEN: 'a request has no token or a wrong one',
  API_HOST: 'a request names another host than the server',
  API_ORIGIN: 'a request comes from a page of another origin',
  API_ROUTE: 'the API has no such resource',
  API_METHOD: 'the resource does not have the method',
  API_INPUT: 'a request has a wrong, missing or unknown field',
  API_MEDIA_TYPE:
    'the body of a request is not JSON, or an answer is asked for in a form that it does not have',
  API_BODY_SIZE: 'the body of a request is longer than 64 KiB',
  API_TWIN_UNKNOWN: 'there has never been a twin of that id',
  API_TWIN_REMOVED: 'the twin was removed',
  API_TWIN_KIND: 'the twin is of another kind, or not one of the API, and cannot do that',
  API_SNAPSHOT_UNKNOWN: 'the twin has no snapshot of that name',
  API_SNAPSHOT: 'no snapshot can be taken of the twin as it is',
  API_LIMIT: 'the server has as many of that as it takes',
  API_SLOW_READER: 'a reader of events was too slow and is cut off',
  API_CLOSED: 'the server is stopping',
  API_FAULT: 'the server has a fault of its own',
  COMMAND_START: 'a command cannot be started',
  // sls: the rules of the verifier
  SLS_CREDENTIALS: 'user name and password are not a pair that opens anything now',
  SLS_LOGIN_FAILED: 'the answer to the second factor is not right, or nothing is right now',
  SLS_CHALLENGE: 'there is no such question open, or not any more',
  SLS_SESSION: 'there is no such session, or not any more',
  SLS_RESTRICTED: 'the session does not allow that',
  SLS_RIGHTS: 'another user of the account has to do that',
  SLS_NO_DEVICE: 'no device of the user can be used now',
  SLS_DEVICE: 'the device is not one that this can be done with, as it is',
  SLS_UNKNOWN: 'there is no such user, device, order or account',
  SLS_EXISTS: 'there is one of that name or number already',
  SLS_USER_NAME: 'the user name has a wrong length or character',
  SLS_PASSWORD_RULE: 'the password does not follow the rule for passwords',
  SLS_IDENTIFICATION: 'identification data are malformed',
  SLS_PIN: 'the PIN does not have the form that the device wants',
  SLS_EQUITY: 'the account has too little equity for that device',
  SLS_ORDER: 'the order is not one that this can be done with, as it is',
  SLS_CONSECUTIVE: 'no two Temporary Codes follow each other',
  SLS_MOBILE_NUMBER: 'the mobile number is missing or malformed',
  SLS_RESEND: 'a code was sent a moment ago',
  SLS_SHARING: 'that device is not shared, or cannot be',
  SLS_LESS_SECURE: 'Less secure device',
  SLS_DIFFERENT_IDENTIFICATION: 'Different identification information',
  SLS_TEMPORARY_DEVICE: 'Temporary device assigned',
  SLS_OPT_OUT: 'opting out or back in is not possible as things are',
  SLS_LIMIT: 'the amount is beyond what the device allows for now',
  SLS_DESK_TOKEN: 'a request of the desk has no token or a wrong one',
  SLS_RATE: 'too many requests came from one address within a minute',
  SLS_STORE: 'the store of the verifier does not answer',
  SLS_GATEWAY: 'a gateway did not take a message',
  SLS_STORE_KEY: 'the key of the store is missing, malformed or another one',
  SLS_STORE_NEWER: 'the store was written by a newer version',
  SLS_BUSY: 'too many others change the same records',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a program may want to know beyond the code. */
export interface ErrorDetails {
  /** Tries that are left after a wrong PIN, unlock answer or server response. */
  readonly triesLeft?: number;
  /** The card's status word. */
  readonly statusWord?: number;
  /** Where in a line of text it is, in characters from 1. */
  readonly column?: number;
  /** May the command have been carried out? Then it must not be repeated blindly. */
  readonly outcomeUnknown?: boolean;
  /** The wrong field: a JSON pointer (RFC 6901) into the body, or `?NAME` of a query. */
  readonly place?: string;
}

/** An error with a stable code and a sentence for a person. */
export class TokentwinError extends Error {
  override readonly name = 'TokentwinError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

/** Is this an error of ours, and (when a code is given) with that code? */
export function isTokentwinError(error: unknown, code?: ErrorCode): error is TokentwinError {
  return error instanceof TokentwinError && (code === undefined || error.code === code);
}

/**
 * Checks an invariant of the program itself.
 *
 * @throws Error when it does not hold: a fault in the code, never the user's.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${invariant}`);
}
