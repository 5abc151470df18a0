/** `tokentwin totp`: TOTP codes (RFC 6238). */
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { TotpEngine } from '../../../firmware/oath/engine/totp-engine.js';
import { HASH_NAMES, type HashName } from '../../../firmware/oath/hash.js';
import { printCodes } from '../code-series.js';
import { type Command, JSON_OPTION, KEY_OPTION } from '../command.js';
import { decimal, smallNumber } from '../numbers.js';
import { secretInput } from '../secret-input.js';

export const totp: Command = {
  name: 'totp',
  describe: 'compute TOTP codes (RFC 6238)',
  positionals: [],
  options: {
    key: KEY_OPTION,
    time: { type: 'string', describe: 'Unix time in seconds; default now' },
    step: { type: 'string', describe: 'seconds of a time step; default 30' },
    count: { type: 'string', describe: 'how many codes, one a step; default 1' },
    digits: { type: 'string', describe: '6, 7 or 8; default 6' },
    hash: { type: 'string', describe: 'SHA1 (default), SHA256 or SHA512', choices: HASH_NAMES },
    json: JSON_OPTION,
  },
  examples: [
    [
      'totp --key 3132333435363738393031323334353637383930 --time 59 --digits 8',
      'prints 94287082 (RFC 6238 appendix B)',
    ],
  ],
  async run(given) {
    const key = hexBytes(await secretInput(given.text('key'), 'TOKENTWIN_KEY', 'key'), 'key');
    const stepSeconds = smallNumber(given.text('step') ?? '30', '--step');
    const digits = smallNumber(given.text('digits') ?? '6', '--digits');
    const hash = (given.text('hash') ?? 'SHA1') as HashName;
    const engine = new TotpEngine(key, { digits, stepSeconds, hash });
    const first = decimal(given.text('time') ?? String(Math.floor(Date.now() / 1000)), '--time');
    const count = decimal(given.text('count') ?? '1', '--count');
    printCodes(engine, { first, step: BigInt(stepSeconds), count, unit: 'time' }, given.flag('json'));
    return 0;
  },
};
