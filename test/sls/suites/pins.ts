/** The PIN, unlocking, the counter, and the end of a device (facts sections 2.3 and 16, design section 2). */
import { beforeEach, describe, expect, it } from 'vitest';
import { respondByKeys } from '../../../emulator/automation/respond-by-keys.js';
import type { AnswerStep } from '../../../host/sls/procedures/steps.js';
import { ORDER, passwordToken, posted } from '../errands.js';
import { answerOf } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import { PASSWORD, PIN, question, type World } from '../world.js';

export function pinsSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  describe('the PIN', () => {
    it('of a soft-PIN card is changed on the web, with a response made with the new one', async () => {
      const card = await world.dscPlus('anna', 'dsc-plus-soft');
      const { token } = await world.login('anna', card);
      const { question: asked, pinWarnings } = await world.done<{
        question: AnswerStep;
        pinWarnings: string[];
      }>('POST', `/devices/${card.id}/pin`, { pin: '1234' }, token);
      expect(pinWarnings).toEqual(['citizen-id', 'easy-to-guess']);
      const next = await world.wrongAnswer(asked, answerOf(asked, card), token);
      const changed = { ...card, pin: '1234' };
      expect(await world.answer(next, changed, token)).toMatchObject({ step: 'done', purpose: 'change-pin' });
      await world.login('anna', changed);
      const later = await world.asked('anna');
      await world.wrongAnswer(later, answerOf(later, card));
    });

    it('of a card that checks it changes at the card first; until the web is told, the old one counts', async () => {
      const card = await world.dscPlus('anna');
      const { token } = await world.login('anna', card);
      const { twin } = card;
      twin.press('power');
      twin.hold('ok', { ms: twin.profile.times.changePinMs });
      for (const pin of [PIN, '8351', '8351']) {
        twin.type(pin);
        twin.press('ok');
      }
      twin.hold('power', { ms: twin.profile.times.powerOffMs });
      const changed = { ...card, pin: '8351' };
      const early = await world.asked('anna');
      await world.wrongAnswer(early, answerOf(early, changed));
      const { question: asked } = await world.done<{ question: AnswerStep }>(
        'POST',
        `/devices/${card.id}/pin`,
        { pin: '8351' },
        token,
      );
      await world.answer(asked, changed, token);
      await world.login('anna', changed);
    });

    it('is changed only in a session of that very device', async () => {
      const card = await world.dscPlus('anna');
      const printed = await world.codeCard('anna');
      const choice = await world.begin('anna');
      if (choice.step !== 'choose') throw new Error(choice.step);
      const asked = await world.choose(choice.handle, printed.id);
      const step = await world.answer(asked, printed);
      if (step.step !== 'session') throw new Error(step.step);
      await world.refused('SLS_DEVICE', 'POST', `/devices/${card.id}/pin`, { pin: '8351' }, step.token);
    });

    it('that was forgotten is reset by client services', async () => {
      const card = await world.dscPlus('anna', 'dsc-plus-soft');
      await world.desk('PUT', `/devices/${card.id}/pin`, { pin: '9023' });
      await world.login('anna', { ...card, pin: '9023' });
    });
  });

  describe('a card that locked itself', () => {
    it('shows a question which the desk answers, and gets a new PIN', async () => {
      const card = await world.dscPlus('anna');
      const { twin } = card;
      for (let time = 0; time < 5; time += 1) {
        twin.press('power');
        twin.type('0000');
        twin.press('ok');
        twin.hold('power', { ms: twin.profile.times.powerOffMs });
      }
      twin.press('power');
      const shown = twin.advance({ seconds: 2 }).text;
      const { answer } = await world.desk<{ answer: string }>('POST', `/devices/${card.id}/unlock`, {
        question: shown,
      });
      twin.press('ok');
      twin.type(answer);
      twin.press('ok');
      for (const pin of ['8351', '8351']) {
        twin.type(pin);
        twin.press('ok');
      }
      twin.hold('power', { ms: twin.profile.times.powerOffMs });
      expect(respondByKeys(twin, '8351', '123456')).toMatch(/^[0-9]{8}$/);
      await world.desk('PUT', `/devices/${card.id}/pin`, { pin: '8351' });
      await world.login('anna', { ...card, pin: '8351' });
    });

    it('of a soft PIN there is none', async () => {
      const card = await world.dscPlus('anna', 'dsc-plus-soft');
      await expect(
        world.desk('POST', `/devices/${card.id}/unlock`, { question: '12345678' }),
      ).rejects.toThrow('UNLOCK_NOT_SUPPORTED');
    });
  });

  describe('the end of a device', () => {
    it.each([
      ['lost', 20],
      ['stolen', 20],
      ['wilfully-damaged', 20],
      ['battery', 0],
      ['worn', 0],
    ])('%s is charged %i, and opens nothing any more', async (end, chargedUsd) => {
      const { token, card } = await posted(world);
      await world.answer(
        question(await world.done('POST', `/devices/${card.id}/activation`, undefined, token)),
        card,
        token,
      );
      expect(await world.desk('POST', `/devices/${card.id}/end`, { end })).toEqual({ chargedUsd });
      const login = { entrance: 'portal', userName: 'anna', password: PASSWORD };
      await world.refused('SLS_NO_DEVICE', 'POST', '/login', login);
      await expect(world.desk('POST', `/devices/${card.id}/end`, { end })).rejects.toThrow('SLS_DEVICE');
    });

    it('returned is credited within five business days, and the user is without a device', async () => {
      const { token, card } = await posted(world);
      await world.answer(
        question(await world.done('POST', `/devices/${card.id}/activation`, undefined, token)),
        card,
        token,
      );
      await world.desk('POST', `/devices/${card.id}/end`, { end: 'returned' });
      const { items } = await world.desk<{ items: object[] }>('GET', '/orders');
      expect(items[0]).toMatchObject({ status: 'credited', creditAtMs: Date.UTC(2026, 11, 4) });
      await passwordToken(world);
    });

    it('of a printed card costs nothing', async () => {
      const card = await world.codeCard('anna');
      expect(await world.desk('POST', `/devices/${card.id}/end`, { end: 'lost' })).toEqual({ chargedUsd: 0 });
    });

    it('is followed by a new order, whose card replaces the old one', async () => {
      const first = await world.dscPlus('anna');
      const { token } = await world.login('anna', first);
      const { order } = await world.done<{ order: { id: string } }>('POST', '/orders', ORDER, token);
      const second = await world.stockedDscPlus('dsc-plus', '10000002');
      await world.desk('POST', `/orders/${order.id}/posting`, { deviceId: second.id });
      await world.answer(
        question(await world.done('POST', `/devices/${second.id}/activation`, undefined, token)),
        second,
        token,
      );
      await world.login('anna', second);
      expect(await world.desk('GET', `/devices/${first.id}`)).toMatchObject({ status: 'replaced' });
    });
  });

  describe('a counter that ran away', () => {
    async function ranAway(presses: number) {
      const card = await world.dscPlus('anna', 'dsc-plus-counter');
      const { token } = await world.login('anna', card);
      for (let press = 0; press < presses; press += 1) respondByKeys(card.twin, PIN, '111111');
      return { card, token };
    }

    it('is followed up to nine presses ahead', async () => {
      const { card } = await ranAway(9);
      await world.login('anna', card);
    });

    it('further ahead wants two codes in a row', async () => {
      const { card, token } = await ranAway(50);
      const login = await world.asked('anna');
      await world.wrongAnswer(login, answerOf(login, card));
      const first = await world.done<AnswerStep>(
        'POST',
        `/devices/${card.id}/resynchronisation`,
        undefined,
        token,
      );
      const second = question(await world.answer(first, card, token));
      expect(second.asked).not.toEqual(first.asked);
      expect(await world.answer(second, card, token)).toMatchObject({
        step: 'done',
        purpose: 'resynchronise',
      });
      await world.login('anna', card);
    });

    it('so far that nobody can log in is brought back on the telephone', async () => {
      const { card } = await ranAway(50);
      const first = question(await world.desk('POST', `/devices/${card.id}/resynchronisation`));
      const second = question(await world.answer(first, card));
      expect(await world.answer(second, card)).toMatchObject({ step: 'done', purpose: 'resynchronise' });
      await world.login('anna', card);
    });

    it('is not moved by one right code alone', async () => {
      const { card, token } = await ranAway(50);
      const before = await world.desk('GET', `/devices/${card.id}`);
      const first = await world.done<AnswerStep>(
        'POST',
        `/devices/${card.id}/resynchronisation`,
        undefined,
        token,
      );
      const second = question(await world.answer(first, card, token));
      respondByKeys(card.twin, PIN, '111111');
      await world.wrongAnswer(second, answerOf(second, card), token);
      expect(await world.desk('GET', `/devices/${card.id}`)).toMatchObject({ counter: before.counter });
    });
  });

  describe('a key', () => {
    it('is exported only right after an identification, and the trail says so', async () => {
      const card = await world.dscPlus('anna');
      const { token } = await world.login('anna', card);
      const path = `/devices/${card.id}/secret`;
      await world.refused('SLS_RESTRICTED', 'POST', path, undefined, token);
      const asked = await world.done<AnswerStep>('POST', '/identification', undefined, token);
      await world.answer(asked, card, token);
      expect(await world.done('POST', path, undefined, token)).toMatchObject({
        key: Buffer.from(card.twin.secrets().key ?? []).toString('hex'),
      });
      expect((await world.events())[0]).toMatchObject({ event: 'key exported', userId: 'anna' });
      world.advance(5 * 60_000 + 1);
      await world.refused('SLS_RESTRICTED', 'POST', path, undefined, token);
    });
  });
}
