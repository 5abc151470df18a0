/** A code on its way to a telephone, by text message or read out by voice. */
import type { User } from '../records/people.js';
import type { Unit } from '../unit.js';

/** @param to the number; default: the user's verified one */
export function sendCode(
  unit: Unit,
  user: User,
  code: string,
  channel: 'sms' | 'voice',
  to: string = user.mobile?.number ?? '',
): void {
  const spoken = channel === 'voice' ? [...code].join(' ') : code;
  unit.send({ userId: user.id, channel, to, text: `Your code of the test login is ${spoken}.` });
}
