/**
 * The Secure Login System: a reference verifier for what this project's devices answer.
 *
 * The broker publishes no algorithm; this one judges OCRA responses (RFC 6287) and code cards of our own derivation, by
 * the rules that the public articles describe. Promises: every decision is taken on records as they are, is written
 * before it is answered, and leaves an audit entry without secrets. Does not know HTTP, SQL or a clock of its own.
 */
import { Desk } from './desk.js';
import { Portal } from './portal.js';
import type { Ports } from './ports.js';
import { answer, offersFor } from './procedures/completion.js';
import { beginLogin, type Credentials, invalidCredentials, judgeCredentials } from './procedures/login.js';
import { sendAgain } from './procedures/mobile.js';
import { chooseDevice } from './procedures/proof.js';
import { sessionOf } from './procedures/sessions.js';
import type { AnswerStep, ChooseStep, SessionStep, Step } from './procedures/steps.js';
import type { Entrance, Session } from './records/access.js';
import { decided, type Unit } from './unit.js';

export class SecureLoginSystem {
  /** What users do at the portal, in a session. */
  readonly portal: Portal;
  /** What client services do. */
  readonly desk: Desk;

  constructor(readonly ports: Ports) {
    this.portal = new Portal(ports, (credentials) => this.verified(credentials));
    this.desk = new Desk(ports);
  }

  /**
   * Name and password at an entrance.
   *
   * @throws TokentwinError SLS_CREDENTIALS; SLS_NO_DEVICE, SLS_BUSY
   */
  async begin(
    entrance: Entrance,
    { userName, password }: Credentials,
  ): Promise<ChooseStep | AnswerStep | SessionStep> {
    const isRight = await this.#isRight({ userName, password });
    const step = await decided(this.ports, (unit) => beginLogin(unit, entrance, userName, isRight));
    if (step === null) throw invalidCredentials();
    return step;
  }

  /** Selects one of the devices offered. @param token of a session that asks, or null at a login @throws TokentwinError SLS_CHALLENGE, SLS_DEVICE, SLS_SESSION */
  async choose(handle: string, deviceId: string, token: string | null = null): Promise<AnswerStep> {
    return await decided(this.ports, async (unit) => {
      const session = await this.#session(unit, token);
      return await chooseDevice(unit, handle, deviceId, session, offersFor);
    });
  }

  /** @param response as typed @throws TokentwinError SLS_CHALLENGE, SLS_SESSION, and what the purpose refuses */
  async answer(handle: string, response: string, token: string | null = null): Promise<Step> {
    return await decided(this.ports, async (unit) =>
      answer(unit, handle, response, await this.#session(unit, token)),
    );
  }

  /** The code by message once more. @throws TokentwinError SLS_CHALLENGE, SLS_RESEND */
  async resend(handle: string, channel: 'sms' | 'voice'): Promise<void> {
    await decided(this.ports, (unit) => sendAgain(unit, handle, channel));
  }

  /**
   * Name and password of somebody who does not log in with them: the owner of a device to share. A failure counts as at
   * a login.
   *
   * @throws TokentwinError SLS_CREDENTIALS
   */
  async verified(credentials: Credentials): Promise<void> {
    const isRight = await this.#isRight(credentials);
    const user = await decided(this.ports, (unit) =>
      judgeCredentials(unit, credentials.userName, isRight, 'sharing'),
    );
    if (user === null) throw invalidCredentials();
  }

  async #isRight({ userName, password }: Credentials): Promise<boolean> {
    const { store, passwords } = this.ports;
    const user = await store.get('user', userName);
    const isRight = await passwords.verify(password, user?.record.passwordHash ?? passwords.ofNobody);
    return user !== null && isRight;
  }

  async #session(unit: Unit, token: string | null): Promise<Session | null> {
    return token === null ? null : (await sessionOf(unit, token)).session;
  }
}
