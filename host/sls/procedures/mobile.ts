/**
 * Verifying the number of a mobile telephone, and codes sent to it (facts section 9).
 */
import { TokentwinError } from '../../../firmware/error.js';
import { drawHandle } from '../draw.js';
import { newSentCode } from '../factors/ask-and-judge.js';
import { type Challenge, challengeId } from '../records/access.js';
import type { SentCode } from '../records/devices.js';
import type { User } from '../records/people.js';
import type { Unit } from '../unit.js';
import { activeOf, assign, devicesOf } from './devices-of-user.js';
import { newDevice } from './new-device.js';
import { sendCode } from './send-code.js';
import type { OpenSession } from './sessions.js';
import { type AnswerStep, answerStep } from './steps.js';

function tooSoon(): TokentwinError {
  return new TokentwinError(
    'SLS_RESEND',
    'A code was sent a moment ago: another one can be had every two minutes.',
  );
}

/** "Verify": sends a Confirm Code. @throws TokentwinError SLS_MOBILE_NUMBER, SLS_RESEND */
export async function openMobileVerification(
  unit: Unit,
  { user, session }: OpenSession,
): Promise<AnswerStep> {
  if (user.mobile === null)
    throw new TokentwinError('SLS_MOBILE_NUMBER', 'There is no mobile number on record.');
  const { number } = user.mobile;
  const intent = { purpose: 'verify-mobile' } as const;
  const id = challengeId(user.id, intent);
  const before = (await unit.get('challenge', id))?.hidden ?? null;
  const isRecent = (code: SentCode) => unit.nowMs - code.sentAtMs < unit.policy.resendIntervalMs;
  if (before !== null && 'sent' in before && isRecent(before.sent)) throw tooSoon();
  const sent = newSentCode({ nowMs: unit.nowMs, randomness: unit.ports.randomness });
  const challenge: Challenge = {
    id,
    handle: drawHandle(unit.ports.randomness),
    userId: user.id,
    intent,
    hidden: { number, sent },
    sessionId: session.id,
    deviceId: null,
    asked: { by: 'message' },
    openedAtMs: unit.nowMs,
    expiresAtMs: unit.nowMs + unit.policy.messageLifeMs,
  };
  unit.put('challenge', challenge);
  sendCode(unit, user, sent.code, 'sms', number);
  unit.audit('confirm code sent', { userId: user.id });
  return answerStep(challenge, user, null);
}

/** A user without any active device is enrolled in SMS (facts section 9 [seed]). */
export async function numberVerified(unit: Unit, user: User): Promise<{ readonly enrolledInSms: boolean }> {
  if (user.mobile === null)
    throw new TokentwinError('SLS_MOBILE_NUMBER', 'There is no mobile number on record.');
  unit.put('user', { ...user, mobile: { ...user.mobile, verifiedAtMs: unit.nowMs } });
  unit.audit('mobile number verified', { userId: user.id });
  const enrolledInSms = activeOf(await devicesOf(unit, user.id)).length === 0;
  if (enrolledInSms) {
    const device = newDevice(unit, { serialNumber: null, status: 'active', secret: { kind: 'sms' } });
    assign(unit, user.id, device);
    unit.audit('enrolled in SMS', { userId: user.id, deviceId: device.id });
  }
  return { enrolledInSms };
}

/**
 * "Didn't receive a security code?": another text message, or the same code by voice (facts section 9).
 *
 * @throws TokentwinError SLS_CHALLENGE, SLS_RESEND
 */
export async function sendAgain(unit: Unit, handle: string, channel: 'sms' | 'voice'): Promise<void> {
  const open = await unit.openChallenge(handle);
  const device = open?.device?.record;
  if (open === null || device === undefined || open.challenge.record.expiresAtMs <= unit.nowMs)
    throw new TokentwinError('SLS_CHALLENGE', 'No code by message is waited for: begin again.');
  const { sentCode } = device;
  if (device.kind !== 'sms' || sentCode === null)
    throw new TokentwinError('SLS_CHALLENGE', 'No code by message is waited for: begin again.');
  const user = open.user.record;
  const isRecent = (atMs: number | null) => atMs !== null && unit.nowMs - atMs < unit.policy.resendIntervalMs;
  if (channel === 'voice') {
    if (isRecent(sentCode.calledAtMs)) throw tooSoon();
    unit.put('device', { ...device, sentCode: { ...sentCode, calledAtMs: unit.nowMs } });
    sendCode(unit, user, sentCode.code, 'voice');
    return;
  }
  if (isRecent(sentCode.sentAtMs)) throw tooSoon();
  const next = newSentCode({ nowMs: unit.nowMs, randomness: unit.ports.randomness });
  unit.put('device', { ...device, sentCode: next });
  sendCode(unit, user, next.code, 'sms');
}
