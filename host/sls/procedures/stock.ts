/**
 * Devices that the desk takes into stock: keys of a DSC+, codes of a printed card.
 */
import { CODE_COUNT } from '../../../firmware/code-card/code-card.js';
import { TokentwinError } from '../../../firmware/error.js';
import { checkSuite } from '../factors/response-codes.js';
import type { CodeCardSecret, Device, DscPlusSecret } from '../records/devices.js';
import type { Unit } from '../unit.js';
import { newDevice } from './new-device.js';

export interface StockDevice {
  readonly serialNumber: string;
  readonly secret: DscPlusSecret | CodeCardSecret;
  /** The next counter of a DSC+ that has one; default 0. */
  readonly counter?: string;
}

function checkSecret(secret: StockDevice['secret']): void {
  if (secret.kind === 'dsc-plus') {
    checkSuite(secret.suite, secret.challengeDigits);
    return;
  }
  if (secret.codes.length !== 3 * CODE_COUNT || !/^[A-Z0-9]+$/.test(secret.codes))
    throw new TokentwinError('SLS_DEVICE', `A code card has ${CODE_COUNT} codes of three characters.`);
}

function clockOf(secret: StockDevice['secret']): Device['clock'] {
  if (secret.kind !== 'dsc-plus') return null;
  const { timeStepSeconds } = checkSuite(secret.suite, secret.challengeDigits);
  return timeStepSeconds === null ? null : { driftSteps: 0, lastStep: -1 };
}

function counterOf({ secret, counter = '0' }: StockDevice): string | null {
  if (secret.kind !== 'dsc-plus') return null;
  return checkSuite(secret.suite, secret.challengeDigits).counter ? counter : null;
}

/** @throws TokentwinError SLS_DEVICE, SLS_EXISTS, OCRA_SUITE_… */
export async function takeIntoStock(unit: Unit, made: StockDevice): Promise<Device> {
  const { serialNumber, secret } = made;
  checkSecret(secret);
  const same = await unit.find('device', 'serialNumber', serialNumber);
  if (same.some(({ kind }) => kind === secret.kind))
    throw new TokentwinError('SLS_EXISTS', 'There is a device of that kind and serial number already.');
  const device = newDevice(unit, {
    ...{ serialNumber, secret, status: 'in-stock' },
    counter: counterOf(made),
    clock: clockOf(secret),
  });
  unit.put('device', device);
  unit.audit('device taken into stock', { deviceId: device.id, details: { kind: device.kind } });
  return device;
}
