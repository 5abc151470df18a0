/** Records as the API shows them: without secrets. */

import type { Policy } from '../policy.js';
import type { HeldDevice } from '../procedures/devices-of-user.js';
import { offered } from '../procedures/steps.js';
import type { Device, Order } from '../records/devices.js';
import type { User } from '../records/people.js';
import { lockedUntil } from '../rules/failures.js';

interface Now {
  readonly nowMs: number;
  readonly policy: Policy;
}

export function heldView({ device, assignment }: HeldDevice) {
  return {
    ...offered(device),
    status: device.status,
    use: assignment.status,
    role: assignment.role,
    expiresAtMs: device.expiresAtMs,
  };
}

export function mobileView({ mobile }: User) {
  return mobile && { numberEnding: mobile.number.slice(-3), verified: mobile.verifiedAtMs !== null };
}

export function userView(user: User, devices: readonly HeldDevice[], { nowMs, policy }: Now) {
  return {
    id: user.id,
    entityId: user.entityId,
    accountId: user.accountId,
    failures: user.failuresMs.length,
    lockedUntilMs: lockedUntil(user.failuresMs, nowMs, policy),
    mobile: mobileView(user),
    optedOut: user.optedOutAtMs !== null,
    devices: devices.map(heldView),
  };
}

export function deviceView(device: Device, { nowMs, policy }: Now) {
  return {
    ...offered(device),
    status: device.status,
    ownerId: device.ownerId,
    failures: device.failuresMs.length,
    lockedUntilMs: lockedUntil(device.failuresMs, nowMs, policy),
    counter: device.counter,
    expiresAtMs: device.expiresAtMs,
  };
}

export function orderView({
  id,
  userId,
  deviceKind,
  heldUsd,
  status,
  estimatedShipping,
  deviceId,
  creditAtMs,
}: Order) {
  return { id, userId, deviceKind, heldUsd, status, estimatedShipping, deviceId, creditAtMs };
}
