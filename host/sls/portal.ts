/**
 * What a user does in a session at the portal. Each call names the session by its token.
 *
 * Where something asks for the second factor, it answers with a question; `choose` and `answer` of the system go on.
 */
import type { Ports } from './ports.js';
import { devicesOf } from './procedures/devices-of-user.js';
import type { Credentials } from './procedures/login.js';
import { openMobileVerification } from './procedures/mobile.js';
import { type OptIn, optIn, optOut } from './procedures/opting.js';
import { type NewOrder, type Ordered, orderDevice } from './procedures/orders.js';
import {
  exportSecret,
  openActivation,
  openIdentification,
  openPinChange,
  openResynchronisation,
  type PinChange,
  type PrintedCard,
  requestOnlineCard,
} from './procedures/own-devices.js';
import { setMobile, setPassword, unknown, userNamed } from './procedures/people.js';
import { endSessions, type OpenSession, portalSession, sessionOf } from './procedures/sessions.js';
import { cancelSharing, openSharing } from './procedures/sharing.js';
import type { AnswerStep, ChooseStep, DoneStep, OfferedDevice } from './procedures/steps.js';
import { offered } from './procedures/steps.js';
import { allowanceOf, openWithdrawal } from './procedures/withdrawing.js';
import type { Assignment, DeviceStatus, DscPlusSecret } from './records/devices.js';
import type { TypedNumber } from './rules/mobile-number.js';
import { checkPassword } from './rules/password.js';
import { type PinWarning, pinAdvice } from './rules/pin-advice.js';
import type { Allowance } from './rules/withdrawals.js';
import { decided, type Refused, type Unit } from './unit.js';

export interface DeviceOverview extends OfferedDevice {
  readonly status: DeviceStatus;
  readonly use: Assignment['status'];
  readonly role: Assignment['role'];
  readonly expiresAtMs: number | null;
}

export interface Overview {
  readonly userId: string;
  readonly factor: string;
  readonly optedOut: boolean;
  readonly mobile: { readonly numberEnding: string; readonly verified: boolean } | null;
  readonly devices: readonly DeviceOverview[];
  readonly allowance: Allowance;
}

type Question = ChooseStep | AnswerStep;

export class Portal {
  constructor(
    private readonly ports: Ports,
    private readonly verified: (credentials: Credentials) => Promise<void>,
  ) {}

