/**
 * What a card answers, as the driver reads it: what it tells of itself.
 *
 * The first message is the ATR, each further one the answer to the next command; a card that has said everything
 * says 6A88. What is taken as text must be printable, since it goes to a terminal.
 */
import { readTokenInfo } from '../../../host/driver/token-facts.js';
import { attempt, sessionOver } from '../subjects/told-session.js';
import type { FuzzTarget } from '../target.js';

const READER = { firmware: 'reader', hasKeypad: true, slots: 1, echoes: true } as const;

export const target: FuzzTarget = {
  name: 'host-answers',
  takes: 'answers of a card, for the driver',
  form: 'messages',
  share: 10,
  async run(input, trace) {
    const [atr = new Uint8Array(0)] = input;
    const facts = sessionOver(input, trace);
    await attempt(trace, async () => {
      await facts.use('dsc-plus');
      const info = await readTokenInfo(facts, 'dsc-plus', atr, READER);
      trace.mark(`life cycle ${info.lifeCycle}, ${info.pin?.check ?? 'no PIN policy'}`);
      return info;
    });
    const codeCard = sessionOver(input, trace);
    await attempt(trace, async () => {
      await codeCard.use('security-code-card');
      return await readTokenInfo(codeCard, 'security-code-card', atr, READER);
    });
  },
};
