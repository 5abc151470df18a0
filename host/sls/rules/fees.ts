/** Charges for a device that does not come back, in USD (facts section 16 [public]). */
import type { DeviceKind } from '../records/devices.js';

const CHARGES: Readonly<Record<DeviceKind, number>> = {
  'dsc-plus': 20,
  'security-code-card': 0,
  'online-security-code-card': 0,
  'temporary-code': 0,
  sms: 0,
};

/** What ends the life of a device; a flat battery and wear are not charged. */
export const DEVICE_ENDS = ['lost', 'stolen', 'wilfully-damaged', 'battery', 'worn', 'returned'] as const;
export type DeviceEnd = (typeof DEVICE_ENDS)[number];

export function chargeUsd(kind: DeviceKind, end: DeviceEnd): number {
  return end === 'lost' || end === 'stolen' || end === 'wilfully-damaged' ? CHARGES[kind] : 0;
}
