/**
 * Proving a second factor, for a login or for anything else: a device is chosen, asked, and its answer judged.
 *
 * Promises: a failure is counted, for the user and for the device, in the same write that answers it; a right answer is
 * spent in the same write that acts on it. Whoever is locked gets the answer of a wrong code, whatever was typed, and
 * nothing is counted or spent. A wrong response ends the question: another one is shown, but for index numbers and sent
 * codes, which stay (facts sections 5 and 15).
 */
import { TokentwinError } from '../../../firmware/error.js';
import { drawHandle } from '../draw.js';
import { ask, type Judgement, judge } from '../factors/ask-and-judge.js';
import type { Asked, Challenge, Hidden, Intent, Session } from '../records/access.js';
import { challengeId } from '../records/access.js';
import type { Device } from '../records/devices.js';
import type { User } from '../records/people.js';
import { lockedUntil, withFailure } from '../rules/failures.js';
import type { Unit } from '../unit.js';
import { sendCode } from './send-code.js';
import { type AnswerStep, answerStep, type ChooseStep, type FailedStep, offered } from './steps.js';

export interface Opening {
  readonly user: User;
  readonly intent: Intent;
  readonly hidden?: Hidden;
  readonly session: Session | null;
  /** One, or several to choose from. */
  readonly devices: readonly Device[];
}

/** What was proved; the challenge is gone. */
export interface Proved {
  readonly step: 'proved';
  readonly user: User;
  readonly device: Device;
  readonly challenge: Challenge;
}

function gone(): TokentwinError {
  return new TokentwinError('SLS_CHALLENGE', 'There is no such question open, or not any more: begin again.');
}

/** @returns the question, or the choice between devices */
export async function openProof(
  unit: Unit,
  { user, intent, hidden, session, devices }: Opening,
): Promise<ChooseStep | AnswerStep> {
  const id = challengeId(user.id, intent);
  await unit.get('challenge', id);
  const challenge: Challenge = {
    id,
    handle: drawHandle(unit.ports.randomness),
    userId: user.id,
    intent,
    hidden: hidden ?? null,
    sessionId: session?.id ?? null,
    deviceId: null,
    asked: null,
    openedAtMs: unit.nowMs,
    expiresAtMs: unit.nowMs + unit.policy.challengeLifeMs,
  };
  const [only, ...others] = devices;
  if (only !== undefined && others.length === 0) return askDevice(unit, user, challenge, only);
  unit.put('challenge', challenge);
  return {
    step: 'choose',
    purpose: intent.purpose,
    handle: challenge.handle,
    devices: devices.map(offered),
    expiresAtMs: challenge.expiresAtMs,
  };
}

function askDevice(unit: Unit, user: User, challenge: Challenge, device: Device): AnswerStep {
  const { asked, device: kept } = ask(device, { nowMs: unit.nowMs, ...unit.ports });
  const next = { ...challenge, deviceId: device.id, asked };
  unit.put('challenge', next);
  if (kept !== device) unit.put('device', kept);
  if (kept.sentCode !== null && kept.sentCode !== device.sentCode)
    sendCode(unit, user, kept.sentCode.code, 'sms');
  return answerStep(next, user, kept);
}

/** Read by its handle, and good for that session. @throws TokentwinError SLS_CHALLENGE */
async function openedBy(unit: Unit, handle: string, session: Session | null) {
  const open = await unit.openChallenge(handle);
  if (open === null) throw gone();
  const { expiresAtMs, openedAtMs, sessionId } = open.challenge.record;
  // A clock that was set back far opens nothing that was over.
  const isOver = unit.nowMs >= expiresAtMs || unit.nowMs < openedAtMs - unit.policy.challengeLifeMs;
  if (isOver || sessionId !== (session?.id ?? null)) throw gone();
  return {
    challenge: open.challenge.record,
    user: open.user.record,
    device: open.device?.record ?? null,
  };
}

/**
 * @param offers the devices that may be proved for an intent now
 * @throws TokentwinError SLS_CHALLENGE, SLS_DEVICE
 */
export async function chooseDevice(
  unit: Unit,
  handle: string,
  deviceId: string,
  session: Session | null,
  offers: (unit: Unit, user: User, intent: Intent) => Promise<readonly Device[]>,
): Promise<AnswerStep> {
  const { challenge, user } = await openedBy(unit, handle, session);
  const device = (await offers(unit, user, challenge.intent)).find(({ id }) => id === deviceId);
  if (device === undefined)
    throw new TokentwinError('SLS_DEVICE', 'That device is not among those to choose from.');
  return askDevice(unit, user, challenge, device);
}

