/**
 * Withdrawals: the device that authenticates one sets its limit (facts sections 12 and 14).
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { FactorName } from '../records/devices.js';
import type { User } from '../records/people.js';
import { type Allowance, allowance } from '../rules/withdrawals.js';
import type { Unit } from '../unit.js';
import { activeOf, devicesOf } from './devices-of-user.js';
import { usableAt } from './login.js';
import { openProof } from './proof.js';
import type { OpenSession } from './sessions.js';
import type { AnswerStep, ChooseStep, DoneStep } from './steps.js';

export async function allowanceOf(unit: Unit, user: User, factor: FactorName): Promise<Allowance> {
  return allowance(factor, await unit.find('withdrawal', 'userId', user.id), unit.nowMs);
}

/** @throws TokentwinError SLS_LIMIT */
export async function withdrawn(
  unit: Unit,
  user: User,
  amountUsd: number,
  factor: FactorName,
): Promise<DoneStep> {
  const { leftUsd } = await allowanceOf(unit, user, factor);
  if (leftUsd !== null && amountUsd > leftUsd)
    throw new TokentwinError(
      'SLS_LIMIT',
      `The limit of this device leaves USD ${leftUsd} for now: a stronger device allows more.`,
    );
  // Two withdrawals at once stand on the same version of the user: one is taken anew, with the other counted.
  unit.put('user', user);
  unit.put('withdrawal', { id: unit.newId(), userId: user.id, amountUsd, factor, atMs: unit.nowMs });
  unit.audit('withdrawal', { userId: user.id, details: { amountUsd, factor } });
  return {
    step: 'done',
    purpose: 'withdraw',
    outcome: { amountUsd, factor, leftUsd: left(leftUsd, amountUsd) },
  };
}

function left(leftUsd: number | null, amountUsd: number): number | null {
  return leftUsd === null ? null : leftUsd - amountUsd;
}

/** @throws TokentwinError SLS_LIMIT, at once where there is no device to ask */
export async function openWithdrawal(
  unit: Unit,
  open: OpenSession,
  amountUsd: number,
): Promise<ChooseStep | AnswerStep | DoneStep> {
  const devices = usableAt('portal', activeOf(await devicesOf(unit, open.user.id)), unit.nowMs);
  if (devices.length === 0) return await withdrawn(unit, open.user, amountUsd, 'none');
  return await openProof(unit, { ...open, intent: { purpose: 'withdraw', amountUsd }, devices });
}
