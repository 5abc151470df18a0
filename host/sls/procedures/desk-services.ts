/**
 * What client services do on the telephone, once they know who is calling.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { unlockAnswer } from '../../desk/unlock-answer.js';
import { drawText } from '../draw.js';
import type { DscPlusSecret } from '../records/devices.js';
import { TEMPORARY_CODE, TEMPORARY_CODE_LIFE_MS } from '../rules/temporary-code.js';
import type { Unit } from '../unit.js';
import { assign, devicesOf, endDevice } from './devices-of-user.js';
import { newDevice } from './new-device.js';
import { unknown, userNamed } from './people.js';
import { hashName, pinHashOf } from './pin-hash.js';
import { openProof } from './proof.js';
import type { AnswerStep, ChooseStep } from './steps.js';

export interface TemporaryCode {
  readonly code: string;
  readonly expiresAtMs: number;
}

/**
 * A static code that stands in for a device, which then waits for its activation (facts section 7). Never two in a row:
 * between them another device has to have been used.
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_CONSECUTIVE
 */
export async function issueTemporaryCode(unit: Unit, userName: string): Promise<TemporaryCode> {
  const user = await userNamed(unit, userName);
  if (user.hadTemporaryCode)
    throw new TokentwinError(
      'SLS_CONSECUTIVE',
      'No two Temporary Codes follow each other: the user has to use another device first.',
    );
  for (const held of await devicesOf(unit, userName)) {
    if (held.device.kind === 'temporary-code') endDevice(unit, held, 'replaced');
    else if (held.assignment.status === 'active' && held.device.status === 'active')
      unit.put('assignment', { ...held.assignment, status: 'suspended', sinceMs: unit.nowMs });
  }
  const code = drawText(unit.ports.randomness, TEMPORARY_CODE.alphabet, TEMPORARY_CODE.length);
  const expiresAtMs = unit.nowMs + TEMPORARY_CODE_LIFE_MS;
  const device = newDevice(unit, {
    ...{ serialNumber: null, status: 'active', expiresAtMs },
    secret: { kind: 'temporary-code', code },
  });
  assign(unit, userName, device);
  unit.put('user', { ...user, hadTemporaryCode: true });
  unit.audit('temporary code issued', { userId: userName, deviceId: device.id });
  return { code, expiresAtMs };
}

async function calculator(unit: Unit, deviceId: string) {
  const device = await unit.get('device', deviceId);
  if (device === null) throw unknown('device');
  if (device.secret.kind !== 'dsc-plus')
    throw new TokentwinError('SLS_DEVICE', 'Only a DSC+ has a PIN and an unlock question.');
  return { device, secret: device.secret as DscPlusSecret };
}

/**
 * The answer to the question of a card that locked itself (design section 2).
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE, UNLOCK_NOT_SUPPORTED, UNLOCK_QUESTION_FORMAT
 */
export async function answerUnlock(unit: Unit, deviceId: string, question: string): Promise<string> {
  const { device, secret } = await calculator(unit, deviceId);
  if (secret.unlock === null)
    throw new TokentwinError('UNLOCK_NOT_SUPPORTED', 'A card with a soft PIN never locks.');
  const answer = unlockAnswer(secret.unlock.suite, hexBytes(secret.unlock.key, 'unlock key'), question);
  unit.audit('unlock answer given', { userId: device.ownerId, deviceId });
  return answer;
}

/**
 * Two codes in a row on the telephone, for a counter that is so far ahead that its user cannot log in any more.
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE
 */
export async function openDeskResynchronisation(
  unit: Unit,
  deviceId: string,
): Promise<ChooseStep | AnswerStep> {
  const { device } = await calculator(unit, deviceId);
  if (device.ownerId === null || device.counter === null || device.status !== 'active')
    throw new TokentwinError('SLS_DEVICE', 'Only an active device with a counter falls out of step.');
  const user = await userNamed(unit, device.ownerId);
  const intent = { purpose: 'resynchronise', found: null } as const;
  return await openProof(unit, { user, intent, session: null, devices: [device] });
}

/**
 * A forgotten PIN (facts 2.3 [public]): a soft PIN is set anew here; after an unlocking, the desk enters what the card
 * was given.
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE, SLS_PIN
 */
export async function resetPin(unit: Unit, deviceId: string, pin: string): Promise<void> {
  const { device, secret } = await calculator(unit, deviceId);
  if (!/^[0-9]{4,8}$/.test(pin))
    throw new TokentwinError('SLS_PIN', 'A PIN has the digits that the card asks for.');
  const pinHash = pinHashOf(hashName(secret), pin);
  unit.put('device', { ...device, secret: { ...secret, pinHash } });
  unit.audit('PIN reset by the desk', { userId: device.ownerId, deviceId });
}