export function isLocked(unit: Unit, ...owners: readonly Pick<User | Device, 'failuresMs'>[]): boolean {
  return owners.some(({ failuresMs }) => lockedUntil(failuresMs, unit.nowMs, unit.policy) !== null);
}

function judgementOf(
  unit: Unit,
  { intent, hidden }: Challenge,
  asked: Asked,
  device: Device,
  response: string,
): Judgement {
  const at = { nowMs: unit.nowMs, policy: unit.policy };
  switch (intent.purpose) {
    case 'change-pin':
      if (hidden === null || !('newPinHash' in hidden)) throw gone();
      return judge(device, asked, response, { ...at, newPinHash: hidden.newPinHash });
    case 'resynchronise': {
      if (intent.found === null)
        return judge(device, asked, response, { ...at, counterWindow: unit.policy.resynchronisationWindow });
      // The second code has to be the one that follows the first.
      const judgement = judge({ ...device, counter: intent.found }, asked, response, {
        ...at,
        counterWindow: 1,
      });
      return judgement.isRight ? judgement : { isRight: false, device };
    }
    default:
      return judge(device, asked, response, at);
  }
}

/**
 * @param response as typed
 * @throws TokentwinError SLS_CHALLENGE
 */
export async function answerProof(
  unit: Unit,
  handle: string,
  response: string,
  session: Session | null,
): Promise<FailedStep | Proved> {
  const { challenge, user, device } = await openedBy(unit, handle, session);
  if (device === null || challenge.asked === null)
    throw new TokentwinError('SLS_CHALLENGE', 'Choose the device first.');
  const judgement = judgementOf(unit, challenge, challenge.asked, device, response);
  const about = { userId: user.id, deviceId: device.id, details: { purpose: challenge.intent.purpose } };
  if (isLocked(unit, user, device)) {
    unit.audit('answer while locked', about);
    return failed(unit, user, challenge, device);
  }
  if (!judgement.isRight) {
    const failing = { ...judgement.device, ...failuresOf(unit, device) };
    unit.put('user', { ...user, ...failuresOf(unit, user) });
    unit.put('device', failing);
    unit.audit('wrong answer', about);
    return failed(unit, user, challenge, failing);
  }
  // Half a proof: nothing is cleared, moved or spent by it.
  if (isFirstOfTwo(challenge)) return { step: 'proved', user, device: judgement.device, challenge };
  const proved = { ...judgement.device, failuresMs: [] };
  if (hasChanged(device, proved)) unit.put('device', proved);
  const cleared = clearedUser(user, proved);
  if (cleared !== user) unit.put('user', cleared);
  unit.remove('challenge', challenge.id);
  unit.audit('right answer', about);
  return { step: 'proved', user: cleared, device: proved, challenge };
}

/** Two codes in a row bring a counter back into step. */
export function isFirstOfTwo({ intent }: Challenge): boolean {
  return intent.purpose === 'resynchronise' && intent.found === null;
}

/** The second of two codes, asked of the device as it was before the first. */
export async function askSecond(unit: Unit, { user, device, challenge }: Proved): Promise<AnswerStep> {
  const before = await unit.get('device', device.id);
  if (before === null) throw gone();
  const intent: Intent = { purpose: 'resynchronise', found: device.counter };
  return askDevice(unit, user, { ...challenge, intent }, before);
}

function failuresOf(unit: Unit, { failuresMs }: Pick<User, 'failuresMs'>): Pick<User, 'failuresMs'> {
  return { failuresMs: withFailure(failuresMs, unit.nowMs, unit.policy) };
}

/** A full success resets the failures (facts section 15), and lets another Temporary Code be given (section 7). */
function clearedUser(user: User, device: Device): User {
  const hadTemporaryCode = user.hadTemporaryCode && device.kind === 'temporary-code';
  const isAsItWas = user.failuresMs.length === 0 && hadTemporaryCode === user.hadTemporaryCode;
  return isAsItWas ? user : { ...user, failuresMs: [], hadTemporaryCode };
}

function hasChanged(before: Device, after: Device): boolean {
  return (Object.keys(after) as (keyof Device)[]).some((name) =>
    name === 'failuresMs' ? before.failuresMs.length > 0 : before[name] !== after[name],
  );
}

function failed(unit: Unit, user: User, challenge: Challenge, device: Device): FailedStep {
  const { intent } = challenge;
  // Two codes in a row begin anew.
  const again: Intent = intent.purpose === 'resynchronise' ? { ...intent, found: null } : intent;
  return {
    step: 'failed',
    purpose: intent.purpose,
    next: askDevice(unit, user, { ...challenge, intent: again }, device),
  };
}
