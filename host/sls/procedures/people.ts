/**
 * What the desk keeps of people: entities, accounts and user names.
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { Account, Entity, Identification, PersonalData, User } from '../records/people.js';
import { isDate } from '../rules/calendar.js';
import { mobileNumber, type TypedNumber } from '../rules/mobile-number.js';
import { checkPassword, isUserName } from '../rules/password.js';
import type { Unit } from '../unit.js';
import { endSessions, type OpenSession } from './sessions.js';

export type NewEntity = Pick<Entity, 'kind' | 'name' | 'identification' | 'personalData'>;

export function unknown(what: string): TokentwinError {
  return new TokentwinError('SLS_UNKNOWN', `There is no such ${what}.`);
}

function checkIdentification({ birthDate, citizenship, legalResidence }: Identification): void {
  const refuse = (reason: string): never => {
    throw new TokentwinError('SLS_IDENTIFICATION', `The identification data need ${reason}.`);
  };
  if (!isDate(birthDate)) refuse('a birth date of the calendar, written as 1970-12-31');
  for (const country of [citizenship, legalResidence])
    if (!/^[A-Z]{2}$/.test(country)) refuse('countries in two capital letters (ISO 3166)');
}

/** @throws TokentwinError SLS_IDENTIFICATION */
export function addEntity(unit: Unit, entity: NewEntity): Entity {
  checkIdentification(entity.identification);
  const added = { id: unit.newId(), ...entity };
  unit.put('entity', added);
  unit.audit('entity added', { details: { entity: added.id } });
  return added;
}

/** Stale records are corrected by client services (facts section 10 [seed]). @throws TokentwinError SLS_UNKNOWN, SLS_IDENTIFICATION */
export async function correctEntity(
  unit: Unit,
  id: string,
  changes: { readonly identification?: Identification; readonly personalData?: PersonalData },
): Promise<Entity> {
  const entity = await unit.get('entity', id);
  if (entity === null) throw unknown('entity');
  if (changes.identification !== undefined) checkIdentification(changes.identification);
  const corrected = { ...entity, ...changes };
  unit.put('entity', corrected);
  unit.audit('identification corrected', { details: { entity: id } });
  return corrected;
}

export interface NewUser {
  readonly userName: string;
  readonly password: string;
  readonly passwordHash: string;
  readonly entityId: string;
  /** null: the user is the primary one of a new account. */
  readonly accountId: string | null;
  readonly accountKind: Account['kind'];
  readonly equityUsd: number;
}

/** @throws TokentwinError SLS_USER_NAME, SLS_PASSWORD_RULE, SLS_EXISTS, SLS_UNKNOWN */
export async function addUser(unit: Unit, made: NewUser): Promise<User> {
  const { userName, password, passwordHash, entityId, accountId, accountKind, equityUsd } = made;
  if (!isUserName(userName))
    throw new TokentwinError(
      'SLS_USER_NAME',
      'A user name has 3 to 32 characters of a-z, 0-9, `_`, `.` and `-`, and begins with a letter.',
    );
  checkPassword(password);
  if ((await unit.get('user', userName)) !== null)
    throw new TokentwinError('SLS_EXISTS', 'There is a user of that name already.');
  if ((await unit.get('entity', entityId)) === null) throw unknown('entity');
  if (accountId !== null && (await unit.get('account', accountId)) === null) throw unknown('account');
  const account = accountId ?? unit.newId();
  if (accountId === null)
    unit.put('account', {
      id: account,
      kind: accountKind,
      primaryUserId: userName,
      securityOfficerIds: [],
      equityUsd,
      fundedAtMs: null,
    });
  const user: User = {
    ...{ id: userName, entityId, accountId: account, passwordHash },
    failuresMs: [],
    mobile: null,
    optedOutAtMs: null,
    hadTemporaryCode: false,
  };
  unit.put('user', user);
  unit.audit('user added', { userId: userName });
  return user;
}

export interface AccountChanges {
  readonly equityUsd?: number;
  readonly securityOfficerIds?: readonly string[];
  readonly fundedAtMs?: number;
}

/** @throws TokentwinError SLS_UNKNOWN; SLS_RIGHTS for officers of an individual's account */
export async function changeAccount(unit: Unit, id: string, changes: AccountChanges): Promise<Account> {
  const account = await unit.get('account', id);
  if (account === null) throw unknown('account');
  const officers = changes.securityOfficerIds ?? [];
  if (officers.length > 0 && account.kind === 'individual')
    throw new TokentwinError('SLS_RIGHTS', "An individual's account has no security officers.");
  for (const officer of officers)
    if ((await unit.get('user', officer))?.accountId !== id) throw unknown('user of this account');
  const changed = { ...account, ...changes };
  unit.put('account', changed);
  unit.audit('account changed', { details: { account: id } });
  return changed;
}

export async function userNamed(unit: Unit, userName: string): Promise<User> {
  const user = await unit.get('user', userName);
  if (user === null) throw unknown('user');
  return user;
}

/** Every session of the user ends, but the one that asks. @throws TokentwinError SLS_PASSWORD_RULE */
export async function setPassword(
  unit: Unit,
  user: User,
  password: string,
  passwordHash: string,
  keptSessionId: string | null,
): Promise<void> {
  checkPassword(password);
  unit.put('user', { ...user, passwordHash });
  await endSessions(unit, user.id, keptSessionId);
  unit.audit('password changed', { userId: user.id });
}

/** A number that is on record, but not verified. @throws TokentwinError SLS_MOBILE_NUMBER */
export function setMobile(unit: Unit, user: User, typed: TypedNumber): string {
  const number = mobileNumber(typed);
  unit.put('user', { ...user, mobile: { number, verifiedAtMs: null } });
  unit.audit('mobile number changed', { userId: user.id });
  return number;
}

/** Earlier release only by telephone after an identity check (facts section 15 [public]). */
export async function release(unit: Unit, userName: string): Promise<void> {
  const user = await userNamed(unit, userName);
  unit.put('user', { ...user, failuresMs: [] });
  for (const { deviceId } of await unit.find('assignment', 'userId', userName)) {
    const device = await unit.get('device', deviceId);
    if (device !== null && device.failuresMs.length > 0) unit.put('device', { ...device, failuresMs: [] });
  }
  unit.audit('released by the desk', { userId: userName });
}

/** Only the owner of the account, and officers whom an organisation named, may (facts section 11). @throws TokentwinError SLS_RIGHTS, which names who can */
export async function checkSecurityRights(unit: Unit, { user }: OpenSession): Promise<Account> {
  const account = await unit.get('account', user.accountId);
  if (account === null) throw unknown('account');
  const able = [account.primaryUserId, ...account.securityOfficerIds];
  if (!able.includes(user.id))
    throw new TokentwinError(
      'SLS_RIGHTS',
      `Security settings of this account are changed by ${able.join(' or ')}.`,
    );
  return account;
}
