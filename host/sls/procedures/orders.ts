/**
 * Ordering a physical device, its way to the user and back (facts section 16 [public]).
 */

import { TokentwinError } from '../../../firmware/error.js';
import type { Device, Order } from '../records/devices.js';
import { afterBusinessDays, dateText } from '../rules/calendar.js';
import { chargeUsd, type DeviceEnd } from '../rules/fees.js';
import { type PinWarning, pinAdvice } from '../rules/pin-advice.js';
import type { Unit } from '../unit.js';
import { assign, endDevice, withStatus } from './devices-of-user.js';
import { unknown } from './people.js';
import { hashName, pinHashOf } from './pin-hash.js';
import type { OpenSession } from './sessions.js';

/** From the order to the post, and from the return to the credit, in business days; the first [unknown: our choice]. */
const SHIPPING_DAYS = 3;
const CREDIT_DAYS = 5;

export interface NewOrder {
  readonly deviceKind: Order['deviceKind'];
  readonly address: string;
  /** Four digits; null for a card that has no PIN. */
  readonly pin: string | null;
}

export interface Ordered {
  readonly order: Order;
  readonly pinWarnings: readonly PinWarning[];
}

/** @throws TokentwinError SLS_PIN, SLS_ORDER, SLS_EQUITY */
export async function orderDevice(unit: Unit, { user }: OpenSession, wanted: NewOrder): Promise<Ordered> {
  const { deviceKind, pin, address } = wanted;
  const hasPin = deviceKind === 'dsc-plus';
  if (hasPin !== (pin !== null) || (pin !== null && !/^[0-9]{4}$/.test(pin)))
    throw new TokentwinError(
      'SLS_PIN',
      hasPin ? 'Choose a PIN of exactly four digits.' : 'A code card has no PIN.',
    );
  const account = await unit.get('account', user.accountId);
  const entity = await unit.get('entity', user.entityId);
  if (account === null || entity === null) throw unknown('account');
  if (hasPin && account.equityUsd < unit.policy.leastEquityUsd)
    throw new TokentwinError(
      'SLS_EQUITY',
      `A DSC+ is for accounts of USD ${unit.policy.leastEquityUsd} and more.`,
    );
  const open = (await unit.find('order', 'userId', user.id)).filter(({ status }) => status === 'ordered');
  if (open.length > 0) throw new TokentwinError('SLS_ORDER', 'A device is ordered for this user already.');
  const order: Order = {
    ...{ id: unit.newId(), userId: user.id, deviceKind, address, pin, accountId: account.id },
    heldUsd: hasPin ? unit.policy.holdUsd : 0,
    status: 'ordered',
    orderedAtMs: unit.nowMs,
    estimatedShipping: dateText(afterBusinessDays(unit.nowMs, SHIPPING_DAYS)),
    deviceId: null,
    creditAtMs: null,
  };
  // Two orders at once stand on the same version of the user: one is taken anew, and refused.
  unit.put('user', user);
  unit.put('order', order);
  unit.audit('device ordered', { userId: user.id, details: { kind: deviceKind, order: order.id } });
  return {
    order,
    pinWarnings: pin === null ? [] : pinAdvice(pin, entity.identification, entity.personalData),
  };
}

/** A card that checks its PIN is posted with its own; a soft PIN becomes what was ordered. */
function personalised(device: Device, pin: string | null): Device {
  const { secret } = device;
  if (secret.kind !== 'dsc-plus' || secret.pinCheck !== 'soft' || pin === null) return device;
  return { ...device, secret: { ...secret, pinHash: pinHashOf(hashName(secret), pin) } };
}

/** The desk posts a device of its stock for an order. @throws TokentwinError SLS_UNKNOWN, SLS_ORDER, SLS_DEVICE */
export async function postOrder(unit: Unit, orderId: string, deviceId: string): Promise<Order> {
  const order = await unit.get('order', orderId);
  const device = await unit.get('device', deviceId);
  if (order === null) throw unknown('order');
  if (device === null) throw unknown('device');
  if (order.status !== 'ordered') throw new TokentwinError('SLS_ORDER', 'The order is not open.');
  if (device.kind !== order.deviceKind || device.status !== 'in-stock')
    throw new TokentwinError('SLS_DEVICE', 'The device is of another kind, or is not in stock.');
  const posted = { ...personalised(device, order.pin), startedAtMs: unit.nowMs };
  assign(unit, order.userId, withStatus(posted, 'posted', unit.nowMs));
  const sent: Order = { ...order, status: 'posted', deviceId, pin: null };
  unit.put('order', sent);
  unit.audit('device posted', { userId: order.userId, deviceId, details: { order: orderId } });
  return sent;
}

/**
 * A device that is lost, broken or sent back: it ends for all its users, and what was held for it is charged or given
 * back (facts section 16).
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE when it has ended before
 */
export async function endOfDevice(unit: Unit, deviceId: string, end: DeviceEnd): Promise<number> {
  const device = await unit.get('device', deviceId);
  if (device === null) throw unknown('device');
  const status = end === 'returned' ? 'returned' : end === 'lost' || end === 'stolen' ? 'lost' : 'damaged';
  const wasLive = device.status === 'active' || device.status === 'posted';
  const isLateReturn = status === 'returned' && ['lost', 'damaged', 'replaced'].includes(device.status);
  if (!wasLive && !isLateReturn) throw new TokentwinError('SLS_DEVICE', 'The device has ended before.');
  unit.put('device', withStatus(device, status, unit.nowMs));
  if (status === 'returned') {
    for (const assignment of await unit.find('assignment', 'deviceId', deviceId))
      if (assignment.status !== 'ended') endDevice(unit, { device, assignment }, 'returned');
  }
  const charged = await settleOrder(unit, device, end);
  unit.audit('device ended', { userId: device.ownerId, deviceId, details: { end, chargedUsd: charged } });
  return charged;
}

async function settleOrder(unit: Unit, device: Device, end: DeviceEnd): Promise<number> {
  const charge = chargeUsd(device.kind, end);
  const [order] = (await unit.find('order', 'deviceId', device.id)).filter(
    ({ status }) => status === 'posted',
  );
  if (order === undefined) return 0;
  const charged = Math.min(charge, order.heldUsd);
  if (charged > 0) unit.put('order', { ...order, status: 'charged' });
  else if (end === 'returned')
    unit.put('order', {
      ...order,
      status: 'credited',
      creditAtMs: afterBusinessDays(unit.nowMs, CREDIT_DAYS),
    });
  return charged;
}
