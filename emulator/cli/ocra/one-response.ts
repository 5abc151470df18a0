/**
 * `ocra SUITE --question Q`: one response. What the other forms of `ocra` share with it (suite, key and all
 * inputs but the question) is read here too.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { OCRA_MODES, Ocra, type OcraInput, type OcraMode } from '../../../firmware/oath/ocra.js';
import { parseSuite, type Suite } from '../../../firmware/oath/suite.js';
import { type Arguments, type Command, JSON_OPTION, KEY_OPTION, PIN_OPTION } from '../command.js';
import { secretInput } from '../secret-input.js';
import { printLine } from '../standard-output.js';

/** What one suite's questions are answered with. */
export interface OcraSetting {
  readonly suite: Suite;
  readonly key: Uint8Array;
  readonly fixed: Omit<OcraInput, 'question'>;
  readonly mode: OcraMode;
}

/** @throws TokentwinError ARGUMENT, OCRA_SUITE_…, HEX_INVALID, SECRET_MISSING */
export async function ocraSetting(given: Arguments): Promise<OcraSetting> {
  const text = given.text('suite');
  if (text === undefined) throw new TokentwinError('ARGUMENT', 'Give a suite, or --batch for JSON lines.');
  if ((given.text('question') === undefined) === (given.text('questions') === undefined)) {
    throw new TokentwinError(
      'ARGUMENT',
      'Give either --question with a question, or --questions - to read them.',
    );
  }
  const key = hexBytes(await secretInput(given.text('key'), 'TOKENTWIN_KEY', 'key'), 'key');
  const suite = parseSuite(text);
  const mode = (given.text('mode') ?? 'one-way') as OcraMode;
  return { suite, key, fixed: await fixedInput(given, suite), mode };
}

async function fixedInput(given: Arguments, suite: Suite): Promise<OcraSetting['fixed']> {
  const pinHash = given.text('pin-hash');
  const session = given.text('session');
  const counter = given.text('counter');
  const time = given.text('time');
  const timestamp = given.text('timestamp');
  const needsPin = suite.pinHash !== null && pinHash === undefined;
  const pin = needsPin ? await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN') : given.text('pin');
  return {
    ...(counter !== undefined && { counter }),
    ...(pin !== undefined && { pin }),
    ...(pinHash !== undefined && { pinHash: hexBytes(pinHash, 'PIN hash') }),
    ...(session !== undefined && { session: hexBytes(session, 'session information') }),
    ...(time !== undefined && { time }),
    ...(timestamp !== undefined && { timestamp }),
  };
}

export const oneResponse: Command = {
  name: 'ocra',
  describe: 'compute OCRA responses (RFC 6287)',
  positionals: [{ name: 'suite', describe: 'for example OCRA-1:HOTP-SHA1-8:QN06-PSHA1', arity: 'optional' }],
  options: {
    key: KEY_OPTION,
    question: { type: 'string', describe: "the question; in mutual mode both parties' questions joined" },
    counter: { type: 'string', describe: 'the counter, decimal' },
    pin: PIN_OPTION,
    'pin-hash': { type: 'string', describe: 'the hash of the PIN in hexadecimal, instead of the PIN' },
    session: { type: 'string', describe: 'session information in hexadecimal' },
    time: { type: 'string', describe: 'Unix time in seconds' },
    timestamp: { type: 'string', describe: 'number of time steps, instead of the time' },
    mode: { type: 'string', describe: 'one-way (default), mutual or signature', choices: OCRA_MODES },
    json: JSON_OPTION,
  },
  examples: [
    [
      'ocra OCRA-1:HOTP-SHA1-6:QN08 --key 3132333435363738393031323334353637383930 --question 00000000',
      'prints 237653',
    ],
  ],
  async run(given) {
    const { suite, key, fixed, mode } = await ocraSetting(given);
    const question = given.text('question') as string;
    const response = new Ocra(suite, key).respond({ ...fixed, question }, mode);
    printLine(given.flag('json') ? JSON.stringify({ response }) : response);
    return 0;
  },
};
