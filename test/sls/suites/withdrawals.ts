/** Limits of withdrawals by the device that authenticates them (facts sections 12 and 14). */
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../host/sls/policy.js';
import type { Step } from '../../../host/sls/procedures/steps.js';
import { answerOf, type Holder } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import { question, type World } from '../world.js';

export function withdrawalsSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  async function withdraw(token: string, holder: Holder, amountUsd: number) {
    const asked = question(await world.done<Step>('POST', '/withdrawals', { amountUsd }, token));
    const { handle } = asked;
    return await world.ask(
      'POST',
      `/questions/${handle}/answer`,
      { response: answerOf(asked, holder) },
      token,
    );
  }

  describe('a withdrawal', () => {
    it('without a second factor is 50,000 a day and 100,000 in five business days', async () => {
      const step = await world.begin('anna');
      if (step.step !== 'session') throw new Error(step.step);
      const { token } = step;
      await world.refused('SLS_LIMIT', 'POST', '/withdrawals', { amountUsd: 50_001 }, token);
      await world.done('POST', '/withdrawals', { amountUsd: 50_000 }, token);
      await world.refused('SLS_LIMIT', 'POST', '/withdrawals', { amountUsd: 1 }, token);
    });

    it('with a code card is 200,000 a day and 600,000 in five business days, which roll', async () => {
      const card = await world.codeCard('anna');
      const { token } = await world.login('anna', card);
      expect((await withdraw(token, card, 200_001)).body).toMatchObject({ code: 'SLS_LIMIT' });
      // Friday, Monday and Tuesday: 600,000. Wednesday and Thursday none, Friday the first Friday is out.
      for (const days of [0, 3, 1]) {
        world.advance(days * DAY_MS);
        const login = await world.login('anna', card);
        expect((await withdraw(login.token, card, 200_000)).body).toMatchObject({ step: 'done' });
        expect((await withdraw(login.token, card, 1)).body).toMatchObject({ code: 'SLS_LIMIT' });
      }
      world.advance(2 * DAY_MS);
      const thursday = await world.login('anna', card);
      expect((await withdraw(thursday.token, card, 1)).body).toMatchObject({ code: 'SLS_LIMIT' });
      world.advance(DAY_MS);
      const friday = await world.login('anna', card);
      expect((await withdraw(friday.token, card, 200_000)).body).toMatchObject({ step: 'done' });
    });

    it('with a DSC+ has no limit', async () => {
      const card = await world.dscPlus('anna');
      const { token } = await world.login('anna', card);
      expect((await withdraw(token, card, 100_000_000)).body).toMatchObject({ outcome: { leftUsd: null } });
    });

    it('goes by the device that authenticates it, not by that of the login', async () => {
      const card = await world.dscPlus('anna');
      const printed = await world.codeCard('anna');
      const login = await world.begin('anna');
      if (login.step !== 'choose') throw new Error(login.step);
      const step = await world.answer(await world.choose(login.handle, printed.id), printed);
      if (step.step !== 'session') throw new Error(step.step);
      const { token } = step;
      const choice = await world.done<Step>('POST', '/withdrawals', { amountUsd: 1_000_000 }, token);
      if (choice.step !== 'choose') throw new Error(choice.step);
      const asked = await world.choose(choice.handle, card.id, token);
      expect(await world.answer(asked, card, token)).toMatchObject({ outcome: { factor: 'dsc-plus' } });
    });

    it('beyond the limit has spent its code all the same', async () => {
      const card = await world.codeCard('anna');
      const { token } = await world.login('anna', card);
      const asked = question(await world.done<Step>('POST', '/withdrawals', { amountUsd: 200_001 }, token));
      const answer = { response: answerOf(asked, card) };
      await world.refused('SLS_LIMIT', 'POST', `/questions/${asked.handle}/answer`, answer, token);
      await world.refused('SLS_CHALLENGE', 'POST', `/questions/${asked.handle}/answer`, answer, token);
    });

    it('is shown with what is left', async () => {
      const card = await world.codeCard('anna');
      const { token } = await world.login('anna', card);
      await withdraw(token, card, 150_000);
      expect(await world.done('GET', '/session', undefined, token)).toMatchObject({
        allowance: { perDayUsd: 200_000, perFiveDaysUsd: 600_000, leftUsd: 50_000 },
      });
    });
  });
}
