/** Device records as they begin. */
import type { Device, DeviceSecret } from '../records/devices.js';
import type { Unit } from '../unit.js';

export type NewDevice = Pick<Device, 'serialNumber' | 'status'> & {
  readonly secret: DeviceSecret;
  readonly counter?: string | null;
  readonly clock?: Device['clock'];
  readonly ownerId?: string | null;
  readonly expiresAtMs?: number | null;
};

export function newDevice(unit: Unit, made: NewDevice): Device {
  const { secret, counter = null, clock = null, ownerId = null, expiresAtMs = null, ...rest } = made;
  return {
    ...rest,
    id: unit.newId(),
    kind: secret.kind,
    statusSinceMs: unit.nowMs,
    ownerId,
    secret,
    counter,
    clock,
    openPair: null,
    usedIndices: [],
    sentCode: null,
    recentQuestions: [],
    failuresMs: [],
    startedAtMs: unit.nowMs,
    expiresAtMs,
  };
}
