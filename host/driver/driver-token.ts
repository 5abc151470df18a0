/**
 * The calls of a token, each as commands to its card.
 */
import { asciiText, isAscii } from '../../firmware/ascii.js';
import type { ResponseApdu } from '../../firmware/card/application.js';
import {
  authenticateServerCommand,
  changePinCommand,
  getChallengeCommand,
  getDataCommand,
  lookUpCommand,
  pinStatusCommand,
  respondCommand,
  unlockCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { STATUS, triesLeftIn } from '../../firmware/card/status-words.js';
import { DATA_TAG } from '../../firmware/card/tags.js';
import { isIndex } from '../../firmware/code-card/code-card.js';
import { type ErrorCode, TokentwinError } from '../../firmware/error.js';
import { type AttestationResult, attestCard } from './attestation.js';
import { type Bench, benchCalls } from './bench.js';
import { callLimitMs } from './call-limit.js';
import {
  blockedError,
  cardError,
  checkSuccess,
  isSuccess,
  MEANINGS,
  type Meanings,
  wrongApplication,
} from './card-errors.js';
import { type ApplicationName, type CardSession, responseOf } from './card-session.js';
import type { PinEntry } from './core/card-link.js';
import type { ReaderDescription } from './core/reader-description.js';
import type { LinkCounters } from './counters.js';
import { changePinEntry, verifyEntry } from './keypad-entry.js';
import type { ReaderConnection } from './reader-connection.js';
import type {
  AttestOptions,
  CallOptions,
  PinPolicy,
  PinStatus,
  RespondOptions,
  Token,
  TokenApplication,
  TokenEvents,
  TokenInfo,
} from './token.js';
import { readLifeCycle, readPinPolicy, readTokenInfo } from './token-facts.js';

const CALL_MS = 10_000;
/** At the keypad, since the last key. */
const KEYPAD_MS = 30_000;
const MAXIMUM_KEYPAD_MS = 255_000;
/** Keys of one entry at most; the holder may take the whole time for each. */
const KEYS_PER_ENTRY = 16;
/** Of a card that tells no PIN policy. */
const DEFAULT_PIN_DIGITS = 4;

export class DriverToken implements Token {
  readonly application: TokenApplication;
  readonly bench: Bench;
  readonly #connection: ReaderConnection;
  readonly #session: CardSession;

  /** @param connection open */
  constructor(connection: ReaderConnection, session: CardSession, application: TokenApplication) {
    this.#connection = connection;
    this.#session = session;
    this.application = application;
    this.bench = benchCalls(
      (options, work) => this.#call('bench', options, work),
      () => connection.cardLostPower(),
    );
  }

  get address(): string {
    return this.#connection.address;
  }

  get reader(): ReaderDescription {
    return this.#connection.reader;
  }

  info(options?: CallOptions): Promise<TokenInfo> {
    return this.#call(this.application, options, (session, atr) =>
      readTokenInfo(session, this.application, atr, this.reader),
    );
  }

  verify(pin: string, options?: CallOptions): Promise<void> {
    return this.#dscPlus(options, (session) => verifyPin(session, pin));
  }

  verifyAtKeypad(options?: CallOptions): Promise<void> {
    return this.#atKeypad(options, 1, MEANINGS.verify, verifyEntry);
  }

  pinStatus(options?: CallOptions): Promise<PinStatus> {
    return this.#dscPlus(options, async (session) => {
      const response = await session.command(pinStatusCommand());
      const { statusWord } = response;
      if (isSuccess(response)) return { type: 'verified' };
      if (statusWord === STATUS.blocked) return { type: 'locked' };
      if (statusWord === STATUS.notVerified) return { type: 'required', triesLeft: null };
      const triesLeft = triesLeftIn(statusWord);
      if (triesLeft !== null) return { type: 'required', triesLeft };
      throw cardError(statusWord);
    });
  }

  respond(challenge: string, options: RespondOptions = {}): Promise<string> {
    return this.#dscPlus(options, async (session) => {
      checkText(challenge, 'CHALLENGE_FORMAT', 'A challenge is one or more characters of ASCII.');
      if (options.pin !== undefined) await verifyPin(session, options.pin);
      return asciiText(await answer(session, respondCommand(challenge), MEANINGS.respond));
    });
  }

  async lookUp(indices: readonly number[], options?: CallOptions): Promise<string> {
    if (this.application !== 'security-code-card') {
      throw wrongApplication('A DSC+ has no index numbers: ask it for a response.');
    }
    if (indices.length === 0 || !indices.every(isIndex)) {
      throw new TokentwinError('CARD_INDEX', 'Give one or more index numbers from 1 to 224.');
    }
    return this.#call(this.application, options, async (session) =>
      asciiText(await answer(session, lookUpCommand(indices))),
    );
  }

  changePin(oldPin: string, newPin: string, options?: CallOptions): Promise<void> {
    return this.#dscPlus(options, async (session) => {
      const policy = await readPinPolicy(session);
      checkPin(oldPin, policy);
      checkPin(newPin, policy);
      await answer(session, changePinCommand(oldPin, newPin), MEANINGS.changePin);
    });
  }

  changePinAtKeypad(options?: CallOptions): Promise<void> {
    return this.#atKeypad(options, 3, MEANINGS.changePin, changePinEntry);
  }

  unlockQuestion(options?: CallOptions): Promise<string> {
    return this.#dscPlus(options, async (session) =>
      asciiText(await answer(session, getDataCommand(DATA_TAG.unlockQuestion), MEANINGS.unlockQuestion)),
    );
  }

  unlock(unlockAnswer: string, newPin: string, options?: CallOptions): Promise<void> {
    return this.#dscPlus(options, async (session) => {
      if (!/^[0-9]+$/.test(unlockAnswer)) {
        throw new TokentwinError('PIN_FORMAT', 'The answer to the unlock question has digits only.');
      }
      checkPin(newPin, await readPinPolicy(session));
      await answer(session, unlockCommand(unlockAnswer, newPin), MEANINGS.unlock);
    });
  }

  getChallenge(options?: CallOptions): Promise<string> {
    return this.#dscPlus(options, async (session) =>
      asciiText(await answer(session, getChallengeCommand(), MEANINGS.server)),
    );
  }

  authenticateServer(serverQuestion: string, serverResponse: string, options?: CallOptions): Promise<void> {
    return this.#dscPlus(options, async (session) => {
      checkText(serverQuestion + serverResponse, 'SERVER_REFUSED', 'Question and response are ASCII.');
      await answer(session, authenticateServerCommand(serverQuestion, serverResponse), MEANINGS.server);
    });
  }

  attest(options: AttestOptions = {}): Promise<AttestationResult> {
    return this.#call(this.application, options, (session) => attestCard(session, options));
  }

  transmit(command: Uint8Array, options: CallOptions = {}): Promise<ResponseApdu> {
    return this.#connection.call(options, CALL_MS, () => this.#session.foreignCommand(command));
  }

  reset(options: CallOptions = {}): Promise<Uint8Array> {
    return this.#connection.call(options, CALL_MS, () => this.#connection.reset());
  }

  counters(): LinkCounters {
    return this.#connection.counters;
  }

  on<E extends keyof TokenEvents>(event: E, listener: TokenEvents[E]): () => void {
    return this.#connection.on(event, listener);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #call<T>(
    application: ApplicationName,
    options: CallOptions | undefined,
    work: (session: CardSession, atr: Uint8Array) => Promise<T>,
  ): Promise<T> {
    return this.#connection.call(options ?? {}, CALL_MS, async () =>
      work(this.#session, await this.#session.use(application)),
    );
  }

  async #dscPlus<T>(
    options: CallOptions | undefined,
    work: (session: CardSession) => Promise<T>,
  ): Promise<T> {
    this.#refuseCodeCard();
    return this.#call('dsc-plus', options, work);
  }

  async #atKeypad(
    { signal, timeoutMs }: CallOptions = {},
    entries: number,
    meanings: Meanings,
    entryOf: (digits: number, timeoutMs: number) => PinEntry,
  ): Promise<void> {
    this.#refuseCodeCard();
    const sinceKeyMs = Math.min(MAXIMUM_KEYPAD_MS, callLimitMs(timeoutMs ?? KEYPAD_MS));
    const limitMs = CALL_MS + entries * KEYS_PER_ENTRY * sinceKeyMs;
    return this.#connection.call({ signal, timeoutMs: limitMs }, limitMs, async () => {
      await this.#session.use('dsc-plus');
      const digits = (await readPinPolicy(this.#session))?.digits ?? DEFAULT_PIN_DIGITS;
      const response = responseOf(await this.#connection.enterPin(entryOf(digits, sinceKeyMs)));
      await refuseBlocked(this.#session, response);
      checkSuccess(response, meanings);
    });
  }

  #refuseCodeCard(): void {
    if (this.application === 'dsc-plus') return;
    throw wrongApplication('A Security Code Card knows no PIN and no challenge: look up its index numbers.');
  }
}

