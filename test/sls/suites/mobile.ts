/** Verifying a mobile number, and codes by text message (facts section 9). */
import { beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../host/sls/policy.js';
import type { AnswerStep } from '../../../host/sls/procedures/steps.js';
import type { OpenWorld } from '../open-world.js';
import { PASSWORD, question, type World } from '../world.js';

export function mobileSuite(open: OpenWorld): void {
  let world: World;
  let token: string;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
    const step = await world.begin('anna');
    if (step.step !== 'session') throw new Error(step.step);
    token = step.token;
  });

  const NUMBER = { country: '41', national: '791234567' };

  async function verifying(): Promise<AnswerStep> {
    await world.done('PUT', '/mobile-number', NUMBER, token);
    return await world.done<AnswerStep>('POST', '/mobile-number/verification', undefined, token);
  }

  async function verified(): Promise<void> {
    const asked = await verifying();
    await world.answer(asked, { code: (await world.lastMessage('anna')).code }, token);
  }

  describe('a mobile number', () => {
    it.each([
      ['0791234567', '41'],
      ['79 123 45 67', '41'],
      ['15551234567', '1'],
      ['061234567', '36'],
      ['1', '41'],
    ])('is not taken as %s of country %s', async (national, country) => {
      await world.refused('SLS_MOBILE_NUMBER', 'PUT', '/mobile-number', { country, national }, token);
    });

    it.each([
      ['791234567', '41', '41791234567'],
      ['5551234567', '1', '15551234567'],
      ['0612345678', '39', '390612345678'],
    ])('is taken as %s of country %s', async (national, country, number) => {
      expect(await world.done('PUT', '/mobile-number', { country, national }, token)).toEqual({ number });
    });

    it('is verified by a Confirm Code, which enrols a user without device in SMS', async () => {
      const asked = await verifying();
      expect(asked.asked).toEqual({ by: 'message', numberEnding: '567' });
      const { code, to, channel } = await world.lastMessage('anna');
      expect({ code, to, channel }).toEqual({
        code: expect.stringMatching(/^[0-9]{6}$/),
        to: '41791234567',
        channel: 'sms',
      });
      expect(await world.answer(asked, { code }, token)).toMatchObject({ outcome: { enrolledInSms: true } });
      expect((await world.asked('anna')).asked).toMatchObject({ by: 'message' });
    });

    it('is not verified by a wrong code, an old one, or the sixth try', async () => {
      const asked = await verifying();
      const { code } = await world.lastMessage('anna');
      for (let time = 0; time < 5; time += 1) await world.wrongAnswer(asked, '000000', token);
      await world.wrongAnswer(asked, code, token);
      world.advance(2 * MINUTE_MS);
      const later = await world.done<AnswerStep>('POST', '/mobile-number/verification', undefined, token);
      const newer = (await world.lastMessage('anna')).code;
      world.advance(5 * MINUTE_MS);
      await world.refused(
        'SLS_CHALLENGE',
        'POST',
        `/questions/${later.handle}/answer`,
        { response: newer },
        token,
      );
    });

    it('is sent a code only every two minutes', async () => {
      await verifying();
      await world.refused('SLS_RESEND', 'POST', '/mobile-number/verification', undefined, token);
      world.advance(2 * MINUTE_MS);
      await world.done('POST', '/mobile-number/verification', undefined, token);
    });

    it('of a user with a device enrols nothing', async () => {
      const card = await world.dscPlus('anna');
      const login = await world.login('anna', card);
      token = login.token;
      const asked = await verifying();
      const { code } = await world.lastMessage('anna');
      expect(await world.answer(asked, { code }, token)).toMatchObject({ outcome: { enrolledInSms: false } });
    });
  });

  describe('SMS as the second factor', () => {
    it('sends a code at login; the newest counts', async () => {
      await verified();
      world.advance(2 * MINUTE_MS);
      const asked = await world.asked('anna');
      const first = (await world.lastMessage('anna')).code;
      world.advance(2 * MINUTE_MS);
      await world.done('POST', `/questions/${asked.handle}/message`, { channel: 'sms' });
      const second = (await world.lastMessage('anna')).code;
      await world.wrongAnswer(asked, first);
      const again = await world.asked('anna');
      expect(await world.answer(again, { code: second })).toMatchObject({ factor: 'sms' });
    });

    it('is read out by voice when no message comes', async () => {
      await verified();
      const asked = await world.asked('anna');
      const { code } = await world.lastMessage('anna');
      await world.refused('SLS_RESEND', 'POST', `/questions/${asked.handle}/message`, { channel: 'sms' });
      world.advance(1);
      await world.done('POST', `/questions/${asked.handle}/message`, { channel: 'voice' });
      expect(await world.lastMessage('anna')).toMatchObject({ channel: 'voice', code });
      await world.refused('SLS_RESEND', 'POST', `/questions/${asked.handle}/message`, { channel: 'voice' });
      await world.answer(asked, { code });
    });

    it('accepts no code twice, and none after five minutes', async () => {
      await verified();
      const { code } = await world.lastMessage('anna').then(async () => {
        const asked = await world.asked('anna');
        const message = await world.lastMessage('anna');
        await world.answer(asked, message);
        return message;
      });
      world.advance(1);
      const asked = await world.asked('anna');
      const next = await world.wrongAnswer(asked, code);
      expect(next.asked).toMatchObject({ by: 'message' });
    });

    it('ends when a permanent device is activated', async () => {
      await verified();
      await world.dscPlus('anna');
      expect(question(await world.begin('anna')).device).toMatchObject({ kind: 'dsc-plus' });
      await world.desk('POST', '/users/anna/temporary-code');
      expect(
        await world.ask('POST', '/login', { entrance: 'portal', userName: 'anna', password: PASSWORD }),
      ).toMatchObject({
        body: { device: { kind: 'temporary-code' } },
      });
    });
  });
}
