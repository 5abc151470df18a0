/** People, accounts, passwords, advice on PINs and sessions (facts sections 1, 13 and 15). */
import { beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../host/sls/policy.js';
import type { OpenWorld } from '../open-world.js';
import { ANNA, PASSWORD, type World } from '../world.js';

export function peopleSuite(open: OpenWorld): void {
  let world: World;
  beforeEach(async () => {
    world = await open();
  });

  async function token(userName = 'anna'): Promise<string> {
    const step = await world.begin(userName);
    if (step.step !== 'session') throw new Error(step.step);
    return step.token;
  }

  describe('user names', () => {
    it('are several of one entity, each with its own password and devices', async () => {
      const { entityId, accountId } = await world.person('anna');
      await world.person('anna2', { entityId, accountId });
      await world.dscPlus('anna');
      expect(await world.begin('anna2')).toMatchObject({ factor: 'none' });
      expect(await world.desk('GET', '/users')).toMatchObject({
        items: [
          { id: 'anna2', entityId, accountId },
          { id: 'anna', entityId, accountId },
        ],
      });
    });

    it.each(['Anna', 'an', '1anna', 'anna müller', `a${'b'.repeat(32)}`])(
      'are not like %s',
      async (userName) => {
        const { entityId } = await world.person('first');
        await expect(world.person(userName, { entityId })).rejects.toThrow('SLS_USER_NAME');
      },
    );

    it('are given once', async () => {
      await world.person('anna');
      await expect(world.person('anna')).rejects.toThrow('SLS_EXISTS');
    });
  });

  describe('a password', () => {
    it.each(['a2345', 'abcdef', '123456', `a1${'x'.repeat(39)}`])('is not %s', async (password) => {
      await world.person('anna');
      await expect(world.desk('PUT', '/users/anna/password', { password })).rejects.toThrow(
        'SLS_PASSWORD_RULE',
      );
    });

    it('is changed with the old one, and ends every other session', async () => {
      await world.person('anna');
      const [mine, other] = [await token(), await token()];
      const change = { oldPassword: PASSWORD, newPassword: 'other1234' };
      await world.refused(
        'SLS_CREDENTIALS',
        'PUT',
        '/session/password',
        { ...change, oldPassword: 'wrong1' },
        mine,
      );
      await world.done('PUT', '/session/password', change, mine);
      await world.done('GET', '/session', undefined, mine);
      await world.refused('SLS_SESSION', 'GET', '/session', undefined, other);
      await world.refused('SLS_CREDENTIALS', 'POST', '/login', {
        entrance: 'portal',
        userName: 'anna',
        password: PASSWORD,
      });
    });
  });

  describe('identification data', () => {
    it.each([
      { birthDate: '1971-02-30' },
      { birthDate: '14.03.1971' },
      { citizenship: 'ch' },
      { legalResidence: 'CHE' },
      { document: { type: 'library-card', number: '1' } },
    ])('are not %o', async (change) => {
      await expect(
        world.person('anna', { identification: { ...ANNA, ...change } as typeof ANNA }),
      ).rejects.toThrow(/SLS_IDENTIFICATION|API_INPUT/);
    });
  });

  describe('advice on a PIN', () => {
    beforeEach(async () => {
      await world.person('anna', {
        identification: { ...ANNA, socialSecurityNumber: '123-45-6789' },
        personalData: {
          firstNames: ['Anna'],
          lastNames: ['Keller'],
          familyNames: ['Bruno Keller'],
          familyBirthDates: ['2009-11-30'],
          addresses: ['Seestrasse 417, 8002 Zürich'],
          phoneNumbers: ['+41 79 555 66 77'],
          city: 'Zürich',
          sportsTeams: ['Young Boys'],
        },
      });
    });

    it.each([
      ['1971', ['own-birth-date']],
      ['1403', ['own-birth-date']],
      ['0314', ['own-birth-date']],
      ['7103', ['own-birth-date']],
      ['2009', ['family-birth-date']],
      ['3011', ['family-birth-date']],
      ['4170', ['address']],
      ['8002', ['address']],
      ['6789', ['citizen-id', 'easy-to-guess']],
      ['5556', ['phone-number']],
      ['1111', ['easy-to-guess']],
      ['2468', ['easy-to-guess']],
      ['9073', []],
      ['xaK93', ['initials']],
      ['kR2bk', ['initials']],
      ['zürich1A', ['address', 'city-or-team']],
      ['Boys77x', ['city-or-team']],
      ['7Keller', ['name']],
      ['bruno7X', ['name']],
      ['mwdts', ['one-kind']],
      ['mW4tS', []],
    ])('on %s says %o, and never blocks', async (pin, pinWarnings) => {
      expect(await world.done('POST', '/pin-advice', { pin }, await token())).toEqual({ pinWarnings });
    });
  });

  describe('a session', () => {
    it('ends when the user logs out, here or everywhere, and after twelve hours', async () => {
      await world.person('anna');
      const [first, second, third] = [await token(), await token(), await token()];
      await world.done('DELETE', '/session', undefined, first);
      await world.refused('SLS_SESSION', 'GET', '/session', undefined, first);
      await world.done('DELETE', '/sessions', undefined, second);
      await world.refused('SLS_SESSION', 'GET', '/session', undefined, third);
      const last = await token();
      world.advance(12 * HOUR_MS);
      await world.refused('SLS_SESSION', 'GET', '/session', undefined, last);
    });

    it('of the platform changes no settings', async () => {
      await world.person('anna');
      const step = await world.begin('anna', 'platform');
      if (step.step !== 'session') throw new Error(step.step);
      await world.done('GET', '/session', undefined, step.token);
      await world.refused('SLS_RESTRICTED', 'POST', '/pin-advice', { pin: '9073' }, step.token);
    });

    it('shows the user, the devices and what they are used as', async () => {
      await world.person('anna');
      const card = await world.dscPlus('anna');
      const { token: mine } = await world.login('anna', card);
      expect(await world.done('GET', '/session', undefined, mine)).toEqual({
        userId: 'anna',
        factor: 'dsc-plus',
        optedOut: false,
        mobile: null,
        devices: [
          {
            id: card.id,
            kind: 'dsc-plus',
            serialNumber: '10000001',
            status: 'active',
            use: 'active',
            role: 'owner',
            expiresAtMs: null,
          },
        ],
        allowance: { perDayUsd: null, perFiveDaysUsd: null, leftUsd: null },
      });
    });
  });
}
