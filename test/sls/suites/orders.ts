/** Ordering and activating a device (facts section 16). */
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../host/sls/policy.js';
import type { AnswerStep } from '../../../host/sls/procedures/steps.js';
import { ORDER, passwordToken, posted } from '../errands.js';
import { answerOf, wrong } from '../holders.js';
import type { OpenWorld } from '../open-world.js';
import type { World } from '../world.js';

export function ordersSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await world.person('anna');
  });

  describe('an order', () => {
    it('chooses the Soft PIN, holds USD 20 and says when it is shipped', async () => {
      const { order, pinWarnings } = await world.done<{ order: object; pinWarnings: string[] }>(
        'POST',
        '/orders',
        { ...ORDER, pin: '1971' },
        await passwordToken(world),
      );
      expect(order).toMatchObject({ heldUsd: 20, status: 'ordered', estimatedShipping: '2026-12-02' });
      expect(pinWarnings).toContain('own-birth-date');
    });

    it.each([
      ['SLS_PIN', { ...ORDER, pin: '12345' }],
      ['SLS_PIN', { ...ORDER, pin: null }],
      ['SLS_PIN', { ...ORDER, deviceKind: 'security-code-card' }],
    ])('is refused with %s: %o', async (code, order) => {
      await world.refused(code, 'POST', '/orders', order, await passwordToken(world));
    });

    it('of a DSC+ wants a million of equity; of a code card nothing, and holds nothing', async () => {
      await world.person('carl', { equityUsd: 999_999 });
      const token = await passwordToken(world, 'carl');
      await world.refused('SLS_EQUITY', 'POST', '/orders', ORDER, token);
      const card = { ...ORDER, deviceKind: 'security-code-card', pin: null };
      expect(await world.done('POST', '/orders', card, token)).toMatchObject({ order: { heldUsd: 0 } });
      await world.refused('SLS_ORDER', 'POST', '/orders', card, token);
    });

    it('is posted from the stock once, with a device of its kind', async () => {
      const token = await passwordToken(world);
      const { order } = await world.done<{ order: { id: string } }>('POST', '/orders', ORDER, token);
      const printed = await world.stockedCodeCard();
      const path = `/orders/${order.id}/posting`;
      await expect(world.desk('POST', path, { deviceId: printed.id })).rejects.toThrow('SLS_DEVICE');
      const card = await world.stockedDscPlus();
      expect(await world.desk('POST', path, { deviceId: card.id })).toMatchObject({ status: 'posted' });
      await expect(world.desk('POST', path, { deviceId: card.id })).rejects.toThrow('SLS_ORDER');
    });
  });

  describe('a device in the post', () => {
    it('is not asked for before it is activated, and then always', async () => {
      const { token, card } = await posted(world);
      const again = await passwordToken(world);
      const asked = await world.done<AnswerStep>('POST', `/devices/${card.id}/activation`, undefined, again);
      expect(asked.device).toMatchObject({ serialNumber: '10000001' });
      expect(await world.answer(asked, card, again)).toMatchObject({ step: 'done', purpose: 'activate' });
      await world.login('anna', card);
      await world.refused('SLS_DEVICE', 'POST', `/devices/${card.id}/activation`, undefined, token);
    });

    it('takes the PIN of the order where it does not store one itself', async () => {
      const token = await passwordToken(world);
      const { order } = await world.done<{ order: { id: string } }>(
        'POST',
        '/orders',
        { ...ORDER, pin: '4711' },
        token,
      );
      const card = await world.stockedDscPlus('dsc-plus-soft');
      await world.desk('POST', `/orders/${order.id}/posting`, { deviceId: card.id });
      const asked = await world.done<AnswerStep>('POST', `/devices/${card.id}/activation`, undefined, token);
      const next = await world.wrongAnswer(asked, answerOf(asked, card), token);
      expect(await world.answer(next, { ...card, pin: '4711' }, token)).toMatchObject({ step: 'done' });
    });

    it('activates itself after fourteen days, as a precaution', async () => {
      const { card } = await posted(world);
      world.advance(14 * DAY_MS - 1);
      await passwordToken(world);
      world.advance(1);
      await world.login('anna', card);
      expect((await world.events()).map(({ event }) => event)).toContain('device activated itself');
    });

    it('is not activated by a wrong response, nor by somebody else', async () => {
      const { token, card } = await posted(world);
      const asked = await world.done<AnswerStep>('POST', `/devices/${card.id}/activation`, undefined, token);
      await world.wrongAnswer(asked, wrong(answerOf(asked, card)), token);
      await world.person('bert');
      const other = await passwordToken(world, 'bert');
      await world.refused('SLS_UNKNOWN', 'POST', `/devices/${card.id}/activation`, undefined, other);
      expect(await world.desk('GET', `/devices/${card.id}`)).toMatchObject({ status: 'posted' });
    });
  });
}