  async #in<T>(token: string, act: (unit: Unit, open: OpenSession) => Promise<T | Refused> | T): Promise<T> {
    return await decided(this.ports, async (unit) => act(unit, await portalSession(unit, token)));
  }

  /** Of a session at either entrance. @throws TokentwinError SLS_SESSION, as all of these */
  async overview(token: string): Promise<Overview> {
    return await decided(this.ports, async (unit) => {
      const { user, session } = await sessionOf(unit, token);
      const held = await devicesOf(unit, user.id);
      const { mobile } = user;
      return {
        userId: user.id,
        factor: session.factor,
        optedOut: user.optedOutAtMs !== null,
        mobile: mobile && {
          numberEnding: mobile.number.slice(-3),
          verified: mobile.verifiedAtMs !== null,
        },
        devices: held.map(({ device, assignment }) => ({
          ...offered(device),
          status: device.status,
          use: assignment.status,
          role: assignment.role,
          expiresAtMs: device.expiresAtMs,
        })),
        allowance: await allowanceOf(unit, user, session.factor),
      };
    });
  }

  async logOut(token: string): Promise<void> {
    await decided(this.ports, async (unit) => {
      const { session, user } = await sessionOf(unit, token);
      unit.remove('session', session.id);
      unit.audit('logged out', { userId: user.id });
    });
  }

  /** @throws TokentwinError SLS_CREDENTIALS for the old one, SLS_PASSWORD_RULE */
  async changePassword(token: string, oldPassword: string, newPassword: string): Promise<void> {
    const { user } = await this.#in(token, (_, open) => open);
    checkPassword(newPassword);
    await this.verified({ userName: user.id, password: oldPassword });
    const hash = await this.ports.passwords.hash(newPassword);
    await this.#in(token, (unit, open) => setPassword(unit, open.user, newPassword, hash, open.session.id));
  }

  async logOutEverywhere(token: string): Promise<void> {
    await decided(this.ports, async (unit) => {
      const { user } = await sessionOf(unit, token);
      await endSessions(unit, user.id, null);
    });
  }

  /** @throws TokentwinError SLS_PIN, SLS_ORDER, SLS_EQUITY */
  async order(token: string, wanted: NewOrder): Promise<Ordered> {
    return await this.#in(token, (unit, open) => orderDevice(unit, open, wanted));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
  async activate(token: string, deviceId: string): Promise<Question> {
    return await decided(this.ports, async (unit) => {
      const open = await portalSession(unit, token, 'print-card');
      const { device } =
        (await devicesOf(unit, open.user.id)).find((held) => held.device.id === deviceId) ?? {};
      // Printing a card ends with its activation; everything else waits for a full session.
      if (device?.kind !== 'online-security-code-card') await portalSession(unit, token);
      return await openActivation(unit, open, deviceId);
    });
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE, SLS_PIN */
  async changePin(token: string, deviceId: string, newPin: string): Promise<PinChange> {
    return await this.#in(token, (unit, open) => openPinChange(unit, open, deviceId, newPin));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
  async resynchronise(token: string, deviceId: string): Promise<Question> {
    return await this.#in(token, (unit, open) => openResynchronisation(unit, open, deviceId));
  }

  /** @throws TokentwinError SLS_NO_DEVICE */
  async identify(token: string): Promise<Question> {
    return await this.#in(token, openIdentification);
  }

  /** Right after `identify`. @throws TokentwinError SLS_RESTRICTED, SLS_UNKNOWN, SLS_DEVICE */
  async exportSecret(token: string, deviceId: string): Promise<DscPlusSecret> {
    return await this.#in(token, (unit, open) => exportSecret(unit, open, deviceId));
  }

  /** Also for a Temporary Code in its last ten days. @throws TokentwinError SLS_DEVICE */
  async printOnlineCard(token: string): Promise<PrintedCard> {
    return await decided(this.ports, async (unit) =>
      requestOnlineCard(unit, await portalSession(unit, token, 'print-card')),
    );
  }

  /** @returns the number as it is kept @throws TokentwinError SLS_MOBILE_NUMBER */
  async setMobileNumber(token: string, typed: TypedNumber): Promise<string> {
    return await this.#in(token, (unit, { user }) => setMobile(unit, user, typed));
  }

  /** @throws TokentwinError SLS_MOBILE_NUMBER, SLS_RESEND */
  async verifyMobileNumber(token: string): Promise<AnswerStep> {
    return await this.#in(token, openMobileVerification);
  }

  /**
   * @param owner name and password of the user whose device it is
   * @throws TokentwinError SLS_CREDENTIALS, SLS_SHARING, SLS_TEMPORARY_DEVICE, SLS_DIFFERENT_IDENTIFICATION,
   *   SLS_LESS_SECURE
   */
  async share(token: string, owner: Credentials): Promise<Question> {
    await this.#in(token, () => undefined);
    await this.verified(owner);
    return await this.#in(token, async (unit, open) =>
      openSharing(unit, open, await userNamed(unit, owner.userName)),
    );
  }

  /** @throws TokentwinError SLS_SHARING */
  async cancelSharing(token: string, deviceId: string): Promise<void> {
    await this.#in(token, (unit, open) => cancelSharing(unit, open, deviceId));
  }

  /** @returns what the user takes on @throws TokentwinError SLS_RIGHTS, SLS_OPT_OUT */
  async optOut(token: string, agrees: boolean): Promise<readonly string[]> {
    return await this.#in(token, (unit, open) => optOut(unit, open, agrees));
  }

  /** @throws TokentwinError SLS_RIGHTS, SLS_OPT_OUT */
  async optIn(token: string): Promise<OptIn> {
    return await this.#in(token, optIn);
  }

  /** @throws TokentwinError SLS_LIMIT where no device is asked */
  async withdraw(token: string, amountUsd: number): Promise<Question | DoneStep> {
    return await this.#in(token, (unit, open) => openWithdrawal(unit, open, amountUsd));
  }

  /** Advice on a PIN, which never blocks (facts section 13). */
  async advise(token: string, pin: string): Promise<readonly PinWarning[]> {
    return await this.#in(token, async (unit, { user }) => {
      const entity = await unit.get('entity', user.entityId);
      if (entity === null) throw unknown('entity');
      return pinAdvice(pin, entity.identification, entity.personalData);
    });
  }
}
