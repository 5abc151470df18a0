/** What a reference verifier promises: the fifth to the twelfth of section 4.3 of the notes on the standards. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../host/sls/policy.js';
import type { AnswerStep } from '../../../host/sls/procedures/steps.js';
import { answered, calculator, LOGIN } from '../errands.js';
import { answerOf, wrong } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import { PASSWORD, PIN, question, type World } from '../world.js';

export function codesSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  describe('promise 5: the counter', () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:C-QN06';

    async function counterOf(id: string) {
      return (await world.desk<{ counter: string }>('GET', `/devices/${id}`)).counter;
    }

    it('moves on success only, to the matched value plus one; ten are tried', async () => {
      const device = await calculator(world, suite);
      const first = await world.asked('anna');
      const beyond = await world.wrongAnswer(first, device.respond(first, { counter: 10n }));
      expect(await counterOf(device.id)).toBe('0');
      expect((await answered(world, beyond, device.respond(beyond, { counter: 9n }))).status).toBe(200);
      expect(await counterOf(device.id)).toBe('10');
    });

    it('never goes back', async () => {
      const device = await calculator(world, suite, 6, '5');
      const asked = await world.asked('anna');
      await world.wrongAnswer(asked, device.respond(asked, { counter: 4n }));
      expect(await counterOf(device.id)).toBe('5');
    });

    it('wraps at 2^64', async () => {
      const device = await calculator(world, suite, 6, String(2n ** 64n - 1n));
      const asked = await world.asked('anna');
      expect((await answered(world, asked, device.respond(asked, { counter: 2n ** 64n - 1n }))).status).toBe(
        200,
      );
      expect(await counterOf(device.id)).toBe('0');
    });
  });

  describe('promise 6: the time', () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:QN06-T1M';
    const step = () => Math.floor(world.nowMs / MINUTE_MS);

    it.each([-1, 0, 1])('may be %i steps off', async (offset) => {
      const device = await calculator(world, suite);
      const asked = await world.asked('anna');
      expect(
        (await answered(world, asked, device.respond(asked, { timestamp: step() + offset }))).status,
      ).toBe(200);
    });

    it.each([-2, 2])('may not be %i steps off, but by a drift that is remembered', async (offset) => {
      const device = await calculator(world, suite);
      const first = await world.asked('anna');
      await world.wrongAnswer(first, device.respond(first, { timestamp: step() + offset }));
      const second = await world.asked('anna');
      const half = offset / 2;
      expect(
        (await answered(world, second, device.respond(second, { timestamp: step() + half }))).status,
      ).toBe(200);
      world.advance(10 * MINUTE_MS);
      const third = await world.asked('anna');
      expect(
        (await answered(world, third, device.respond(third, { timestamp: step() + offset }))).status,
      ).toBe(200);
    });

    it('of an accepted step is not accepted again, nor after the clock was set back', async () => {
      const device = await calculator(world, suite);
      const now = step();
      const first = await world.asked('anna');
      await answered(world, first, device.respond(first, { timestamp: now }));
      const second = await world.asked('anna');
      await world.wrongAnswer(second, device.respond(second, { timestamp: now }));
      world.advance(-HOUR_MS);
      const third = await world.asked('anna');
      await world.wrongAnswer(third, device.respond(third, { timestamp: step() }));
      world.advance(HOUR_MS + 2 * MINUTE_MS);
      const fourth = await world.asked('anna');
      expect((await answered(world, fourth, device.respond(fourth, { timestamp: step() }))).status).toBe(200);
    });
  });

  describe('promise 7: a response', () => {
    it('is a text of one length: a leading zero counts', async () => {
      const device = await calculator(world, 'OCRA-1:HOTP-SHA1-8:QN06');
      let asked = await world.asked('anna');
      for (let round = 0; !device.respond(asked, {}).startsWith('0'); round += 1) {
        expect(round).toBeLessThan(200);
        asked = await world.asked('anna');
      }
      const right = device.respond(asked, {});
      const next = await world.wrongAnswer(asked, right.slice(1));
      const padded = await world.wrongAnswer(next, `0${device.respond(next, {})}`);
      const blank = await world.wrongAnswer(padded, ` ${device.respond(padded, {})}`);
      expect((await answered(world, blank, device.respond(blank, {}))).status).toBe(200);
    });
  });

  describe('promise 8: the outward errors', () => {
    it('of the first step are one: unknown user, wrong password, locked user', async () => {
      await world.dscPlus('anna');
      const unknown = await world.ask('POST', '/login', { ...LOGIN, userName: 'nobody' });
      const bad = await world.ask('POST', '/login', { ...LOGIN, password: 'wrong1' });
      for (let time = 0; time < 10; time += 1)
        await world.ask('POST', '/login', { ...LOGIN, password: 'wrong1' });
      const locked = await world.ask('POST', '/login', LOGIN);
      expect([bad, locked]).toEqual([unknown, unknown]);
    });

    it('of the second step are one: wrong PIN, wrong code, wrong length', async () => {
      const card = await world.dscPlus('anna', 'dsc-plus-soft');
      let asked = await world.asked('anna');
      const answers = [];
      for (const response of [answerOf(asked, { ...card, pin: '0000' }), '00000000', '1', 'x'.repeat(64)]) {
        const { status, body } = await answered(world, asked, response);
        const { next, ...rest } = body as { next: AnswerStep };
        answers.push({ status, ...rest });
        asked = next;
      }
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });
  });

  describe('promise 9: sharing', () => {
    it('is proved by owner and device, is not weaker, leaves temporary devices out, and ends for all', async () => {
      const { entityId } = await world.person('carl');
      await world.person('carl2', { entityId });
      const card = await world.dscPlus('carl');
      const step = await world.begin('carl2');
      if (step.step !== 'session') throw new Error(step.step);
      const owner = { userName: 'carl', password: 'wrong1' };
      await world.refused('SLS_CREDENTIALS', 'POST', '/sharing', { owner }, step.token);
      const asked = question(
        await world.done('POST', '/sharing', { owner: { ...owner, password: PASSWORD } }, step.token),
      );
      await world.wrongAnswer(asked, wrong(answerOf(asked, card)), step.token);
      const again = question(
        await world.done('POST', '/sharing', { owner: { ...owner, password: PASSWORD } }, step.token),
      );
      await world.answer(again, card, step.token);
      await world.desk('POST', `/devices/${card.id}/end`, { end: 'stolen' });
      for (const userName of ['carl', 'carl2'])
        await world.refused('SLS_NO_DEVICE', 'POST', '/login', { ...LOGIN, userName });
    });
  });

  describe('promise 10: an enrolment', () => {
    it('is not active before its first proof, and a new one ends the old key', async () => {
      const first = await world.dscPlus('anna');
      const { token } = await world.login('anna', first);
      const order = { deviceKind: 'dsc-plus', address: 'here', pin: PIN };
      const { order: made } = await world.done<{ order: { id: string } }>('POST', '/orders', order, token);
      const second = await world.stockedDscPlus('dsc-plus', '10000002');
      await world.desk('POST', `/orders/${made.id}/posting`, { deviceId: second.id });
      expect((await world.asked('anna')).device).toMatchObject({ id: first.id });
      const asked = await world.done<AnswerStep>(
        'POST',
        `/devices/${second.id}/activation`,
        undefined,
        token,
      );
      await world.answer(asked, second, token);
      const login = await world.asked('anna');
      await world.wrongAnswer(login, answerOf(login, first));
      await world.login('anna', second);
    });
  });

  describe('promise 11: what was decided', () => {
    it('is never decided on records that have changed meanwhile', async () => {
      const card = await world.dscPlus('anna');
      const asked = await world.asked('anna');
      const response = answerOf(asked, card);
      const commit = world.store.commit.bind(world.store);
      let isFirst = true;
      world.store.commit = async (batch) => {
        if (isFirst) {
          isFirst = false;
          // Somebody else answers wrongly, in between.
          await answered(world, asked, '00000000');
        }
        return await commit(batch);
      };
      expect((await answered(world, asked, response)).status).toBe(401);
      expect(await world.desk('GET', '/users/anna')).toMatchObject({ failures: 2 });
    });
  });

  describe('promise 12: the hash of the PIN', () => {
    it('is in no answer, message or audit entry, no more than key, code or response', async () => {
      const card = await world.dscPlus('anna');
      const code = await world.codeCard('anna');
      const choice = await world.begin('anna');
      if (choice.step !== 'choose') throw new Error(choice.step);
      const asked = await world.choose(choice.handle, card.id);
      const response = answerOf(asked, card);
      const step = await world.answer(asked, card);
      const { secret } = (await world.store.get('device', card.id))?.record ?? {};
      if (secret?.kind !== 'dsc-plus' || step.step !== 'session') throw new Error('no session of a DSC+');
      const said = JSON.stringify([
        await world.desk('GET', '/devices'),
        await world.desk('GET', '/users/anna'),
        await world.desk('GET', '/orders'),
        await world.desk('GET', '/audit?limit=1000'),
        await world.desk('GET', '/messages'),
        await world.done('GET', '/session', undefined, step.token),
        await (await world.request('/metrics')).text(),
      ]);
      for (const hidden of [
        secret.key,
        secret.pinHash,
        secret.unlock?.key,
        response,
        code.twin.card.codes.join(''),
        PASSWORD,
      ])
        expect(said).not.toContain(hidden);
    });
  });

  describe('the time of the system', () => {
    it('may be set back: nothing that was over is open, nothing that was locked is free', async () => {
      const card = await world.dscPlus('anna');
      const asked = await world.asked('anna');
      world.advance(DAY_MS);
      await world.refused('SLS_CHALLENGE', 'POST', `/questions/${asked.handle}/answer`, {
        response: answerOf(asked, card),
      });
      for (let time = 0; time < 10; time += 1)
        await world.ask('POST', '/login', { ...LOGIN, password: 'wrong1' });
      world.advance(-DAY_MS - 10 * SECOND_MS);
      await world.refused('SLS_CREDENTIALS', 'POST', '/login', LOGIN);
    });
  });
}
