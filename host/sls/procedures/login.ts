/**
 * Logging in at the portal or at the trading platform: name and password first, and only when those are right the
 * second factor (facts section 1 [seed]).
 *
 * Promises: an unknown name, a wrong password and a locked user have one answer and cost the same (reference/standards.md
 * 4.3, the eighth).
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { Entrance } from '../records/access.js';
import type { Device } from '../records/devices.js';
import type { User } from '../records/people.js';
import { withFailure } from '../rules/failures.js';
import { isPermanent, isTemporary } from '../rules/strength.js';
import { opens, temporaryCodePhase } from '../rules/temporary-code.js';
import type { Unit } from '../unit.js';
import { activeOf, devicesOf, type HeldDevice } from './devices-of-user.js';
import { isLocked, openProof } from './proof.js';
import { openSession } from './sessions.js';
import type { AnswerStep, ChooseStep, SessionStep } from './steps.js';

export interface Credentials {
  readonly userName: string;
  readonly password: string;
}

/** Facts section 15 [public]. */
export function invalidCredentials(): TokentwinError {
  return new TokentwinError('SLS_CREDENTIALS', 'Invalid user name password combination.');
}

/** Which devices the user may choose from at an entrance: facts section 12, and 7 on the Temporary Code. */
export function usableAt(entrance: Entrance, devices: readonly Device[], nowMs: number): readonly Device[] {
  const isOpen = (device: Device) =>
    device.kind !== 'temporary-code' || opens(temporaryCodePhase(device.startedAtMs ?? 0, nowMs), entrance);
  const usable = devices.filter(isOpen);
  const temporary = usable.filter(({ kind }) => isTemporary(kind));
  if (temporary.length > 0) return temporary;
  const lasting = usable.filter(({ kind }) => isPermanent(kind));
  return lasting.length > 0 ? lasting : usable;
}

/** Has the user had a device, so that name and password alone open nothing? */
function isEnrolled(held: readonly HeldDevice[]): boolean {
  return held.some(({ device, assignment }) => assignment.status !== 'pending' && device.status !== 'posted');
}

/**
 * @param isRight was the password? It is verified before, since that takes long
 * @param where for the audit trail
 * @returns null when name or password are wrong, or the user is locked
 */
export async function judgeCredentials(
  unit: Unit,
  userName: string,
  isRight: boolean,
  where: string,
): Promise<User | null> {
  const user = await unit.get('user', userName);
  if (user === null) {
    // As much is written as for a name that there is.
    unit.audit('wrong password', { details: { where, known: false } });
    return null;
  }
  if (isLocked(unit, user)) {
    unit.audit('login while locked', { userId: user.id, details: { where } });
    return null;
  }
  if (isRight) return user;
  unit.put('user', { ...user, failuresMs: withFailure(user.failuresMs, unit.nowMs, unit.policy) });
  unit.audit('wrong password', { userId: user.id, details: { where, known: true } });
  return null;
}

/** @returns as `judgeCredentials` @throws TokentwinError SLS_NO_DEVICE */
export async function beginLogin(
  unit: Unit,
  entrance: Entrance,
  userName: string,
  isRight: boolean,
): Promise<ChooseStep | AnswerStep | SessionStep | null> {
  const user = await judgeCredentials(unit, userName, isRight, entrance);
  return user === null ? null : await secondFactor(unit, entrance, user);
}

async function secondFactor(unit: Unit, entrance: Entrance, user: User) {
  const held = await devicesOf(unit, user.id);
  // The device is still required at the portal (facts section 11 [public]).
  const isExempt = user.optedOutAtMs !== null && entrance === 'platform';
  const devices = usableAt(entrance, activeOf(held), unit.nowMs);
  if (isExempt || (devices.length === 0 && !isEnrolled(held))) {
    if (user.failuresMs.length > 0) unit.put('user', { ...user, failuresMs: [] });
    return openSession(unit, user, entrance, null);
  }
  if (devices.length === 0)
    throw new TokentwinError(
      'SLS_NO_DEVICE',
      'No device of this user can be used now: ask client services for a Temporary Code.',
    );
  return await openProof(unit, { user, intent: { purpose: 'login', entrance }, session: null, devices });
}
