/** Opting out of the second factor at the trading platform, and back in (facts section 11). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { OpenWorld } from '../open-world.js';
import { ANNA, type World } from '../world.js';

export function optingSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
  });

  async function withCard(
    userName: string,
    made: Parameters<World['person']>[1] = {},
    serialNumber = '10000001',
  ) {
    const { accountId, entityId } = await world.person(userName, made);
    const card = await world.dscPlus(userName, 'dsc-plus', serialNumber);
    const { token } = await world.login(userName, card);
    return { accountId, entityId, card, token };
  }

  describe('opting out', () => {
    it('is partial: the portal still asks, the platform does not', async () => {
      const { card, token } = await withCard('anna');
      const { consequences } = await world.done<{ consequences: string[] }>(
        'POST',
        '/opt-out',
        { agrees: true },
        token,
      );
      expect(consequences.join(' ')).toMatch(/full responsibility.*Pink Sheet/);
      expect(await world.begin('anna', 'platform')).toMatchObject({ step: 'session', factor: 'none' });
      await world.login('anna', card, 'portal');
    });

    it('needs the agreement, and cannot be done twice', async () => {
      const { token } = await withCard('anna');
      await world.refused('SLS_OPT_OUT', 'POST', '/opt-out', { agrees: false }, token);
      await world.done('POST', '/opt-out', { agrees: true }, token);
      await world.refused('SLS_OPT_OUT', 'POST', '/opt-out', { agrees: true }, token);
    });

    it.each(['HK', 'IN'])('is not for residents of %s', async (legalResidence) => {
      const { token } = await withCard('anna', { identification: { ...ANNA, legalResidence } });
      await world.refused('SLS_OPT_OUT', 'POST', '/opt-out', { agrees: true }, token);
    });

    it('is not for who has no permanent device, or a temporary one', async () => {
      await world.person('carl');
      const step = await world.begin('carl');
      if (step.step !== 'session') throw new Error(step.step);
      await world.refused('SLS_OPT_OUT', 'POST', '/opt-out', { agrees: true }, step.token);
      const { token } = await withCard('anna');
      await world.desk('POST', '/users/anna/temporary-code');
      await world.refused('SLS_OPT_OUT', 'POST', '/opt-out', { agrees: true }, token);
    });

    it('is for the primary user and security officers alone; others are told who they are', async () => {
      const { accountId, entityId } = await withCard('chief', { accountKind: 'organisation' });
      const { token } = await withCard('clerk', { accountId, entityId }, '10000002');
      const problem = await world.refused('SLS_RIGHTS', 'POST', '/opt-out', { agrees: true }, token);
      expect(problem.detail).toContain('chief');
      await world.desk('PATCH', `/accounts/${accountId}`, { securityOfficerIds: ['clerk'] });
      await world.done('POST', '/opt-out', { agrees: true }, token);
    });

    it('officers are for organisations', async () => {
      const { accountId } = await withCard('anna');
      await expect(
        world.desk('PATCH', `/accounts/${accountId}`, { securityOfficerIds: ['anna'] }),
      ).rejects.toThrow('SLS_RIGHTS');
    });
  });

  describe('opting back in', () => {
    it('is always using the device, logged in with it', async () => {
      const { card, token } = await withCard('anna');
      await world.done('POST', '/opt-out', { agrees: true }, token);
      expect(await world.done('POST', '/opt-in', undefined, token)).toEqual({ outcome: 'always-use-device' });
      expect(await world.begin('anna', 'platform')).toMatchObject({ step: 'answer' });
      await world.login('anna', card, 'platform');
    });

    it('without any device offers three ways to enrol', async () => {
      const { card, token } = await withCard('anna');
      await world.done('POST', '/opt-out', { agrees: true }, token);
      await world.desk('POST', `/devices/${card.id}/end`, { end: 'returned' });
      expect(await world.done('POST', '/opt-in', undefined, token)).toEqual({
        outcome: 'enrol',
        choices: ['ib-key', 'online-security-code-card', 'device-of-another-user'],
      });
    });

    it('is only for who has opted out', async () => {
      const { token } = await withCard('anna');
      await world.refused('SLS_OPT_OUT', 'POST', '/opt-in', undefined, token);
    });
  });
}
