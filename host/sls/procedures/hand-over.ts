/** A device of the stock given to a user in person: the desk has seen who it is. */
import { TokentwinError } from '../../../firmware/error.js';
import type { Unit } from '../unit.js';
import { assign, makeActive, withStatus } from './devices-of-user.js';
import { unknown, userNamed } from './people.js';

/** @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
export async function handOver(unit: Unit, userName: string, deviceId: string): Promise<void> {
  const user = await userNamed(unit, userName);
  const device = await unit.get('device', deviceId);
  if (device === null) throw unknown('device');
  if (device.status !== 'in-stock')
    throw new TokentwinError('SLS_DEVICE', 'Only a device in stock can be handed over.');
  const owned = { ...withStatus(device, 'active', unit.nowMs), ownerId: user.id };
  const assignment = assign(unit, user.id, owned);
  await makeActive(unit, owned, assignment);
  unit.audit('device handed over', { userId: user.id, deviceId });
}
