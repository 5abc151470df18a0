/**
 * What a proof is for: the devices that may be proved, and what is done when one was.
 */
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { judgeSentCode } from '../factors/ask-and-judge.js';
import type { Intent, Session } from '../records/access.js';
import type { Device } from '../records/devices.js';
import { assignmentId } from '../records/devices.js';
import type { User } from '../records/people.js';
import { Refused, type Unit } from '../unit.js';
import { activeOf, devicesOf, makeActive } from './devices-of-user.js';
import { usableAt } from './login.js';
import { numberVerified } from './mobile.js';
import { expiryText, onlineCardActivated } from './own-devices.js';
import { answerProof, askSecond, isFirstOfTwo, type Proved } from './proof.js';
import { openSession } from './sessions.js';
import { deviceShared, shareableBy } from './sharing.js';
import { answerStep, type DoneStep, type Step } from './steps.js';
import { withdrawn } from './withdrawing.js';

/** Of an intent for which there is a choice. */
export async function offersFor(unit: Unit, user: User, intent: Intent): Promise<readonly Device[]> {
  switch (intent.purpose) {
    case 'login':
      return usableAt(intent.entrance, activeOf(await devicesOf(unit, user.id)), unit.nowMs);
    case 'withdraw':
      return usableAt('portal', activeOf(await devicesOf(unit, user.id)), unit.nowMs);
    case 'identify':
      return activeOf(await devicesOf(unit, user.id));
    case 'share':
      return await shareableBy(unit, user, intent.ownerId);
    case 'activate':
    case 'change-pin':
    case 'resynchronise':
    case 'verify-mobile':
      return [];
  }
}

function done(purpose: DoneStep['purpose'], outcome: DoneStep['outcome']): DoneStep {
  return { step: 'done', purpose, outcome };
}

async function activated(unit: Unit, userId: string, device: Device): Promise<DoneStep> {
  const assignment = await unit.get('assignment', assignmentId(userId, device.id));
  if (assignment === null) throw new TokentwinError('SLS_DEVICE', 'The device was taken from the user.');
  const isOnline = device.kind === 'online-security-code-card';
  const begun = isOnline ? onlineCardActivated(device, unit.nowMs, unit.policy) : device;
  if (isOnline) unit.put('device', begun);
  await makeActive(unit, begun, assignment);
  unit.audit('device activated', { userId, deviceId: device.id });
  return done('activate', { deviceId: device.id, expires: expiryText(begun) });
}

function pinChanged(unit: Unit, { user, device, challenge: { hidden } }: Proved): DoneStep {
  if (device.secret.kind !== 'dsc-plus' || hidden === null || !('newPinHash' in hidden))
    throw new TokentwinError('SLS_DEVICE', 'Only the PIN of a DSC+ is changed here.');
  unit.put('device', { ...device, secret: { ...device.secret, pinHash: hidden.newPinHash } });
  unit.audit('PIN changed', { userId: user.id, deviceId: device.id });
  return done('change-pin', { deviceId: device.id });
}

async function identified(unit: Unit, session: Session | null): Promise<DoneStep> {
  if (session !== null) unit.put('session', { ...session, identifiedAtMs: unit.nowMs });
  return done('identify', {});
}

async function complete(unit: Unit, proved: Proved, session: Session | null): Promise<Step> {
  const { user, device, challenge } = proved;
  const { intent } = challenge;
  if (isFirstOfTwo(challenge)) return await askSecond(unit, proved);
  switch (intent.purpose) {
    case 'login':
      return openSession(unit, user, intent.entrance, device);
    case 'activate':
      return await activated(unit, user.id, device);
    case 'change-pin':
      return pinChanged(unit, proved);
    case 'share': {
      const status = await deviceShared(unit, user, intent.ownerId, device);
      return done('share', { deviceId: device.id, status });
    }
    case 'withdraw':
      return await withdrawn(unit, user, intent.amountUsd, device.kind);
    case 'identify':
      return await identified(unit, session);
    case 'resynchronise':
      unit.audit('counter resynchronised', { userId: user.id, deviceId: device.id });
      return done('resynchronise', { deviceId: device.id });
    case 'verify-mobile':
      throw new Error('broken invariant: no device proves a number');
  }
}

/** The Confirm Code of a number: there is no device, so only the tries of the code are counted. */
async function confirmNumber(unit: Unit, handle: string, response: string, session: Session | null) {
  const open = await unit.openChallenge(handle);
  const challenge = open?.challenge.record;
  const hidden = challenge?.hidden ?? null;
  if (open === null || challenge === undefined || hidden === null || !('sent' in hidden)) return null;
  const user = open.user.record;
  if (unit.nowMs >= challenge.expiresAtMs || challenge.sessionId !== session?.id)
    throw new TokentwinError('SLS_CHALLENGE', 'The code is over: ask for another one.');
  const { isRight, sent } = judgeSentCode(hidden.sent, response, unit);
  if (!isRight || user.mobile?.number !== hidden.number) {
    const kept = { ...challenge, hidden: { ...hidden, sent } };
    unit.put('challenge', kept);
    unit.audit('wrong confirm code', { userId: user.id });
    return { step: 'failed', purpose: 'verify-mobile', next: answerStep(kept, user, null) } as const;
  }
  unit.remove('challenge', challenge.id);
  return done('verify-mobile', await numberVerified(unit, user));
}

/**
 * The answer to what was asked, and what comes of it.
 *
 * @param session that asks; null at a login
 * @throws TokentwinError SLS_CHALLENGE, and what the purpose refuses
 */
export async function answer(
  unit: Unit,
  handle: string,
  response: string,
  session: Session | null,
): Promise<Step | Refused> {
  const number = await confirmNumber(unit, handle, response, session);
  if (number !== null) return number;
  const judged = await answerProof(unit, handle, response, session);
  if (judged.step === 'failed') return judged;
  try {
    return await complete(unit, judged, session);
  } catch (error) {
    // The proof was right and is spent, also for what is refused.
    if (isTokentwinError(error)) return new Refused(error);
    throw error;
  }
}
