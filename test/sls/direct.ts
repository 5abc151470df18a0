/**
 * Users and challenges made on a store directly, where a password's hash for each would take too long. What judges is
 * another process.
 */
import { deriveCodeCard } from '../../firmware/code-card/derivation.js';
import { Ocra } from '../../firmware/oath/ocra.js';
import { assign, makeActive } from '../../host/sls/procedures/devices-of-user.js';
import { beginLogin } from '../../host/sls/procedures/login.js';
import { newDevice } from '../../host/sls/procedures/new-device.js';
import type { AnswerStep } from '../../host/sls/procedures/steps.js';
import type { DeviceSecret } from '../../host/sls/records/devices.js';
import { type OpenedSystem, openSystem } from '../../host/sls/runtime/open-system.js';
import { decided } from '../../host/sls/unit.js';
import { KEY_HEX } from './served.js';

const SUITE = 'OCRA-1:HOTP-SHA1-8:C-QN06';

export interface DirectUser {
  readonly id: string;
  readonly deviceId: string;
  /** The right answer, of a DSC+ with that counter. */
  answer(asked: AnswerStep, counter: bigint): string;
}

/** The store of another process, opened beside it. */
export async function openBeside(database: string): Promise<OpenedSystem> {
  process.env.TOKENTWIN_SLS_KEY = KEY_HEX;
  return await openSystem({
    database,
    policy: { challengeLifeMs: 600_000, failureLimit: 100, retireIndices: true },
  });
}

export async function directUser(
  { system }: OpenedSystem,
  id: string,
  kind: 'dsc-plus' | 'security-code-card',
): Promise<DirectUser> {
  const key = Buffer.from(`direct ${id}`.padEnd(20, '.'));
  const { codes } = deriveCodeCard({ seed: key, serialNumber: '7000001' });
  const secret: DeviceSecret =
    kind === 'dsc-plus'
      ? {
          ...{ kind, suite: SUITE, challengeDigits: 6, key: key.toString('hex') },
          ...{ pinHash: null, pinCheck: 'soft', unlock: null },
        }
      : { kind, codes: codes.join('') };
  const deviceId = await decided(system.ports, async (unit) => {
    unit.put('user', {
      ...{ id, entityId: 'direct', accountId: 'direct', passwordHash: system.ports.passwords.ofNobody },
      ...{ failuresMs: [], mobile: null, optedOutAtMs: null, hadTemporaryCode: false },
    });
    const counter = kind === 'dsc-plus' ? '0' : null;
    const device = newDevice(unit, { serialNumber: id, status: 'active', secret, counter });
    await makeActive(unit, device, assign(unit, id, device));
    return device.id;
  });
  const ocra = new Ocra(SUITE, key);
  return {
    ...{ id, deviceId },
    answer({ asked }, counter) {
      if (asked.by === 'indices') return asked.indices.map((index) => codes[index - 1]).join('');
      if (asked.by !== 'challenge') throw new Error(asked.by);
      return ocra.respond({ question: asked.question, counter });
    },
  };
}

/** Name and password taken as right. */
export async function directLogin({ system }: OpenedSystem, userId: string): Promise<AnswerStep> {
  const step = await decided(system.ports, (unit) => beginLogin(unit, 'portal', userId, true));
  if (step?.step !== 'answer') throw new Error(`expected a question, got ${step?.step}`);
  return step;
}
