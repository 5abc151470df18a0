/** `tokentwin host press`: keys of a test device, pressed from the bench. */
import { KEY_NAMES, type KeyName } from '../../../../firmware/dsc-plus/keys.js';
import { TokentwinError } from '../../../../firmware/error.js';
import type { CommandBody } from '../../command.js';
import { smallNumber } from '../../numbers.js';
import { showDisplay } from './display.js';
import { onPorts } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

/** A word of digits is their keys, one after the other. @throws TokentwinError ARGUMENT */
function keysOf(word: string): readonly KeyName[] {
  const keys = /^[0-9]+$/.test(word) ? [...word] : [word];
  return keys.map((key) => {
    const known = KEY_NAMES.find((name) => name === key);
    if (known !== undefined) return known;
    throw new TokentwinError('ARGUMENT', 'A key is power, ok, back or a digit; digits may be joined.');
  });
}

function holdMs(text: string | undefined, keys: readonly KeyName[]): number | null {
  if (text === undefined) return null;
  if (keys.length === 1) return smallNumber(text, '--hold');
  throw new TokentwinError('ARGUMENT', '--hold is for one key.');
}

export const press: CommandBody = {
  positionals: [{ name: 'key', describe: 'power, ok, back or digits', arity: 'list' }],
  options: {
    ...SEVERAL_PORTS_OPTIONS,
    hold: { type: 'string', describe: 'milliseconds that the only key is kept down' },
  },
  examples: [
    ['host press power 1234 ok --port unix:card.sock', 'prints the frame after each key'],
    ['host press power --hold 2000 --port unix:card.sock', 'switches the card off'],
  ],
  async run(given) {
    const keys = given.list('key').flatMap(keysOf);
    const hold = holdMs(given.text('hold'), keys);
    return await onPorts(given, async (session) => {
      const { bench } = session.token;
      for (const key of keys) {
        const { call } = session;
        showDisplay(session, await (hold === null ? bench.press(key, call) : bench.hold(key, hold, call)));
      }
    });
  },
};
