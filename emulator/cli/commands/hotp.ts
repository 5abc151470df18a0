/** `tokentwin hotp`: HOTP codes (RFC 4226). */
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { HotpEngine } from '../../../firmware/oath/engine/hotp-engine.js';
import { printCodes } from '../code-series.js';
import { type Command, JSON_OPTION, KEY_OPTION } from '../command.js';
import { decimal, smallNumber } from '../numbers.js';
import { secretInput } from '../secret-input.js';

export const hotp: Command = {
  name: 'hotp',
  describe: 'compute HOTP codes (RFC 4226)',
  positionals: [],
  options: {
    key: KEY_OPTION,
    counter: { type: 'string', describe: 'the first counter, decimal; default 0' },
    count: { type: 'string', describe: 'how many codes, counting up; default 1' },
    digits: { type: 'string', describe: '6, 7 or 8; default 6' },
    json: JSON_OPTION,
  },
  examples: [
    ['hotp --key 3132333435363738393031323334353637383930 --count 3', 'prints 755224, 287082, 359152'],
  ],
  async run(given) {
    const key = hexBytes(await secretInput(given.text('key'), 'TOKENTWIN_KEY', 'key'), 'key');
    const engine = new HotpEngine(key, { digits: smallNumber(given.text('digits') ?? '6', '--digits') });
    const first = decimal(given.text('counter') ?? '0', '--counter');
    const count = decimal(given.text('count') ?? '1', '--count');
    printCodes(engine, { first, step: 1n, count, unit: 'counter' }, given.flag('json'));
    return 0;
  },
};
