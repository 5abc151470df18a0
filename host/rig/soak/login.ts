/**
 * One login as a soak makes it: a challenge, the response, and whether that is the right one.
 *
 * With the card's key every response is computed again; without it only its form can be judged. A mutual card
 * answers nobody who has not its key.
 */
import { getChallengeCommand } from '../../../firmware/card/commands.js';
import { STATUS } from '../../../firmware/card/status-words.js';
import { TokentwinError } from '../../../firmware/error.js';
import { Ocra } from '../../../firmware/oath/index.js';
import { parseSuite, type Suite } from '../../../firmware/oath/suite.js';
import type { CallOptions, Token, TokenInfo } from '../../driver/token.js';

/** As much of a token as a soak works with. */
export type SoakedToken = Pick<
  Token,
  'info' | 'respond' | 'verify' | 'getChallenge' | 'authenticateServer' | 'transmit' | 'counters'
>;

export interface LoginSecrets {
  readonly pin: string;
  readonly key: Uint8Array | null;
}

export class Logins {
  readonly #token: SoakedToken;
  readonly #pin: string;
  readonly #suite: Suite;
  readonly #ocra: Ocra | null;
  readonly #isMutual: boolean;
  /** Of the next response; null when it must be read first, or when there is none. */
  #counter: bigint | null = null;

  private constructor(token: SoakedToken, suite: Suite, { pin, key }: LoginSecrets, isMutual: boolean) {
    this.#token = token;
    this.#pin = pin;
    this.#suite = suite;
    this.#ocra = key === null ? null : new Ocra(suite, key);
    this.#isMutual = isMutual;
  }

  /**
   * @param info of the token
   * @throws TokentwinError CARD_REFUSED when the card cannot log in so
   */
  static async of(
    token: SoakedToken,
    info: TokenInfo,
    secrets: LoginSecrets,
    call: CallOptions,
  ): Promise<Logins> {
    if (info.suite === null)
      throw new TokentwinError('CARD_REFUSED', 'The card answers no challenges: soak a DSC+.');
    const suite = parseSuite(info.suite);
    const { statusWord } = await token.transmit(getChallengeCommand(), call);
    const isMutual = statusWord === STATUS.success;
    if (isMutual && secrets.key === null) {
      throw new TokentwinError(
        'CARD_REFUSED',
        'A mutual card answers only to a server with its key: give --key.',
      );
    }
    return new Logins(token, suite, secrets, isMutual);
  }

  /** Is each response computed again, or its form judged alone? */
  get areChecked(): boolean {
    return this.#ocra !== null;
  }

  /**
   * @param challenge in the card's format
   * @returns false when the response is not right
   * @throws TokentwinError as the token does; whether the card computed is in `details.outcomeUnknown`
   */
  async login(challenge: string, call: CallOptions): Promise<boolean> {
    if (this.#suite.counter && this.#ocra !== null) this.#counter ??= (await this.#token.info(call)).counter;
    const counter = this.#counter;
    // Unless the login succeeds nobody knows where the counter is.
    this.#counter = null;
    const { question, response } = this.#isMutual
      ? await this.#mutual(challenge, call)
      : { question: challenge, response: await this.#token.respond(challenge, { ...call, pin: this.#pin }) };
    this.#counter = counter === null ? null : counter + 1n;
    const { digits } = this.#suite;
    if (this.#ocra === null) return response.length === digits && /^[0-9]+$/.test(response);
    return response === this.#expected(this.#ocra, question, counter);
  }

  /** @returns the server's and the card's question with the card's response (RFC 6287, 7.2) */
  async #mutual(serverQuestion: string, call: CallOptions) {
    const token = this.#token;
    await token.verify(this.#pin, call);
    const cardQuestion = await token.getChallenge(call);
    const ocra = this.#ocra as Ocra;
    const proof = this.#expected(ocra, cardQuestion + serverQuestion, null);
    await token.authenticateServer(serverQuestion, proof, call);
    const response = await token.respond(serverQuestion, call);
    return { question: serverQuestion + cardQuestion, response };
  }

  #expected(ocra: Ocra, question: string, counter: bigint | null): string {
    const input = {
      question,
      ...(counter !== null && { counter }),
      ...(this.#suite.pinHash !== null && { pin: this.#pin }),
    };
    return ocra.respond(input, this.#isMutual ? 'mutual' : 'one-way');
  }
}
