/**
 * Sessions: what a login wins, and what each allows.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { TokentwinError } from '../../../firmware/error.js';
import { bytesToHex, textBytes } from '../../../firmware/oath/bytes.js';
import { drawHandle } from '../draw.js';
import type { Entrance, Session } from '../records/access.js';
import type { Device } from '../records/devices.js';
import type { User } from '../records/people.js';
import { temporaryCodePhase } from '../rules/temporary-code.js';
import type { Unit } from '../unit.js';
import type { SessionStep } from './steps.js';

export function sessionIdOf(token: string): string {
  return bytesToHex(sha256(textBytes(token)));
}

/** @param device null: with name and password alone */
export function openSession(unit: Unit, user: User, entrance: Entrance, device: Device | null): SessionStep {
  const token = drawHandle(unit.ports.randomness);
  const isTail =
    device?.kind === 'temporary-code' &&
    temporaryCodePhase(device.startedAtMs ?? 0, unit.nowMs) === 'print-card-only';
  const session: Session = {
    id: sessionIdOf(token),
    userId: user.id,
    entrance,
    factor: device?.kind ?? 'none',
    deviceId: device?.id ?? null,
    restriction: isTail ? 'print-card-only' : 'none',
    openedAtMs: unit.nowMs,
    expiresAtMs: unit.nowMs + unit.policy.sessionLifeMs,
    identifiedAtMs: null,
  };
  unit.put('session', session);
  const { factor, restriction, expiresAtMs } = session;
  unit.audit('logged in', {
    userId: user.id,
    deviceId: session.deviceId,
    details: { entrance, factor, restriction },
  });
  return { step: 'session', token, userId: user.id, entrance, factor, restriction, expiresAtMs };
}

export interface OpenSession {
  readonly session: Session;
  readonly user: User;
}

/** @throws TokentwinError SLS_SESSION */
export async function sessionOf(unit: Unit, token: string): Promise<OpenSession> {
  const session = await unit.get('session', sessionIdOf(token));
  const user = session === null ? null : await unit.get('user', session.userId);
  if (session === null || user === null || unit.nowMs >= session.expiresAtMs)
    throw new TokentwinError('SLS_SESSION', 'The session is over: log in again.');
  return { session, user };
}

/**
 * The session of somebody who wants to change settings: they are at the portal.
 *
 * @param allowed with a Temporary Code in its last ten days only the online card is printed (facts section 7)
 * @throws TokentwinError SLS_SESSION, SLS_RESTRICTED
 */
export async function portalSession(
  unit: Unit,
  token: string,
  allowed: 'full' | 'print-card' = 'full',
): Promise<OpenSession> {
  const open = await sessionOf(unit, token);
  if (open.session.entrance !== 'portal')
    throw new TokentwinError('SLS_RESTRICTED', 'That is done at the portal: log in there.');
  if (open.session.restriction === 'print-card-only' && allowed === 'full')
    throw new TokentwinError(
      'SLS_RESTRICTED',
      'This Temporary Code only opens the portal to print the Online Security Code Card by now.',
    );
  return open;
}

/** Ends every session of a user but one. */
export async function endSessions(unit: Unit, userId: string, butId: string | null): Promise<void> {
  for (const { id } of await unit.find('session', 'userId', userId))
    if (id !== butId) unit.remove('session', id);
}
