/** The Temporary Code and the Online Security Code Card (facts sections 6 and 7). */
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../host/sls/policy.js';
import type { AnswerStep } from '../../../host/sls/procedures/steps.js';
import type { OpenWorld } from '../open-world.js';
import { PASSWORD, question, type World } from '../world.js';

export function temporarySuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  interface Code {
    readonly code: string;
    readonly expiresAtMs: number;
  }

  async function temporaryCode(): Promise<Code> {
    return await world.desk<Code>('POST', '/users/anna/temporary-code');
  }

  function printed(token: string) {
    return world.done<{ deviceId: string; serialNumber: string; codes: string }>(
      'POST',
      '/online-card',
      undefined,
      token,
    );
  }

  function login(entrance: string) {
    return { entrance, userName: 'anna', password: PASSWORD };
  }

  /** Printed and activated by two of its codes. */
  async function onlineCard(token: string) {
    const card = await printed(token);
    const asked = await world.done<AnswerStep>(
      'POST',
      `/devices/${card.deviceId}/activation`,
      undefined,
      token,
    );
    return { card, step: await world.answer(asked, card, token) };
  }

  describe('a Temporary Code', () => {
    it('stands in for the device at both entrances, for two days', async () => {
      await world.dscPlus('anna');
      const code = await temporaryCode();
      expect(code.code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
      world.advance(2 * DAY_MS - 1);
      for (const entrance of ['portal', 'platform'] as const)
        expect(await world.login('anna', code, entrance)).toMatchObject({
          factor: 'temporary-code',
          restriction: 'none',
        });
    });

    it('is typed in upper case, without spaces', async () => {
      const { code } = await temporaryCode();
      const asked = await world.asked('anna');
      const next = await world.wrongAnswer(asked, code.toLowerCase());
      await world.wrongAnswer(next, `${code.slice(0, 4)} ${code.slice(4)}`);
    });

    it('opens the portal alone for ten days more, and there only the online card', async () => {
      const card = await world.dscPlus('anna');
      const code = await temporaryCode();
      world.advance(2 * DAY_MS);
      await world.refused('SLS_NO_DEVICE', 'POST', '/login', login('platform'));
      const { token, restriction } = await world.login('anna', code);
      expect(restriction).toBe('print-card-only');
      await world.refused('SLS_RESTRICTED', 'POST', '/withdrawals', { amountUsd: 1 }, token);
      await world.refused('SLS_RESTRICTED', 'POST', `/devices/${card.id}/activation`, undefined, token);
      expect(await onlineCard(token)).toMatchObject({ step: { step: 'done', purpose: 'activate' } });
    });

    it('is over after twelve days', async () => {
      await temporaryCode();
      world.advance(12 * DAY_MS);
      await world.refused('SLS_NO_DEVICE', 'POST', '/login', login('portal'));
    });

    it('is never given twice in a row, but after another device was used', async () => {
      const card = await world.dscPlus('anna');
      const code = await temporaryCode();
      await expect(temporaryCode()).rejects.toThrow('SLS_CONSECUTIVE');
      const { token } = await world.login('anna', code);
      const asked = await world.done<AnswerStep>('POST', `/devices/${card.id}/activation`, undefined, token);
      await world.answer(asked, card, token);
      await world.login('anna', card);
      await temporaryCode();
    });

    it('suspends the device until it is activated again, which ends the code', async () => {
      const card = await world.dscPlus('anna');
      const code = await temporaryCode();
      const { token } = await world.login('anna', code);
      const asked = await world.done<AnswerStep>('POST', `/devices/${card.id}/activation`, undefined, token);
      await world.answer(asked, card, token);
      expect((await world.asked('anna')).device).toMatchObject({ kind: 'dsc-plus' });
    });
  });

  describe('the Online Security Code Card', () => {
    it('is printed with a Temporary Code, activated by two codes, and lives 21 days from then', async () => {
      const { token } = await world.login('anna', await temporaryCode());
      world.advance(DAY_MS / 4);
      const { card, step } = await onlineCard(token);
      expect(step).toMatchObject({ outcome: { expires: '2026-12-18' } });
      expect(await world.login('anna', card, 'platform')).toMatchObject({
        factor: 'online-security-code-card',
      });
      world.advance(21 * DAY_MS - 1);
      await world.login('anna', card);
      world.advance(1);
      await world.refused('SLS_NO_DEVICE', 'POST', '/login', login('portal'));
    });

    it('lives 21 days from the funding of the account, where the policy says so', async () => {
      world = await open({ policy: { onlineCardFrom: 'funding' } });
      const { accountId } = await world.person('anna');
      const { token } = await world.login('anna', await temporaryCode());
      const { card, step } = await onlineCard(token);
      expect(step).toMatchObject({ outcome: { expires: null } });
      world.advance(40 * DAY_MS);
      await world.login('anna', card);
      await world.desk('PATCH', `/accounts/${accountId}`, { fundedAtMs: world.nowMs });
      world.advance(21 * DAY_MS - 1);
      await world.login('anna', card);
      world.advance(1);
      await world.refused('SLS_NO_DEVICE', 'POST', '/login', login('portal'));
    });

    it('is offered to who has no device yet, and to nobody with one', async () => {
      const step = await world.begin('anna');
      if (step.step !== 'session') throw new Error(step.step);
      await onlineCard(step.token);
      await world.person('bert');
      const { token } = await world.login('bert', await world.dscPlus('bert'));
      await world.refused('SLS_DEVICE', 'POST', '/online-card', undefined, token);
    });

    it('is not to be had a second time without a new Temporary Code', async () => {
      const first = await world.login('anna', await temporaryCode());
      const { card } = await onlineCard(first.token);
      await world.login('anna', card);
      world.advance(22 * DAY_MS);
      const { token } = await world.login('anna', await temporaryCode());
      await onlineCard(token);
    });

    it('lets the permanent device be activated again, and ends by it', async () => {
      const own = await world.dscPlus('anna');
      const { token } = await world.login('anna', await temporaryCode());
      const { card } = await onlineCard(token);
      const later = await world.login('anna', card);
      const asked = await world.done<AnswerStep>(
        'POST',
        `/devices/${own.id}/activation`,
        undefined,
        later.token,
      );
      await world.answer(asked, own, later.token);
      expect(question(await world.begin('anna')).device).toMatchObject({ kind: 'dsc-plus' });
    });
  });
}
