/** A new PIN, for the commands of `tokentwin host` that set one. */
import type { Arguments, OptionDefinition } from '../../command.js';
import { secretInput } from '../../secret-input.js';

export const NEW_PIN_OPTION: OptionDefinition = {
  type: 'string',
  describe:
    'the new PIN; - reads it from the next line of standard input; else TOKENTWIN_NEW_PIN or a prompt',
};

/** @throws TokentwinError SECRET_MISSING */
export function newPinOf(given: Arguments): Promise<string> {
  return secretInput(given.text('new-pin'), 'TOKENTWIN_NEW_PIN', 'new PIN');
}
