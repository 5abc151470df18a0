/** `tokentwin host unlock`: the question of a locked card, and the answer that unlocks it. */
import { type CommandBody, refuseOptions } from '../../command.js';
import { NEW_PIN_OPTION, newPinOf } from './new-pin.js';
import { onPorts } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

export const unlock: CommandBody = {
  positionals: [],
  options: {
    ...SEVERAL_PORTS_OPTIONS,
    answer: { type: 'string', describe: "the desk's answer; without it the question is printed" },
    'new-pin': NEW_PIN_OPTION,
  },
  examples: [
    ['host unlock --port unix:card.sock', 'prints the 8 digits for `tokentwin unlock FILE --challenge`'],
    ['host unlock --answer 12345678 --new-pin 8351 --port unix:card.sock', 'a right answer sets the PIN'],
  ],
  async run(given) {
    const answer = given.text('answer');
    if (answer === undefined) {
      refuseOptions(given, ['new-pin'], 'without --answer');
      return await onPorts(
        given,
        async ({ token, call, show }) => {
          const question = await token.unlockQuestion(call);
          show([question], { question });
        },
        'dsc-plus',
      );
    }
    refuseOptions(given, ['json'], 'with --answer');
    const newPin = await newPinOf(given);
    return await onPorts(given, ({ token, call }) => token.unlock(answer, newPin, call), 'dsc-plus');
  },
};
