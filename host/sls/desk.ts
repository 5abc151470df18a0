/**
 * What client services do: records of people, stock and post, codes and answers on the telephone, approvals, and the
 * trail of what happened.
 */
import type { Ports } from './ports.js';
import {
  answerUnlock,
  issueTemporaryCode,
  openDeskResynchronisation,
  resetPin,
  type TemporaryCode,
} from './procedures/desk-services.js';
import { devicesOf, type HeldDevice } from './procedures/devices-of-user.js';
import { handOver } from './procedures/hand-over.js';
import { endOfDevice, postOrder } from './procedures/orders.js';
import {
  type AccountChanges,
  addEntity,
  addUser,
  changeAccount,
  correctEntity,
  type NewEntity,
  type NewUser,
  release,
  setMobile,
  setPassword,
  unknown,
  userNamed,
} from './procedures/people.js';
import { judgeSharing } from './procedures/sharing.js';
import type { AnswerStep, ChooseStep } from './procedures/steps.js';
import { type StockDevice, takeIntoStock } from './procedures/stock.js';
import type { Assignment, Device, Order } from './records/devices.js';
import type { Account, Entity, Identification, PersonalData, User } from './records/people.js';
import type { AuditEntry, Message } from './records/traces.js';
import type { DeviceEnd } from './rules/fees.js';
import { mobileNumber, type TypedNumber } from './rules/mobile-number.js';
import { checkPassword } from './rules/password.js';
import type { Page } from './store/store.js';
import { decided } from './unit.js';

export type UserToAdd = Omit<NewUser, 'passwordHash'>;

export class Desk {
  constructor(private readonly ports: Ports) {}

  /** @throws TokentwinError SLS_IDENTIFICATION */
  async addEntity(entity: NewEntity): Promise<Entity> {
    return await decided(this.ports, async (unit) => addEntity(unit, entity));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_IDENTIFICATION */
  async correctEntity(
    id: string,
    changes: { readonly identification?: Identification; readonly personalData?: PersonalData },
  ): Promise<Entity> {
    return await decided(this.ports, (unit) => correctEntity(unit, id, changes));
  }

  /** @throws TokentwinError SLS_USER_NAME, SLS_PASSWORD_RULE, SLS_EXISTS, SLS_UNKNOWN */
  async addUser(user: UserToAdd): Promise<User> {
    checkPassword(user.password);
    const passwordHash = await this.ports.passwords.hash(user.password);
    return await decided(this.ports, (unit) => addUser(unit, { ...user, passwordHash }));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_RIGHTS */
  async changeAccount(id: string, changes: AccountChanges): Promise<Account> {
    return await decided(this.ports, (unit) => changeAccount(unit, id, changes));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_PASSWORD_RULE */
  async setPassword(userName: string, password: string): Promise<void> {
    checkPassword(password);
    const hash = await this.ports.passwords.hash(password);
    await decided(this.ports, async (unit) =>
      setPassword(unit, await userNamed(unit, userName), password, hash, null),
    );
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_MOBILE_NUMBER */
  async setMobileNumber(userName: string, typed: TypedNumber): Promise<string> {
    mobileNumber(typed);
    return await decided(this.ports, async (unit) => setMobile(unit, await userNamed(unit, userName), typed));
  }

  /** Ends the lock of a user, and of the devices that they use. @throws TokentwinError SLS_UNKNOWN */
  async release(userName: string): Promise<void> {
    await decided(this.ports, (unit) => release(unit, userName));
  }

  /** @throws TokentwinError SLS_DEVICE, SLS_EXISTS, OCRA_SUITE_… */
  async takeIntoStock(device: StockDevice): Promise<Device> {
    return await decided(this.ports, (unit) => takeIntoStock(unit, device));
  }

  /** Posts a device of the stock for an order. @throws TokentwinError SLS_UNKNOWN, SLS_ORDER, SLS_DEVICE */
  async postOrder(orderId: string, deviceId: string): Promise<Order> {
    return await decided(this.ports, (unit) => postOrder(unit, orderId, deviceId));
  }

  /** Over the counter, without an order: active at once. @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
  async handOver(userName: string, deviceId: string): Promise<void> {
    await decided(this.ports, (unit) => handOver(unit, userName, deviceId));
  }

  /** @returns what is charged, in USD @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
  async endDevice(deviceId: string, end: DeviceEnd): Promise<number> {
    return await decided(this.ports, (unit) => endOfDevice(unit, deviceId, end));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_CONSECUTIVE */
  async issueTemporaryCode(userName: string): Promise<TemporaryCode> {
    return await decided(this.ports, (unit) => issueTemporaryCode(unit, userName));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE, UNLOCK_NOT_SUPPORTED, UNLOCK_QUESTION_FORMAT */
  async answerUnlock(deviceId: string, question: string): Promise<string> {
    return await decided(this.ports, (unit) => answerUnlock(unit, deviceId, question));
  }

  /** Asks for two codes in a row, read out on the telephone; `answer` of the system goes on. @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
  async resynchronise(deviceId: string): Promise<ChooseStep | AnswerStep> {
    return await decided(this.ports, (unit) => openDeskResynchronisation(unit, deviceId));
  }

  /** @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE, SLS_PIN */
  async resetPin(deviceId: string, pin: string): Promise<void> {
    await decided(this.ports, (unit) => resetPin(unit, deviceId, pin));
  }

  /** @throws TokentwinError SLS_SHARING, and as the conditions of sharing */
  async judgeSharing(userName: string, deviceId: string, isApproved: boolean): Promise<Assignment['status']> {
    return await decided(this.ports, (unit) => judgeSharing(unit, userName, deviceId, isApproved));
  }

  /** @throws TokentwinError SLS_UNKNOWN */
  async user(userName: string): Promise<{ readonly user: User; readonly devices: readonly HeldDevice[] }> {
    return await decided(this.ports, async (unit) => ({
      user: await userNamed(unit, userName),
      devices: await devicesOf(unit, userName),
    }));
  }

  /** @throws TokentwinError SLS_UNKNOWN */
  async device(deviceId: string): Promise<Device> {
    const stored = await this.ports.store.get('device', deviceId);
    if (stored === null) throw unknown('device');
    return stored.record;
  }

  async users(page: Page): Promise<readonly User[]> {
    return await this.ports.store.list('user', page);
  }

  async devices(page: Page): Promise<readonly Device[]> {
    return await this.ports.store.list('device', page);
  }

  async orders(page: Page): Promise<readonly Order[]> {
    return await this.ports.store.list('order', page);
  }

  /** The newest first. */
  async inbox(page: Page): Promise<readonly Message[]> {
    return await this.ports.store.list('message', page);
  }

  async auditTrail(page: Page): Promise<readonly AuditEntry[]> {
    return await this.ports.store.list('audit', page);
  }
}
