/**
 * What a bench program holds in its hand: a token behind a reader on a line.
 *
 * Three lines are a login:
 *
 *     const token = await openToken('/dev/ttyUSB0');
 *     const response = await token.respond('123456', { pin: '1234' });
 *     await token.close();
 *
 * One command is on the line at a time; further calls wait in a queue of at most 64, and one more rejects with
 * QUEUE_FULL. No call is repeated by itself once the card may have carried it out: such an error says
 * `details.outcomeUnknown: true`.
 * The interfaces only; `open-token.ts` makes one.
 */
import type { ResponseApdu } from '../../firmware/card/application.js';
import type { AttestationResult } from './attestation.js';
import type { Bench } from './bench.js';
import type { ReaderDescription } from './core/reader-description.js';
import type { LinkCounters } from './counters.js';

/** What every call takes. */
export interface CallOptions {
  /** Takes a waiting call out of the queue, or ends a running one; it rejects with ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds until the call rejects with TIMED_OUT, the time in the queue included. Above 0, rounded up, at
   * most 2^31 - 1 (24.8 days) count; Infinity sets no limit. Anything else rejects with ARGUMENT.
   */
  readonly timeoutMs?: number | undefined;
}

export type TokenApplication = 'dsc-plus' | 'security-code-card';

/** One frame on the line, for those who watch; the bytes hold secrets (a PIN, a response) as they are. */
export interface TrafficEvent {
  readonly direction: 'toReader' | 'fromReader';
  /** What was written, or read, in one piece; frames may be divided or joined. */
  readonly bytes: Uint8Array;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface OpenOptions extends CallOptions {
  /** Bits per second of a serial port; 115200 unless told. */
  readonly baudRate?: number | undefined;
  /** Stop bits of a serial port; 2 unless told, as libccidtwin sets them. */
  readonly stopBits?: 1 | 2 | undefined;
  /** The slot of the reader, counted from 0 (which it is unless told); ARGUMENT when the reader has no such slot. */
  readonly slot?: number | undefined;
  /** Which application to use; without it the first one that the card has. */
  readonly application?: TokenApplication | undefined;
  /** Called like the listeners of `Token.on`, and as little guarded. */
  readonly onTraffic?: ((event: TrafficEvent) => void) | undefined;
}

/** What the card tells of its PIN. */
export interface PinPolicy {
  /** `card`: compared on the card; `soft`: folded into the response, never compared. */
  readonly check: 'card' | 'soft';
  readonly digits: number;
  /** Wrong PINs in a row that lock the card, null for a soft PIN. */
  readonly tries: number | null;
  /** Wrong unlock answers that kill the card, null for a soft PIN. */
  readonly unlockTries: number | null;
}

export interface TokenInfo {
  readonly application: TokenApplication;
  readonly serialNumber: string;
  readonly firmwareVersion: string;
  /** Name of the card's profile, null when the card tells none. */
  readonly profile: string | null;
  /** OCRA suite, null on a code card. */
  readonly suite: string | null;
  readonly challengeDigits: number | null;
  readonly pin: PinPolicy | null;
  /** null when the card counts none. */
  readonly triesLeft: number | null;
  readonly counter: bigint | null;
  readonly batteryPercent: number | null;
  readonly lifeCycle: 'inUse' | 'locked' | 'dead' | null;
  /** The date until which a code card is valid (ISO 8601), null when it has none. */
  readonly expires: string | null;
  /** Check value of a code card, null on other cards. */
  readonly checkValue: string | null;
  readonly atr: Uint8Array;
  /** Does the ATR say "test device"? What the device can prove is told by `attest`. */
  readonly saysTestDevice: boolean;
  readonly reader: ReaderDescription;
}

export type PinStatus =
  | { readonly type: 'verified' }
  /** `triesLeft` is null when the card does not count. */
  | { readonly type: 'required'; readonly triesLeft: number | null }
  | { readonly type: 'locked' };

export interface RespondOptions extends CallOptions {
  /** Verified right before, with nothing of another call in between. */
  readonly pin?: string | undefined;
}

export interface TokenEvents {
  cardIn: () => void;
  cardOut: () => void;
  /** The port is gone; the token looks for it until it is closed. */
  lineLost: () => void;
  lineBack: () => void;
}

export interface Token {
  /** How the port was named. */
  readonly address: string;
  readonly application: TokenApplication;
  readonly reader: ReaderDescription;

  /** Reads what the card tells of itself. */
  info(options?: CallOptions): Promise<TokenInfo>;

