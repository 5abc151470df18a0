/** What a reference verifier promises: the first four of section 4.3 of the notes on the standards. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS, policyOf } from '../../../host/sls/policy.js';
import type { AnswerStep } from '../../../host/sls/procedures/steps.js';
import { answered, calculator, LOGIN } from '../errands.js';
import { answerOf } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import { PASSWORD, question, type World } from '../world.js';

export function guessesSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  describe('promise 1: the challenge', () => {
    it('is unique among open and recent ones of the device, whoever is asked', async () => {
      const card = await world.dscPlus('anna');
      await world.person('bert');
      const seen = new Set<string>();
      for (let round = 0; round < 300; round += 1) {
        const { asked } = await world.asked('anna', round % 2 === 0 ? 'portal' : 'platform');
        if (asked.by === 'challenge') seen.add(asked.question);
      }
      expect(seen.size).toBe(300);
      await world.login('anna', card);
    });

    it('would be repeated by chance without that: of 10,000 four-digit ones, 300 are', async () => {
      const device = await calculator(world, 'OCRA-1:HOTP-SHA1-8:QN04', 4);
      const seen = new Set<string>();
      for (let round = 0; round < 300; round += 1) {
        const { asked } = await world.asked('anna');
        if (asked.by === 'challenge') seen.add(asked.question);
      }
      expect(seen.size).toBe(300);
      expect(device.id).toBeTruthy();
    });

    it('is bound to its user: a right response under the handle of another is wrong', async () => {
      const card = await world.dscPlus('anna');
      await world.person('bert');
      const other = await world.dscPlus('bert', 'dsc-plus', '10000002');
      const [mine, theirs] = [await world.asked('anna'), await world.asked('bert')];
      expect((await answered(world, theirs, answerOf(mine, card))).status).toBe(401);
      expect((await answered(world, mine, answerOf(theirs, other))).status).toBe(401);
    });

    it('is bound to its session: another one cannot answer it', async () => {
      const card = await world.dscPlus('anna');
      const [one, other] = [await world.login('anna', card), await world.login('anna', card)];
      const asked = await world.done<AnswerStep>('POST', '/identification', undefined, one.token);
      for (const token of [other.token, undefined])
        expect((await answered(world, asked, answerOf(asked, card), token)).body).toMatchObject({
          code: 'SLS_CHALLENGE',
        });
      expect((await answered(world, asked, answerOf(asked, card), one.token)).status).toBe(200);
    });

    it('cannot be made to live longer than ten minutes', () => {
      expect(() => policyOf({ challengeLifeMs: 10 * MINUTE_MS + 1 })).toThrow('challengeLifeMs');
    });
  });

  describe('promise 2: a success', () => {
    it('is one: the same code again, and in parallel, fails', async () => {
      const card = await world.dscPlus('anna');
      const asked = await world.asked('anna');
      const response = answerOf(asked, card);
      const answers = await Promise.all(Array.from({ length: 20 }, () => answered(world, asked, response)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect((await answered(world, asked, response)).status).toBe(404);
    });

    it.each(['dsc-plus', 'security-code-card'])(
      'of a %s that two users share is one, for both',
      async (kind) => {
        const { entityId } = await world.person('carl');
        await world.person('carl2', { entityId });
        const card = kind === 'dsc-plus' ? await world.dscPlus('carl') : await world.codeCard('carl');
        const step = await world.begin('carl2');
        if (step.step !== 'session') throw new Error(step.step);
        const owner = { userName: 'carl', password: PASSWORD };
        const sharing = question(await world.done('POST', '/sharing', { owner }, step.token));
        await world.answer(sharing, card, step.token);
        const [one, two] = [await world.asked('carl'), await world.asked('carl2')];
        const response = answerOf(one, card);
        expect((await answered(world, one, response)).status).toBe(200);
        expect((await answered(world, two, response)).status).toBe(401);
      },
    );
  });

  describe('promise 3: a failure', () => {
    it('is stored when the answer goes out, each of many in parallel', async () => {
      await world.dscPlus('anna');
      await Promise.all(
        Array.from({ length: 7 }, () => world.ask('POST', '/login', { ...LOGIN, password: 'wrong1' })),
      );
      expect(await world.desk('GET', '/users/anna')).toMatchObject({ failures: 7 });
    });

    it('counts for the device too: users who share one have no more guesses than one', async () => {
      const { entityId } = await world.person('carl');
      const card = await world.dscPlus('carl');
      const owner = { userName: 'carl', password: PASSWORD };
      for (const userName of ['carl2', 'carl3', 'carl4']) {
        await world.person(userName, { entityId });
        const step = await world.begin(userName);
        if (step.step !== 'session') throw new Error(step.step);
        const asked = question(await world.done('POST', '/sharing', { owner }, step.token));
        await world.answer(asked, card, step.token);
      }
      let guesses = 0;
      for (const userName of ['carl', 'carl2', 'carl3', 'carl4']) {
        let asked = await world.asked(userName);
        for (let guess = 0; guess < 4 && guesses < 10; guess += 1, guesses += 1)
          asked = await world.wrongAnswer(asked, '00000000');
      }
      const asked = await world.asked('carl4');
      expect((await answered(world, asked, answerOf(asked, card))).status).toBe(401);
      expect(await world.desk('GET', `/devices/${card.id}`)).toMatchObject({ failures: 10 });
    });
  });

  describe('promise 4: the lock', () => {
    it('is at ten by default, settable from 1 to 100', () => {
      expect(() => policyOf({ failureLimit: 0 })).toThrow('failureLimit');
      expect(() => policyOf({ failureLimit: 101 })).toThrow('failureLimit');
    });

    it.each([1, 3, 100])('at %i is at %i', async (failureLimit) => {
      world = await open({ policy: { failureLimit } });
      await world.person('anna');
      const card = await world.dscPlus('anna');
      let asked = await world.asked('anna');
      for (let time = 0; time < failureLimit; time += 1) asked = await world.wrongAnswer(asked, '00000000');
      expect((await answered(world, asked, answerOf(asked, card))).status).toBe(401);
    });

    it('has one outward answer for right and wrong, and spends nothing', async () => {
      const card = await world.dscPlus('anna', 'dsc-plus-counter');
      let asked = await world.asked('anna');
      for (let time = 0; time < 10; time += 1) asked = await world.wrongAnswer(asked, '00000000');
      const before = await world.desk('GET', `/devices/${card.id}`);
      const right = await answered(world, asked, answerOf(asked, card));
      const next = (right.body as { next: AnswerStep }).next;
      const bad = await answered(world, next, '00000000');
      const bare = ({ status, body }: typeof right) => ({
        status,
        ...body,
        next: Object.keys(body.next as object),
      });
      expect(bare(right)).toEqual(bare(bad));
      expect(await world.desk('GET', `/devices/${card.id}`)).toEqual(before);
    });
  });
}
