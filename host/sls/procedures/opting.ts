/**
 * Opting out of the second factor at the trading platform, and back in (facts section 11).
 *
 * Opting out is partial: the portal still asks. Who has no device at all gets three ways to enrol instead of the one
 * setting (facts section 19, opting back in by case).
 */
import { TokentwinError } from '../../../firmware/error.js';
import { isPermanent } from '../rules/strength.js';
import type { Unit } from '../unit.js';
import { activeOf, devicesOf, hasTemporary } from './devices-of-user.js';
import { checkSecurityRights, unknown } from './people.js';
import type { OpenSession } from './sessions.js';

/** Their residents cannot opt out (facts section 11 [public]). */
const NO_OPT_OUT: ReadonlySet<string> = new Set(['HK', 'IN']);

/** What an opted-out user should know (facts section 11). */
export const OPT_OUT_CONSEQUENCES = [
  'You take full responsibility for losses from stolen or misused login data.',
  'Some stocks, such as Pink Sheet and OTCBB, cannot be traded without a second factor.',
] as const;

/**
 * @param agrees to take full responsibility
 * @throws TokentwinError SLS_RIGHTS, SLS_OPT_OUT
 */
export async function optOut(unit: Unit, open: OpenSession, agrees: boolean): Promise<readonly string[]> {
  const refuse = (reason: string): never => {
    throw new TokentwinError('SLS_OPT_OUT', `Opting out is not possible: ${reason}.`);
  };
  await checkSecurityRights(unit, open);
  const { user } = open;
  if (user.optedOutAtMs !== null) refuse('the user has opted out already');
  if (!agrees) refuse('the agreement has to be accepted first');
  const entity = await unit.get('entity', user.entityId);
  if (entity === null) throw unknown('entity');
  const held = await devicesOf(unit, user.id);
  if (hasTemporary(held)) refuse('a temporary device is in use');
  if (!activeOf(held).some(({ kind }) => isPermanent(kind))) refuse('no permanent device is active');
  if (NO_OPT_OUT.has(entity.identification.legalResidence))
    refuse('residents of Hong Kong and India cannot opt out');
  if (held.some(({ assignment }) => assignment.status === 'pending')) refuse('a sharing request is pending');
  unit.put('user', { ...user, optedOutAtMs: unit.nowMs });
  unit.audit('opted out', { userId: user.id });
  return OPT_OUT_CONSEQUENCES;
}

export type OptIn =
  | { readonly outcome: 'always-use-device' }
  /** No device: the ways to get one. */
  | { readonly outcome: 'enrol'; readonly choices: readonly string[] };

/** Facts section 11 [public]. */
const ENROLMENT_CHOICES = ['ib-key', 'online-security-code-card', 'device-of-another-user'] as const;

/**
 * "Always use the device when logging in": at the portal, logged in with the device.
 *
 * @throws TokentwinError SLS_RIGHTS, SLS_OPT_OUT
 */
export async function optIn(unit: Unit, open: OpenSession): Promise<OptIn> {
  await checkSecurityRights(unit, open);
  const { user, session } = open;
  if (user.optedOutAtMs === null)
    throw new TokentwinError('SLS_OPT_OUT', 'Only who has opted out can opt back in.');
  const active = activeOf(await devicesOf(unit, user.id));
  if (active.length === 0) return { outcome: 'enrol', choices: ENROLMENT_CHOICES };
  if (session.deviceId === null)
    throw new TokentwinError('SLS_OPT_OUT', 'Log in at the portal with the device first.');
  unit.put('user', { ...user, optedOutAtMs: null });
  unit.audit('opted in', { userId: user.id });
  return { outcome: 'always-use-device' };
}