  /**
   * Verifies a PIN that the host has; it is good for one computation.
   *
   * @param pin 1 to 255 characters of ASCII, as every text that a call takes
   * @throws TokentwinError PIN_WRONG with `details.triesLeft`, CARD_LOCKED, PIN_FORMAT
   */
  verify(pin: string, options?: CallOptions): Promise<void>;
  /**
   * Has the holder type the PIN at the card's keypad, so that the host never has it. On a reader without keypad
   * nothing is sent.
   *
   * @param options `timeoutMs` is for all of it; the reader ends the entry as long after the last key (at most
   *   255 000), and where it does not, the call ends a second after `timeoutMs`. Unless told: 30 000 after the last
   *   key, and 60 000 for each PIN in all
   * @throws TokentwinError PIN_WRONG, CARD_LOCKED, PIN_CANCELLED, PIN_TIMED_OUT, READER_REFUSED without keypad
   */
  verifyAtKeypad(options?: CallOptions): Promise<void>;
  /** Asks whether the PIN is verified; costs no try. */
  pinStatus(options?: CallOptions): Promise<PinStatus>;

  /**
   * The response to a challenge; for a mutual card, to the server's question after `authenticateServer`.
   *
   * @throws TokentwinError PIN_REQUIRED, CHALLENGE_FORMAT, APPLICATION_MISSING on a code card; as `verify` with a
   *   PIN
   */
  respond(challenge: string, options?: RespondOptions): Promise<string>;
  /** The card values beside index numbers, joined. @throws TokentwinError CARD_INDEX, ARGUMENT, APPLICATION_MISSING */
  lookUp(indices: readonly number[], options?: CallOptions): Promise<string>;

  /** @throws TokentwinError PIN_WRONG, PIN_WEAK, PIN_FORMAT, CARD_LOCKED */
  changePin(oldPin: string, newPin: string, options?: CallOptions): Promise<void>;
  /** Old PIN, new PIN and new PIN again at the keypad. @throws as `verifyAtKeypad` and `changePin` */
  changePinAtKeypad(options?: CallOptions): Promise<void>;
  /** The question of a locked card. @throws TokentwinError CARD_REFUSED when it is not locked */
  unlockQuestion(options?: CallOptions): Promise<string>;
  /** @throws TokentwinError UNLOCK_WRONG with `details.triesLeft`, CARD_DEAD, PIN_WEAK, PIN_FORMAT */
  unlock(answer: string, newPin: string, options?: CallOptions): Promise<void>;

  /** The question that a mutual card asks the server. */
  getChallenge(options?: CallOptions): Promise<string>;
  /** Has the card check the server's response. @throws TokentwinError SERVER_REFUSED, ARGUMENT */
  authenticateServer(serverQuestion: string, serverResponse: string, options?: CallOptions): Promise<void>;

  /**
   * Has the device prove what it is, by a fresh nonce unless one is given.
   *
   * @throws TokentwinError ATTESTATION with the reason
   */
  attest(options?: AttestOptions): Promise<AttestationResult>;

  /** Drives the body of a test device; every call rejects with APPLICATION_MISSING on a device without it. */
  readonly bench: Bench;

  /**
   * One command as it is, no SELECT before it; a status word is never an error here.
   *
   * @param command a whole command APDU, 4 bytes or more; must not change until the call has ended
   * @throws TokentwinError ARGUMENT
   */
  transmit(command: Uint8Array, options?: CallOptions): Promise<ResponseApdu>;
  /** Resets the card: sessions end, the card's ATR comes again. */
  reset(options?: CallOptions): Promise<Uint8Array>;
  counters(): LinkCounters;

  /**
   * @param listener called from the event loop, so nobody catches what it throws: that ends the process, unless
   *   the program has a handler for uncaught exceptions
   * @returns a function that takes the listener away again
   * @throws TokentwinError ARGUMENT at once for an event that there is not
   */
  on<E extends keyof TokenEvents>(event: E, listener: TokenEvents[E]): () => void;
  /**
   * Ends waiting calls with CLOSED and frees the port, also one that is just being opened anew. Every further call
   * gives the same promise.
   */
  close(): Promise<void>;
}

export interface AttestOptions extends CallOptions {
  /** 16 to 64 bytes. */
  readonly nonce?: Uint8Array | undefined;
  /** Certificates (PEM or DER) of the makers that are trusted, besides the test authority. */
  readonly authorities?: readonly (string | Uint8Array)[] | undefined;
}
