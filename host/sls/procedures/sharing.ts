/**
 * Sharing a device: one person with several user names keeps one (facts section 10, *How to Share a Security Device*).
 *
 * The user who wants to use the device asks, at the portal; the owner's name and password and a proof of the device
 * follow. Promises: nobody shares a weaker device than they have, nor a temporary one, nor with another person.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { type Assignment, assignmentId, type Device } from '../records/devices.js';
import type { User } from '../records/people.js';
import { isSamePerson } from '../rules/identification.js';
import { isShareable, strengthOf } from '../rules/strength.js';
import type { Unit } from '../unit.js';
import { activeOf, devicesOf, hasTemporary } from './devices-of-user.js';
import { unknown } from './people.js';
import { openProof } from './proof.js';
import type { OpenSession } from './sessions.js';
import type { AnswerStep, ChooseStep } from './steps.js';

function strongest(devices: readonly Device[]): number {
  return Math.max(-1, ...devices.map(({ kind }) => strengthOf(kind)));
}

async function entityOf(unit: Unit, { entityId }: User) {
  const entity = await unit.get('entity', entityId);
  if (entity === null) throw unknown('entity');
  return entity;
}

/** The conditions a to c. @returns the owner's devices that may be shared @throws TokentwinError SLS_TEMPORARY_DEVICE, SLS_DIFFERENT_IDENTIFICATION, SLS_LESS_SECURE */
async function shareable(unit: Unit, requester: User, owner: User): Promise<readonly Device[]> {
  const [own, offered] = [await devicesOf(unit, requester.id), await devicesOf(unit, owner.id)];
  if (hasTemporary(own) || hasTemporary(offered))
    throw new TokentwinError(
      'SLS_TEMPORARY_DEVICE',
      'Temporary device assigned: activate a permanent device first.',
    );
  const [one, other] = [await entityOf(unit, requester), await entityOf(unit, owner)];
  if (one.id !== other.id && !isSamePerson(one.identification, other.identification))
    throw new TokentwinError(
      'SLS_DIFFERENT_IDENTIFICATION',
      'Different identification information: only one person shares a device with themselves; client services correct outdated records.',
    );
  const physical = activeOf(offered).filter(({ kind }) => isShareable(kind));
  const least = strongest([...activeOf(own), ...physical]);
  const allowed = physical.filter(({ kind }) => strengthOf(kind) >= least);
  if (allowed.length === 0)
    throw new TokentwinError(
      'SLS_LESS_SECURE',
      'Less secure device: the strongest device among the users is the one to share.',
    );
  return allowed;
}

/**
 * @param owner whose name and password were right
 * @throws TokentwinError SLS_SHARING, and as the conditions
 */
export async function openSharing(
  unit: Unit,
  open: OpenSession,
  owner: User,
): Promise<ChooseStep | AnswerStep> {
  if (owner.id === open.user.id)
    throw new TokentwinError('SLS_SHARING', 'The device to share is one of another user name.');
  const mine = new Set((await devicesOf(unit, open.user.id)).map(({ device }) => device.id));
  const devices = (await shareable(unit, open.user, owner)).filter(({ id }) => !mine.has(id));
  if (devices.length === 0) throw new TokentwinError('SLS_SHARING', 'The device is shared already.');
  return await openProof(unit, { ...open, intent: { purpose: 'share', ownerId: owner.id }, devices });
}

/** What may be shared of an owner now. @throws as the conditions */
export async function shareableBy(unit: Unit, requester: User, ownerId: string): Promise<readonly Device[]> {
  const owner = await unit.get('user', ownerId);
  if (owner === null) throw unknown('user');
  return await shareable(unit, requester, owner);
}

async function checkStillShared(unit: Unit, requester: User, ownerId: string, device: Device): Promise<void> {
  const devices = await shareableBy(unit, requester, ownerId);
  if (!devices.some(({ id }) => id === device.id))
    throw new TokentwinError('SLS_SHARING', 'The device cannot be shared any more.');
}

/** Mostly in force at once; between entities compliance approves it (facts section 10 [unknown: our choice]). */
export async function deviceShared(
  unit: Unit,
  requester: User,
  ownerId: string,
  device: Device,
): Promise<Assignment['status']> {
  await checkStillShared(unit, requester, ownerId, device);
  const owner = await unit.get('user', ownerId);
  const needsApproval = owner?.entityId !== requester.entityId;
  const assignment: Assignment = {
    ...{ id: assignmentId(requester.id, device.id), userId: requester.id, deviceId: device.id },
    ...{ role: 'borrower', status: 'pending', sinceMs: unit.nowMs },
  };
  await unit.get('assignment', assignment.id);
  unit.put('assignment', assignment);
  unit.audit('sharing asked for', { userId: requester.id, deviceId: device.id, details: { owner: ownerId } });
  if (needsApproval) return 'pending';
  await takeEffect(unit, assignment, device);
  return 'active';
}

/** The requester's own devices wait from now on: cancelling the sharing makes it possible to reactivate them. */
async function takeEffect(unit: Unit, assignment: Assignment, device: Device): Promise<void> {
  for (const held of await devicesOf(unit, assignment.userId)) {
    if (held.device.id === device.id || held.assignment.status !== 'active') continue;
    unit.put('assignment', { ...held.assignment, status: 'suspended', sinceMs: unit.nowMs });
  }
  unit.put('assignment', { ...assignment, status: 'active', sinceMs: unit.nowMs });
  unit.audit('sharing in force', { userId: assignment.userId, deviceId: device.id });
}

async function sharing(unit: Unit, userId: string, deviceId: string): Promise<Assignment> {
  const assignment = await unit.get('assignment', assignmentId(userId, deviceId));
  if (assignment === null || assignment.role !== 'borrower' || assignment.status === 'ended')
    throw new TokentwinError('SLS_SHARING', 'The user does not share that device.');
  return assignment;
}

/** Compliance approves or refuses what is pending. @throws TokentwinError SLS_SHARING, and as the conditions */
export async function judgeSharing(
  unit: Unit,
  userId: string,
  deviceId: string,
  isApproved: boolean,
): Promise<Assignment['status']> {
  const assignment = await sharing(unit, userId, deviceId);
  const device = await unit.get('device', deviceId);
  const user = await unit.get('user', userId);
  if (assignment.status !== 'pending' || device === null || user === null)
    throw new TokentwinError('SLS_SHARING', 'No sharing of that device is pending.');
  if (!isApproved) {
    unit.put('assignment', { ...assignment, status: 'ended', sinceMs: unit.nowMs });
    unit.audit('sharing refused', { userId, deviceId });
    return 'ended';
  }
  await checkStillShared(unit, user, device.ownerId ?? '', device);
  await takeEffect(unit, assignment, device);
  return 'active';
}

/** The requester gives the device up; what they had before waits for its activation. @throws TokentwinError SLS_SHARING */
export async function cancelSharing(unit: Unit, { user }: OpenSession, deviceId: string): Promise<void> {
  const assignment = await sharing(unit, user.id, deviceId);
  unit.put('assignment', { ...assignment, status: 'ended', sinceMs: unit.nowMs });
  unit.audit('sharing cancelled', { userId: user.id, deviceId });
}
