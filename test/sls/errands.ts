/** What several suites do on the way to what they test; the user is anna. */
import { Ocra } from '../../firmware/oath/ocra.js';
import type { AnswerStep } from '../../host/sls/procedures/steps.js';
import { type Answered, PASSWORD, PIN, session, type World } from './world.js';

export const LOGIN = { entrance: 'portal', userName: 'anna', password: PASSWORD };
export const ORDER = { deviceKind: 'dsc-plus', address: 'Bahnhofstrasse 1, 8001 Zürich', pin: PIN };

/** A session at the portal of a user who is asked for no second factor. */
export async function passwordToken(world: World, userName = 'anna'): Promise<string> {
  return session(await world.begin(userName)).token;
}

/** A DSC+ ordered and posted, not activated. */
export async function posted(world: World, profile = 'dsc-plus') {
  const token = await passwordToken(world);
  const { order } = await world.done<{ order: { id: string } }>('POST', '/orders', ORDER, token);
  const card = await world.stockedDscPlus(profile);
  await world.desk('POST', `/orders/${order.id}/posting`, { deviceId: card.id });
  return { token, card, order };
}

/** What comes of an answer, right or wrong. */
export function answered(
  world: World,
  { handle }: AnswerStep,
  response: string,
  token?: string,
): Promise<Answered> {
  return world.ask('POST', `/questions/${handle}/answer`, { response }, token);
}

/** A device of any suite, computed by the core in place of a twin. */
export async function calculator(world: World, suite: string, challengeDigits = 6, counter?: string) {
  const key = '31'.repeat(20);
  const device = await world.desk<{ id: string }>('POST', '/devices', {
    serialNumber: '30000001',
    ...(counter !== undefined && { counter }),
    secret: { kind: 'dsc-plus', suite, challengeDigits, key, pinHash: null, pinCheck: 'soft', unlock: null },
  });
  await world.desk('POST', `/devices/${device.id}/hand-over`, { userName: 'anna' });
  const ocra = new Ocra(suite, Buffer.from(key, 'hex'));
  return {
    id: device.id,
    respond(asked: AnswerStep, inputs: object): string {
      if (asked.asked.by !== 'challenge') throw new Error(asked.asked.by);
      return ocra.respond({ question: asked.asked.question, ...inputs });
    },
  };
}
