/** `tokentwin hotp`: HOTP codes (RFC 4226). */
import { hexBytes, MAX_UINT64 } from '../../../firmware/oath/bytes.js';
import { HotpEngine } from '../../../firmware/oath/engine/hotp-engine.js';
import { type Command, JSON_OPTION, KEY_OPTION } from '../command.js';
import { decimal, printCodes, smallNumber } from '../numbers.js';
import { secretInput } from '../secret-input.js';
import { print } from '../standard-output.js';

/** Codes are printed in pieces of this many. */
const CODES_AT_ONCE = 65_536n;

/** Those before a counter that is refused are printed too. */
function printLines(engine: HotpEngine, first: bigint, count: bigint): void {
  for (let counter = first; counter < first + count; ) {
    const inRange = MAX_UINT64 + 1n - counter;
    const wanted = [CODES_AT_ONCE, first + count - counter, inRange > 0n ? inRange : 1n];
    const piece = wanted.reduce((least, each) => (each < least ? each : least));
    print(Buffer.from(engine.lines(counter, Number(piece))).toString('latin1'));
    counter += piece;
  }
}

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
    if (given.flag('json')) {
      printCodes(count, true, (index) => {
        const counter = first + index;
        return { code: engine.code(counter), counter: String(counter) };
      });
    } else printLines(engine, first, count);
    return 0;
  },
};
