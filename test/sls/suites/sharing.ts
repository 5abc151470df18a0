/** Sharing a device between user names of one person (facts section 10, *How to Share a Security Device*). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { AnswerStep, Step } from '../../../host/sls/procedures/steps.js';
import { answerOf, type Holder, wrong } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import { ANNA, BERT, DESK_TOKEN, PASSWORD, question, type World } from '../world.js';

export function sharingSuite(open: OpenWorld): void {
  let world: World;
  let entityId: string;
  beforeEach(async () => {
    world = await open();
    ({ entityId } = await world.person('anna'));
  });

  const OWNER = { owner: { userName: 'anna', password: PASSWORD } };

  async function session(userName: string, holder?: Holder): Promise<string> {
    const step = holder === undefined ? await world.begin(userName) : await world.login(userName, holder);
    if (step.step !== 'session') throw new Error(step.step);
    return step.token;
  }

  async function shared(token: string, holder: Holder): Promise<Step> {
    const asked = question(await world.done<Step>('POST', '/sharing', OWNER, token));
    return await world.answer(asked, holder, token);
  }

  describe('between user names of one entity', () => {
    beforeEach(async () => {
      await world.person('anna2', { entityId });
    });

    it('is in force at once; the spare device waits, and is activated again when the sharing is cancelled', async () => {
      const card = await world.dscPlus('anna');
      const spare = await world.codeCard('anna2');
      const token = await session('anna2', spare);
      expect(await shared(token, card)).toMatchObject({ outcome: { status: 'active' } });
      const mine = await session('anna2', card);
      await world.login('anna', card);
      await world.done('DELETE', `/sharing/${card.id}`, undefined, mine);
      const asked = await world.done<AnswerStep>('POST', `/devices/${spare.id}/activation`, undefined, mine);
      await world.answer(asked, spare, mine);
      await world.login('anna2', spare);
      await world.login('anna', card);
    });

    it('needs the name and the password of the owner, whose failures count', async () => {
      await world.dscPlus('anna');
      const token = await session('anna2');
      const owner = { userName: 'anna', password: 'password2' };
      for (let time = 0; time < 10; time += 1)
        await world.refused('SLS_CREDENTIALS', 'POST', '/sharing', { owner }, token);
      await world.refused('SLS_CREDENTIALS', 'POST', '/sharing', OWNER, token);
    });

    it('needs a proof of the device', async () => {
      const card = await world.dscPlus('anna');
      const token = await session('anna2');
      const asked = question(await world.done<Step>('POST', '/sharing', OWNER, token));
      await world.wrongAnswer(asked, wrong(answerOf(asked, card)), token);
      expect(await world.begin('anna2')).toMatchObject({ step: 'session', factor: 'none' });
    });

    it('is refused for a weaker device: Less secure device', async () => {
      await world.codeCard('anna');
      const own = await world.dscPlus('anna2');
      const problem = await world.refused(
        'SLS_LESS_SECURE',
        'POST',
        '/sharing',
        OWNER,
        await session('anna2', own),
      );
      expect(problem.title).toBe('Less secure device');
    });

    it('offers only the strongest of the owner', async () => {
      const card = await world.dscPlus('anna');
      await world.codeCard('anna');
      const asked = question(await world.done<Step>('POST', '/sharing', OWNER, await session('anna2')));
      expect(asked.device).toMatchObject({ id: card.id });
    });

    it('is refused while one of them has a temporary device', async () => {
      await world.dscPlus('anna');
      const token = await session('anna2');
      await world.desk('POST', '/users/anna2/temporary-code');
      const problem = await world.refused('SLS_TEMPORARY_DEVICE', 'POST', '/sharing', OWNER, token);
      expect(problem.title).toBe('Temporary device assigned');
    });

    it('is refused for a device that is shared already, and with oneself', async () => {
      const card = await world.dscPlus('anna');
      await shared(await session('anna2'), card);
      await world.refused('SLS_SHARING', 'POST', '/sharing', OWNER, await session('anna2', card));
      await world.refused('SLS_SHARING', 'POST', '/sharing', OWNER, await session('anna', card));
    });

    it('ends for all when the device is lost, and a new PIN is new for all', async () => {
      const card = await world.dscPlus('anna', 'dsc-plus-soft');
      await shared(await session('anna2'), card);
      await world.desk('PUT', `/devices/${card.id}/pin`, { pin: '9023' });
      const changed = { ...card, pin: '9023' };
      for (const userName of ['anna', 'anna2']) await world.login(userName, changed);
      await world.desk('POST', `/devices/${card.id}/end`, { end: 'lost' });
      for (const userName of ['anna', 'anna2'])
        await world.refused('SLS_NO_DEVICE', 'POST', '/login', {
          entrance: 'portal',
          userName,
          password: PASSWORD,
        });
    });
  });

  describe('between entities', () => {
    it('waits for compliance where the identification data are the same', async () => {
      await world.person('anna3', {
        identification: { ...ANNA, document: { ...ANNA.document, number: 'x 123-4567' } },
      });
      const card = await world.dscPlus('anna');
      const token = await session('anna3');
      expect(await shared(token, card)).toMatchObject({ outcome: { status: 'pending' } });
      expect(await world.begin('anna3')).toMatchObject({ step: 'session' });
      const judgement = { userName: 'anna3', deviceId: card.id, approved: true };
      expect(await world.desk('POST', '/sharing', judgement)).toEqual({ status: 'active' });
      await world.login('anna3', card);
      await world.refused('SLS_SHARING', 'POST', '/desk/sharing', judgement, DESK_TOKEN);
    });

    it('can be refused by compliance', async () => {
      await world.person('anna3');
      const card = await world.dscPlus('anna');
      await shared(await session('anna3'), card);
      const judgement = { userName: 'anna3', deviceId: card.id, approved: false };
      expect(await world.desk('POST', '/sharing', judgement)).toEqual({ status: 'ended' });
      expect(await world.begin('anna3')).toMatchObject({ step: 'session' });
    });

    it.each([
      ['birth date', { birthDate: '1971-03-15' }],
      ['citizenship', { citizenship: 'DE' }],
      ['legal residence', { legalResidence: 'DE' }],
      ['type of document', { document: { type: 'national-id', number: 'X1234567' } }],
      ['number of document', { document: { type: 'passport', number: 'X1234568' } }],
    ])('is refused where the %s differs: Different identification information', async (_, change) => {
      await world.person('other', { identification: { ...ANNA, ...change } as typeof ANNA });
      await world.dscPlus('anna');
      const problem = await world.refused(
        'SLS_DIFFERENT_IDENTIFICATION',
        'POST',
        '/sharing',
        OWNER,
        await session('other'),
      );
      expect(problem.title).toBe('Different identification information');
    });

    it('of a US person goes by the social security number, and by corrected records', async () => {
      const owner = await world.person('bert', { identification: BERT });
      const card = await world.dscPlus('bert');
      const renewed = { ...BERT, document: { type: 'driving-licence', number: 'E-11' } } as const;
      await world.person('bert2', { identification: renewed });
      const request = { owner: { userName: 'bert', password: PASSWORD } };
      const asked = question(await world.done<Step>('POST', '/sharing', request, await session('bert2')));
      expect(asked.device).toMatchObject({ id: card.id });
      await world.desk('PATCH', `/entities/${owner.entityId}`, {
        identification: { ...BERT, socialSecurityNumber: null },
      });
      await world.refused(
        'SLS_DIFFERENT_IDENTIFICATION',
        'POST',
        '/sharing',
        request,
        await session('bert2'),
      );
      await world.desk('PATCH', `/entities/${owner.entityId}`, { identification: renewed });
      await world.done('POST', '/sharing', request, await session('bert2'));
    });
  });
}
