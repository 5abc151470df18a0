/**
 * The devices of a user as they are now, and what follows when one becomes active.
 *
 * Time alone changes devices: one that was posted activates itself after fourteen days, a temporary one ends. That is
 * written down when somebody looks.
 */

import { ONLINE_CARD_DAYS } from '../../../firmware/code-card/validity.js';
import { DAY_MS, type Policy } from '../policy.js';
import type { Assignment, Device } from '../records/devices.js';
import { assignmentId } from '../records/devices.js';
import { isPermanent, isTemporary } from '../rules/strength.js';
import type { Unit } from '../unit.js';

export interface HeldDevice {
  readonly device: Device;
  readonly assignment: Assignment;
}

export function withStatus(device: Device, status: Device['status'], nowMs: number): Device {
  return { ...device, status, statusSinceMs: nowMs };
}

/** Facts section 16 [public]: after the time for its activation a device activates itself, as a precaution. */
function isSelfActivating({ status, startedAtMs }: Device, nowMs: number, policy: Policy): boolean {
  return status === 'posted' && startedAtMs !== null && nowMs - startedAtMs >= policy.activationDays * DAY_MS;
}

function isOver({ status, expiresAtMs }: Device, nowMs: number): boolean {
  return status === 'active' && expiresAtMs !== null && nowMs >= expiresAtMs;
}

/** An online card whose days have begun. */
export function withCardDays(device: Device, fromMs: number): Device {
  return { ...device, expiresAtMs: fromMs + ONLINE_CARD_DAYS * DAY_MS };
}

/** An online card that waits for the funding of the account: its days run once that has come. */
async function withFunding(unit: Unit, { device, assignment }: HeldDevice): Promise<HeldDevice> {
  const isWaiting = device.kind === 'online-security-code-card' && device.status === 'active';
  if (!isWaiting || device.expiresAtMs !== null) return { device, assignment };
  const user = await unit.get('user', assignment.userId);
  const account = user === null ? null : await unit.get('account', user.accountId);
  if (account === null || account.fundedAtMs === null) return { device, assignment };
  const begun = withCardDays(device, account.fundedAtMs);
  unit.put('device', begun);
  return { device: begun, assignment };
}

/** All that a user has or had, as time has left it. */
export async function devicesOf(unit: Unit, userId: string): Promise<readonly HeldDevice[]> {
  const held: HeldDevice[] = [];
  for (const assignment of await unit.find('assignment', 'userId', userId)) {
    const device = await unit.get('device', assignment.deviceId);
    if (device !== null && assignment.status !== 'ended')
      held.push(await withFunding(unit, { device, assignment }));
  }
  for (const { device, assignment } of held) {
    if (isOver(device, unit.nowMs)) {
      unit.put('device', withStatus(device, 'expired', unit.nowMs));
      unit.audit('device expired', { userId, deviceId: device.id });
    } else if (isSelfActivating(device, unit.nowMs, unit.policy) && assignment.role === 'owner') {
      await makeActive(unit, device, assignment);
      unit.audit('device activated itself', { userId, deviceId: device.id });
    }
  }
  return await asTheyAre(unit, held);
}

/** The same devices, with what this decision has changed. */
async function asTheyAre(unit: Unit, held: readonly HeldDevice[]): Promise<readonly HeldDevice[]> {
  const now: HeldDevice[] = [];
  for (const { device, assignment } of held) {
    const [newest, link] = [await unit.get('device', device.id), await unit.get('assignment', assignment.id)];
    if (newest !== null && link !== null && link.status !== 'ended')
      now.push({ device: newest, assignment: link });
  }
  return now;
}

/** Those that the user can prove now. */
export function activeOf(held: readonly HeldDevice[]): readonly Device[] {
  return held.flatMap(({ device, assignment }) =>
    assignment.status === 'active' && device.status === 'active' ? [device] : [],
  );
}

export function hasTemporary(held: readonly HeldDevice[]): boolean {
  return activeOf(held).some(({ kind }) => isTemporary(kind));
}

/** Takes a device from a user; one that nobody else has, and that has no body, ends with it. */
export function endDevice(unit: Unit, { device, assignment }: HeldDevice, status: Device['status']): void {
  unit.put('assignment', { ...assignment, status: 'ended', sinceMs: unit.nowMs });
  if (assignment.role === 'owner') unit.put('device', withStatus(device, status, unit.nowMs));
}

/** Does a device end when another becomes active? Facts sections 6, 9 and 12; the code [unknown: our choice]. */
function isReplaced(other: Device, { kind }: Device): boolean {
  if (other.kind === kind && other.status === 'active') return true;
  return isPermanent(kind) ? !isPermanent(other.kind) : isTemporary(kind) && other.kind === 'temporary-code';
}

/** Makes a device active for a user, in the place of what it replaces. */
export async function makeActive(unit: Unit, device: Device, assignment: Assignment): Promise<void> {
  const { userId } = assignment;
  if (device.status !== 'active') unit.put('device', withStatus(device, 'active', unit.nowMs));
  unit.put('assignment', { ...assignment, status: 'active', sinceMs: unit.nowMs });
  for (const other of await unit.find('assignment', 'userId', userId)) {
    const otherDevice = await unit.get('device', other.deviceId);
    if (otherDevice === null || other.status === 'ended' || otherDevice.id === device.id) continue;
    if (isReplaced(otherDevice, device))
      endDevice(unit, { device: otherDevice, assignment: other }, 'replaced');
  }
}

/** Gives a device to a user, as its owner. */
export function assign(unit: Unit, userId: string, device: Device): Assignment {
  const assignment: Assignment = {
    id: assignmentId(userId, device.id),
    userId,
    deviceId: device.id,
    role: 'owner',
    status: 'active',
    sinceMs: unit.nowMs,
  };
  unit.put('device', { ...device, ownerId: userId });
  unit.put('assignment', assignment);
  return assignment;
}
