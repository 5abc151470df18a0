/** `tokentwin host change-pin`: a new PIN for cards, from the host or at the card's own keypad. */
import { type Arguments, type CommandBody, PIN_OPTION, refuseOptions } from '../../command.js';
import { secretInput } from '../../secret-input.js';
import { NEW_PIN_OPTION, newPinOf } from './new-pin.js';
import { onPorts, type PortWork } from './on-ports.js';
import { PORT_OPTIONS } from './port-options.js';

async function byHost(given: Arguments): Promise<PortWork> {
  const oldPin = await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN');
  const newPin = await newPinOf(given);
  return ({ token, call }) => token.changePin(oldPin, newPin, call);
}

const atKeypad: PortWork = async ({ token, call, notice }) => {
  if (token.reader.hasKeypad)
    notice("type the old PIN, the new PIN and the new PIN again at the card's keypad, with OK after each");
  await token.changePinAtKeypad(call);
};

export const changePin: CommandBody = {
  positionals: [],
  options: {
    ...PORT_OPTIONS,
    pin: {
      ...PIN_OPTION,
      describe: 'the old PIN; - reads it from standard input; else TOKENTWIN_PIN or a prompt',
    },
    'new-pin': NEW_PIN_OPTION,
    keypad: { type: 'boolean', describe: "the holder types all of it at the card's keypad" },
  },
  examples: [
    ['host change-pin --pin 1234 --new-pin 8351 --port unix:card.sock', 'the card takes 8351 from now on'],
    ['host change-pin --keypad --port unix:card.sock', 'neither PIN is known to the host'],
  ],
  async run(given) {
    const keypad = given.flag('keypad');
    if (keypad) refuseOptions(given, ['pin', 'new-pin'], 'with --keypad');
    return await onPorts(given, keypad ? atKeypad : await byHost(given), 'dsc-plus');
  },
};
