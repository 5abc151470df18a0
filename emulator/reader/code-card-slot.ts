/**
 * A Security Code Card in a slot of the reader. Paper has no chip; on the wire it is a card that answers index
 * numbers, for a bench that reads both kinds of token on one line.
 */
import { CodeCardApplication } from '../../firmware/card/code-card-application.js';
import type { SecurityCodeCard } from '../twin/security-code-card.js';
import { SmartCardSlot, type SmartCardSlotOptions } from './smart-card-slot.js';

export type CodeCardSlotOptions = Pick<SmartCardSlotOptions, 'onCommand' | 'plantedFault'>;

export function codeCardSlot(twin: SecurityCodeCard, options: CodeCardSlotOptions): SmartCardSlot {
  let powered = false;
  return new SmartCardSlot({
    ...options,
    applications: [new CodeCardApplication(twin.card, twin.profile, twin.expiresUnixSeconds)],
    checksum: 'lrc',
    power: {
      on() {
        powered = true;
      },
      off() {
        powered = false;
      },
      isOn: () => powered,
    },
    keypad: null,
    forgetTries: () => undefined,
    afterAnswer: () => undefined,
  });
}