async function verifyPin(session: CardSession, pin: string): Promise<void> {
  checkText(pin, 'PIN_FORMAT', 'A PIN is one or more characters of ASCII.');
  await answer(session, verifyCommand(pin), MEANINGS.verify);
}

/** The data of a command that succeeds. */
async function answer(session: CardSession, command: Uint8Array, meanings?: Meanings): Promise<Uint8Array> {
  const response = await session.command(command);
  await refuseBlocked(session, response);
  checkSuccess(response, meanings);
  return response.data;
}

/** 6983 has three reasons; the card tells which. @throws TokentwinError CARD_DEAD, CARD_LOCKED, SERVER_REFUSED */
async function refuseBlocked(session: CardSession, { statusWord }: ResponseApdu): Promise<void> {
  if (statusWord !== STATUS.blocked) return;
  throw blockedError(await readLifeCycle(session));
}

/** Empty would be another command, and what is not ASCII would arrive as something else. */
function checkText(text: string, code: ErrorCode, sentence: string): void {
  if (text === '' || !isAscii(text)) throw new TokentwinError(code, sentence, { outcomeUnknown: false });
}

/** Two texts go out as one, so each must have its length. */
function checkPin(pin: string, policy: PinPolicy | null): void {
  const digits = policy?.digits ?? DEFAULT_PIN_DIGITS;
  if (/^[0-9]+$/.test(pin) && pin.length === digits) return;
  throw new TokentwinError('PIN_FORMAT', `A PIN of this card has ${digits} digits.`, {
    outcomeUnknown: false,
  });
}
