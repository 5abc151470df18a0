/** `tokentwin respond`: one response, by the card's own keys. */
import { TokentwinError } from '../../../firmware/error.js';
import { respondByKeys } from '../../automation/respond-by-keys.js';
import { DscPlus } from '../../twin/dsc-plus.js';
import { type Command, JSON_OPTION, PIN_OPTION } from '../command.js';
import { freshSeed } from '../fresh-seed.js';
import { secretInput } from '../secret-input.js';
import { firstInputLine } from '../standard-input.js';
import { printLine } from '../standard-output.js';

function challengeOf(given: string | undefined): string {
  if (given === undefined) {
    throw new TokentwinError(
      'ARGUMENT',
      'Give --challenge with the digits of the login page, or - to read them.',
    );
  }
  const line = given === '-' ? firstInputLine() : given;
  return typeof line === 'string' ? line : '';
}

export const respond: Command = {
  name: 'respond',
  describe: 'answer one challenge with a DSC+ token file',
  positionals: [{ name: 'file', describe: 'a token file, or demo for the demo card', arity: 'required' }],
  options: {
    challenge: {
      type: 'string',
      describe:
        'the challenge as the login page shows it, or - for the next line of standard input (before the PIN)',
    },
    pin: PIN_OPTION,
    json: JSON_OPTION,
  },
  examples: [['respond demo --pin 1234 --challenge 123456', 'the demo card answers 98276595']],
  async run(given) {
    const file = given.text('file') as string;
    const challenge = challengeOf(given.text('challenge'));
    const pin = await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN');
    const options = { seed: freshSeed, startMs: Date.now(), syncAt: 'close' } as const;
    const twin = file === 'demo' ? DscPlus.demo(options) : DscPlus.open(file, options);
    let answer: { response: string; serialNumber: string; suite: string };
    try {
      const response = respondByKeys(twin, pin, challenge);
      answer = { response, serialNumber: twin.status().serialNumber, suite: twin.profile.suite };
    } finally {
      // Closed, and with it stored for good, before the answer is printed.
      twin.close();
    }
    printLine(given.flag('json') ? JSON.stringify(answer) : answer.response);
    return 0;
  },
};
