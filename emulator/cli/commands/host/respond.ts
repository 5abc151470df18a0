/** `tokentwin host respond`: the response of tokens to a challenge. */
import { TokentwinError } from '../../../../firmware/error.js';
import { checkUsable, respondByKeys } from '../../../../host/rig/respond-by-keys.js';
import { type Arguments, type CommandBody, PIN_OPTION, refuseOptions } from '../../command.js';
import { smallNumber } from '../../numbers.js';
import { secretInput } from '../../secret-input.js';
import { firstInputLine } from '../../standard-input.js';
import { onPorts, type PortSession } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

/** Slow enough for an eye to follow the keys. */
const PACE_MS = 100;

/** How one token is asked. */
type Way = (session: PortSession, challenge: string) => Promise<string>;

/** The holder is not asked for the PIN of a card that would not take it, nor at a reader without keypad. */
const atKeypad: Way = async ({ token, call, notice }, challenge) => {
  checkUsable(await token.info(call));
  if (token.reader.hasKeypad) notice("type the PIN at the card's keypad and press OK");
  await token.verifyAtKeypad(call);
  return await token.respond(challenge, call);
};

/** @throws TokentwinError ARGUMENT, SECRET_MISSING */
async function wayOf(given: Arguments): Promise<Way> {
  const keys = given.flag('keys');
  if (given.flag('keypad')) {
    refuseOptions(given, ['pin', 'keys', 'pace'], 'with --keypad');
    return atKeypad;
  }
  const pin = await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN');
  const paceMs =
    given.text('pace') === undefined ? PACE_MS : smallNumber(given.text('pace') as string, '--pace');
  if (!keys) refuseOptions(given, ['pace'], 'without --keys');
  return keys
    ? ({ token, call }, challenge) => respondByKeys(token, pin, challenge, { ...call, paceMs })
    : ({ token, call }, challenge) => token.respond(challenge, { ...call, pin });
}

/** @throws TokentwinError ARGUMENT */
function challengeOf(given: string | undefined): string {
  const line = given === '-' ? firstInputLine() : given;
  if (line !== undefined) return typeof line === 'string' ? line : '';
  throw new TokentwinError(
    'ARGUMENT',
    'Give --challenge with the digits of the login page, or - to read them.',
  );
}

export const respond: CommandBody = {
  positionals: [],
  options: {
    ...SEVERAL_PORTS_OPTIONS,
    challenge: {
      type: 'string',
      describe:
        'the challenge as the login page shows it, or - for the next line of standard input (before the PIN)',
    },
    pin: PIN_OPTION,
    keypad: {
      type: 'boolean',
      describe: "the holder types the PIN at the card's keypad; the host never has it",
    },
    keys: {
      type: 'boolean',
      describe: 'press the keys of a test device and read its display, instead of card commands',
    },
    pace: { type: 'string', describe: `milliseconds from key to key with --keys; default ${PACE_MS}` },
  },
  examples: [
    ['host respond --challenge 123456 --pin 1234 --port unix:card.sock', 'the demo card answers 98276595'],
    ['host respond --challenge 123456 --keypad --port unix:card.sock', 'the PIN is typed on the card'],
    [
      'host respond --challenge 123456 --pin 1234 --keys --port unix:card.sock',
      'the keys move on the drawn card',
    ],
  ],
  async run(given) {
    const challenge = challengeOf(given.text('challenge'));
    const way = await wayOf(given);
    return await onPorts(
      given,
      async (session) => {
        const response = await way(session, challenge);
        session.show([response], { response });
      },
      'dsc-plus',
    );
  },
};
