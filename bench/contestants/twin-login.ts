/**
 * Ours: a whole login at the demo card, key by key: power on, PIN, OK, challenge, OK, read the response, power
 * off. PIN and challenge are checked on the card, the flash is in memory.
 */
import type { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { builtTwin } from '../built.js';
import type { Contestant } from '../contest/contestant.js';

/** The published PIN of the demo card. */
const DEMO_PIN = '1234';

/** One login; the card is off before and after. */
export function logIn(card: DscPlus, challenge: string): string {
  card.press('power');
  card.type(DEMO_PIN);
  card.press('ok');
  card.type(challenge);
  const { text } = card.press('ok');
  card.hold('power', { ms: card.profile.times.powerOffMs });
  return text;
}

export const TWIN_LOGIN: Contestant = {
  name: 'twin-login',
  what: 'a complete login at the twin of profile dsc-plus, key by key, flash in memory',
  side: 'ours',
  async ocra() {
    const { DscPlus } = await builtTwin();
    const card = DscPlus.demo();
    // Thousands of logins would wear the battery out, and its notice takes keys.
    card.setBattery(100);
    return { shape: 'one', answer: (challenge) => logIn(card, challenge) };
  },
};
