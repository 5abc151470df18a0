/** Logging in at the two entrances, device by device (facts sections 1, 2, 5, 12 and 15). */
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../host/sls/policy.js';
import type { ChooseStep } from '../../../host/sls/procedures/steps.js';
import { answerOf, wrong } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import { PASSWORD, session, type World } from '../world.js';

export function loginSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  function login(userName: string, password: string, entrance = 'portal') {
    return { entrance, userName, password };
  }

  describe('name and password', () => {
    it('open a session by themselves where no device was ever had', async () => {
      expect(await world.begin('anna')).toMatchObject({
        step: 'session',
        factor: 'none',
        entrance: 'portal',
      });
    });

    it('have one refusal for an unknown name, a wrong password and a name in capitals', async () => {
      const answers = [
        await world.ask('POST', '/login', login('anna', 'password2')),
        await world.ask('POST', '/login', login('nobody', PASSWORD)),
        await world.ask('POST', '/login', login('ANNA', PASSWORD)),
      ];
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]).toMatchObject({
        status: 401,
        body: { code: 'SLS_CREDENTIALS', detail: 'Invalid user name password combination.' },
      });
    });

    it('are asked before the second factor, which a wrong password never sees', async () => {
      await world.dscPlus('anna');
      await world.refused('SLS_CREDENTIALS', 'POST', '/login', login('anna', 'password2'));
      expect(await world.begin('anna')).toMatchObject({ step: 'answer', asked: { by: 'challenge' } });
    });
  });

  describe.each(['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic', 'dsc-plus-counter'])(
    'a DSC+ of profile %s',
    (profile) => {
      it('opens the portal and the platform', async () => {
        const card = await world.dscPlus('anna', profile);
        for (const entrance of ['portal', 'platform'] as const)
          expect(await world.login('anna', card, entrance)).toMatchObject({ factor: 'dsc-plus', entrance });
      });

      it('is asked another question after a wrong response, and the first is over', async () => {
        const card = await world.dscPlus('anna', profile);
        const asked = await world.asked('anna');
        const right = answerOf(asked, card);
        const next = await world.wrongAnswer(asked, wrong(right));
        expect(next.asked).not.toEqual(asked.asked);
        await world.wrongAnswer(next, right);
      });
    },
  );

  describe('a challenge', () => {
    it('has six digits, and is over after its 180 seconds', async () => {
      const card = await world.dscPlus('anna');
      const asked = await world.asked('anna');
      expect(asked.asked).toMatchObject({ by: 'challenge', question: expect.stringMatching(/^[0-9]{6}$/) });
      const late = await world.asked('anna');
      world.advance(180 * SECOND_MS);
      await world.refused('SLS_CHALLENGE', 'POST', `/questions/${late.handle}/answer`, {
        response: answerOf(late, card),
      });
    });

    it('takes the place of the one before at the same entrance, not at the other', async () => {
      const card = await world.dscPlus('anna');
      const [first, other] = [await world.asked('anna'), await world.asked('anna', 'platform')];
      const second = await world.asked('anna');
      await world.refused('SLS_CHALLENGE', 'POST', `/questions/${first.handle}/answer`, {
        response: '12345678',
      });
      session(await world.answer(other, card));
      session(await world.answer(second, card));
    });
  });

  describe('a Security Code Card', () => {
    it('is asked for two different index numbers and takes either case', async () => {
      const card = await world.codeCard('anna');
      const asked = await world.asked('anna');
      if (asked.asked.by !== 'indices') throw new Error('no index numbers');
      expect(new Set(asked.asked.indices).size).toBe(2);
      const path = `/questions/${asked.handle}/answer`;
      expect(await world.done('POST', path, { response: answerOf(asked, card).toLowerCase() })).toMatchObject(
        {
          step: 'session',
          factor: 'security-code-card',
        },
      );
    });

    it('is asked for the same pair until it is answered, whatever is reloaded', async () => {
      const card = await world.codeCard('anna');
      const asked = await world.asked('anna');
      const next = await world.wrongAnswer(asked, wrong(answerOf(asked, card)));
      const again = await world.asked('anna', 'platform');
      expect([next.asked, again.asked]).toEqual([asked.asked, asked.asked]);
      session(await world.answer(again, card));
      expect((await world.asked('anna')).asked).not.toEqual(asked.asked);
    });

    it('is used up after 112 logins where index numbers are retired', async () => {
      world = await open({ policy: { retireIndices: true } });
      await world.person('anna');
      const card = await world.codeCard('anna');
      const seen = new Set<number>();
      for (let login = 0; login < 112; login += 1) {
        const asked = await world.asked('anna');
        if (asked.asked.by === 'indices') for (const index of asked.asked.indices) seen.add(index);
        await world.answer(asked, card);
      }
      expect(seen.size).toBe(224);
      await world.refused('SLS_NO_DEVICE', 'POST', '/login', login('anna', PASSWORD));
    });
  });

  describe('several devices at once (M2FS)', () => {
    it('are chosen from by a list, and each asks in its own way', async () => {
      const card = await world.dscPlus('anna');
      const printed = await world.codeCard('anna');
      const choice = (await world.begin('anna')) as ChooseStep;
      expect(choice).toMatchObject({ step: 'choose' });
      expect(choice.devices.map(({ kind }) => kind).sort()).toEqual(['dsc-plus', 'security-code-card']);
      const byCard = await world.choose(choice.handle, printed.id);
      expect(byCard).toMatchObject({ asked: { by: 'indices' } });
      const byKeys = await world.choose(byCard.handle, card.id);
      expect(session(await world.answer(byKeys, card)).factor).toBe('dsc-plus');
    });

    it('are not to be chosen from by another user', async () => {
      await world.dscPlus('anna');
      await world.codeCard('anna');
      await world.person('bert');
      const other = await world.dscPlus('bert', 'dsc-plus', '10000002');
      const choice = (await world.begin('anna')) as ChooseStep;
      await world.refused('SLS_DEVICE', 'POST', `/questions/${choice.handle}/device`, { deviceId: other.id });
      await world.refused('SLS_CHALLENGE', 'POST', `/questions/${choice.handle}/answer`, {
        response: '12345678',
      });
    });

    it('of one kind replace each other', async () => {
      const first = await world.dscPlus('anna');
      const second = await world.dscPlus('anna', 'dsc-plus', '10000002');
      expect(await world.desk('GET', `/devices/${first.id}`)).toMatchObject({ status: 'replaced' });
      await world.login('anna', second);
    });
  });

  describe('ten failures in a row', () => {
    async function fail(times: number): Promise<void> {
      for (let time = 0; time < times; time += 1)
        await world.refused('SLS_CREDENTIALS', 'POST', '/login', login('anna', 'password2'));
    }

    it('lock until 24 hours after the last, and a try while locked changes nothing', async () => {
      const card = await world.dscPlus('anna');
      await fail(9);
      await world.login('anna', card);
      await fail(10);
      await world.refused('SLS_CREDENTIALS', 'POST', '/login', login('anna', PASSWORD));
      world.advance(23 * HOUR_MS);
      await world.refused('SLS_CREDENTIALS', 'POST', '/login', login('anna', PASSWORD));
      world.advance(HOUR_MS);
      await world.login('anna', card);
    });

    it('count over both steps together', async () => {
      const card = await world.dscPlus('anna');
      await fail(5);
      let asked = await world.asked('anna');
      for (let time = 0; time < 5; time += 1) asked = await world.wrongAnswer(asked, '00000000');
      await world.wrongAnswer(asked, answerOf(asked, card));
    });

    it('are ten within 24 hours, not ten in all', async () => {
      await fail(9);
      world.advance(DAY_MS + 1);
      await fail(9);
      expect(await world.begin('anna')).toMatchObject({ step: 'session' });
    });

    it('are ended early by client services', async () => {
      const card = await world.dscPlus('anna');
      await fail(10);
      await world.desk('POST', '/users/anna/release');
      await world.login('anna', card);
    });
  });
}
