/**
 * The calls of a token, each as commands to its card.
 */
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
import { TokentwinError } from '../../firmware/error.js';
import { type AttestationResult, attestCard } from './attestation.js';
import { type Bench, benchCalls } from './bench.js';
import { callLimitMs, checkCallOptions } from './call-limit.js';
import { timedOut } from './call-queue.js';
import {
  blockedError,
  cardError,
  checkSuccess,
  isSuccess,
  MEANINGS,
  type Meanings,
  wrongApplication,
} from './card-errors.js';
import { type ApplicationName, type CardSession, responseOf, textOf } from './card-session.js';
import type { PinEntry } from './core/card-link.js';
import type { ReaderDescription } from './core/reader-description.js';
import { pinTimedOut } from './core/reader-errors.js';
import type { LinkCounters } from './counters.js';
import { changePinEntry, verifyEntry } from './keypad-entry.js';
import type { ReaderConnection } from './reader-connection.js';
import type {
  AttestOptions,
  CallOptions,
  PinStatus,
  RespondOptions,
  Token,
  TokenApplication,
  TokenEvents,
  TokenInfo,
} from './token.js';
import {
  checkChallenge,
  checkCommand,
  checkIndices,
  checkPin,
  checkPinDigits,
  checkServerTexts,
  checkUnlockAnswer,
  DEFAULT_PIN_DIGITS,
} from './token-arguments.js';
import { readLifeCycle, readPinPolicy, readTokenInfo } from './token-facts.js';

const CALL_MS = 10_000;
/** At the keypad, since the last key. */
const KEYPAD_MS = 30_000;
const MAXIMUM_KEYPAD_MS = 255_000;
/** For one PIN at the keypad in all. */
const ENTRY_MS = 60_000;
/** What a reader has more to tell that the entry is over: only the reader knows that the card got no PIN. */
const READER_TELLS_MS = 1000;

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

  async verify(pin: string, options?: CallOptions): Promise<void> {
    checkPin(pin);
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

  async respond(challenge: string, options: RespondOptions = {}): Promise<string> {
    checkCallOptions(options);
    const { pin } = options;
    checkChallenge(challenge);
    if (pin !== undefined) checkPin(pin);
    return this.#dscPlus(options, async (session) => {
      if (pin !== undefined) await verifyPin(session, pin);
      return textOf(await answer(session, respondCommand(challenge), MEANINGS.respond));
    });
  }

  async lookUp(indices: readonly number[], options?: CallOptions): Promise<string> {
    if (this.application !== 'security-code-card') {
      throw wrongApplication('A DSC+ has no index numbers: ask it for a response.');
    }
    checkIndices(indices);
    return this.#call(this.application, options, async (session) =>
      textOf(await answer(session, lookUpCommand(indices))),
    );
  }

  async changePin(oldPin: string, newPin: string, options?: CallOptions): Promise<void> {
    checkPin(oldPin);
    checkPin(newPin);
    return this.#dscPlus(options, async (session) => {
      const policy = await readPinPolicy(session);
      checkPinDigits(oldPin, policy);
      checkPinDigits(newPin, policy);
      await answer(session, changePinCommand(oldPin, newPin), MEANINGS.changePin);
    });
  }

  changePinAtKeypad(options?: CallOptions): Promise<void> {
    return this.#atKeypad(options, 3, MEANINGS.changePin, changePinEntry);
  }

  unlockQuestion(options?: CallOptions): Promise<string> {
    return this.#dscPlus(options, async (session) =>
      textOf(await answer(session, getDataCommand(DATA_TAG.unlockQuestion), MEANINGS.unlockQuestion)),
    );
  }

  async unlock(unlockAnswer: string, newPin: string, options?: CallOptions): Promise<void> {
    checkUnlockAnswer(unlockAnswer);
    checkPin(newPin);
    return this.#dscPlus(options, async (session) => {
      checkPinDigits(newPin, await readPinPolicy(session));
      await answer(session, unlockCommand(unlockAnswer, newPin), MEANINGS.unlock);
    });
  }

  getChallenge(options?: CallOptions): Promise<string> {
    return this.#dscPlus(options, async (session) =>
      textOf(await answer(session, getChallengeCommand(), MEANINGS.server)),
    );
  }

  async authenticateServer(
    serverQuestion: string,
    serverResponse: string,
    options?: CallOptions,
  ): Promise<void> {
    checkServerTexts(serverQuestion, serverResponse);
    return this.#dscPlus(options, async (session) => {
      await answer(session, authenticateServerCommand(serverQuestion, serverResponse), MEANINGS.server);
    });
  }

  attest(options: AttestOptions = {}): Promise<AttestationResult> {
    return this.#call(this.application, options, (session) => attestCard(session, options));
  }

  async transmit(command: Uint8Array, options: CallOptions = {}): Promise<ResponseApdu> {
    checkCommand(command);
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
    options: CallOptions = {},
    pins: number,
    meanings: Meanings,
    entryOf: (digits: number, timeoutMs: number) => PinEntry,
  ): Promise<void> {
    this.#refuseCodeCard();
    this.#refuseNoKeypad();
    checkCallOptions(options);
    const { signal, timeoutMs } = options;
    const sinceKeyMs = Math.min(MAXIMUM_KEYPAD_MS, callLimitMs(timeoutMs ?? KEYPAD_MS));
    const limitMs = callLimitMs(timeoutMs ?? pins * ENTRY_MS) + READER_TELLS_MS;
    let isTyping = false;
    const work = async () => {
      await this.#session.use('dsc-plus');
      const digits = (await readPinPolicy(this.#session))?.digits ?? DEFAULT_PIN_DIGITS;
      isTyping = true;
      const response = responseOf(await this.#connection.enterPin(entryOf(digits, sinceKeyMs)));
      isTyping = false;
      await refuseBlocked(this.#session, response);
      checkSuccess(response, meanings);
    };
    return this.#connection.call({ signal }, limitMs, work, (ms, outcomeUnknown) =>
      isTyping ? pinTimedOut(outcomeUnknown) : timedOut(ms, outcomeUnknown),
    );
  }

  #refuseNoKeypad(): void {
    if (this.reader.hasKeypad) return;
    throw new TokentwinError(
      'READER_REFUSED',
      'The reader has no keypad: give the PIN to the call that needs it.',
      { outcomeUnknown: false },
    );
  }

  #refuseCodeCard(): void {
    if (this.application === 'dsc-plus') return;
    throw wrongApplication('A Security Code Card knows no PIN and no challenge: look up its index numbers.');
  }
}

async function verifyPin(session: CardSession, pin: string): Promise<void> {
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
