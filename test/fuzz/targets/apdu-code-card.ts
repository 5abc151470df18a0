/**
 * The Security Code Card application: whole command APDUs, whatever they hold. It has no state to lose.
 */
import { codeCardSlot } from '../../../emulator/reader/code-card-slot.js';
import { SecurityCodeCard } from '../../../emulator/twin/security-code-card.js';
import { apduChanges, mendApdus } from '../changes/apdus.js';
import { type FuzzTarget, hold } from '../target.js';

const CARD = SecurityCodeCard.demo({ profile: 'online-security-code-card' });
const SLOT = codeCardSlot(CARD, { plantedFault: null, onCommand: () => undefined });

export const target: FuzzTarget = {
  name: 'apdu-code-card',
  takes: 'command APDUs for a Security Code Card',
  form: 'messages',
  share: 10,
  mend: mendApdus,
  changes: apduChanges,
  run([, ...commands], trace) {
    SLOT.powerOn();
    for (const command of commands) {
      trace.step();
      const response = SLOT.answer(command);
      hold(response !== null && response.length >= 2, 'answers are well formed', 'a card with power is mute');
      const status = ((response.at(-2) as number) << 8) | (response.at(-1) as number);
      hold(/^(9000|6)/.test(status.toString(16)), 'answers are well formed', `status word ${status}`);
      hold(status === 0x9000 || response.length === 2, 'secrets are kept', 'a refusal with data');
      if (status !== 0x6700) trace.passed();
      trace.mark(`${command[1]?.toString(16)}: ${status.toString(16)}`);
    }
  },
};
