/** `tokentwin ocra`: one OCRA response, a stream of questions, or JSON lines. */
import { TokentwinError } from '../../../firmware/error.js';
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { OCRA_MODES, Ocra, type OcraInput, type OcraMode } from '../../../firmware/oath/ocra.js';
import {
  type Arguments,
  type Command,
  JSON_OPTION,
  KEY_OPTION,
  PIN_OPTION,
  refuseOptions,
} from '../command.js';
import { answerBatch } from '../ocra-batch.js';
import { secretInput } from '../secret-input.js';
import { type Line, standardInputLines } from '../standard-input.js';
import { complain, print, printLine } from '../standard-output.js';

const MAXIMUM_QUESTION_BYTES = 4096;
const BATCH_OPTIONS = ['batch', 'strict'];

export const ocra: Command = {
  name: 'ocra',
  describe: 'compute OCRA responses (RFC 6287)',
  positionals: [{ name: 'suite', describe: 'for example OCRA-1:HOTP-SHA1-8:QN06-PSHA1', arity: 'optional' }],
  options: {
    key: KEY_OPTION,
    question: { type: 'string', describe: "the question; in mutual mode both parties' questions joined" },
    questions: {
      type: 'string',
      describe: 'with -: one question a line from standard input, one response a line out',
    },
    counter: { type: 'string', describe: 'the counter, decimal' },
    pin: PIN_OPTION,
    'pin-hash': { type: 'string', describe: 'the hash of the PIN in hexadecimal, instead of the PIN' },
    session: { type: 'string', describe: 'session information in hexadecimal' },
    time: { type: 'string', describe: 'Unix time in seconds' },
    timestamp: { type: 'string', describe: 'number of time steps, instead of the time' },
    mode: { type: 'string', describe: 'one-way (default), mutual or signature', choices: OCRA_MODES },
    batch: { type: 'boolean', describe: 'JSON lines from standard input, one answer a line out' },
    strict: { type: 'boolean', describe: 'with --batch: exit status 1 when a line had an error' },
    json: JSON_OPTION,
  },
  examples: [
    [
      'ocra OCRA-1:HOTP-SHA1-6:QN08 --key 3132333435363738393031323334353637383930 --question 00000000',
      'prints 237653',
    ],
    [
      'ocra --batch < lines.json',
      'one JSON object a line: suite, key, question, counter, pin or pinHash, ...',
    ],
  ],
  async run(given) {
    if (given.flag('batch')) {
      refuseOptions(
        given,
        ['suite', ...Object.keys(ocra.options).filter((name) => !BATCH_OPTIONS.includes(name))],
        'with --batch',
      );
      return answerBatch(given.flag('strict'));
    }
    refuseOptions(given, ['strict'], 'without --batch');
    if (given.text('questions') !== undefined) refuseOptions(given, ['json'], 'with --questions');
    const suite = given.text('suite');
    if (suite === undefined) throw new TokentwinError('ARGUMENT', 'Give a suite, or --batch for JSON lines.');
    const question = given.text('question');
    if ((question === undefined) === (given.text('questions') === undefined)) {
      throw new TokentwinError(
        'ARGUMENT',
        'Give either --question with a question, or --questions - to read them.',
      );
    }
    const prepared = new Ocra(
      suite,
      hexBytes(await secretInput(given.text('key'), 'TOKENTWIN_KEY', 'key'), 'key'),
    );
    const input = await ocraInput(given, prepared);
    const mode = (given.text('mode') ?? 'one-way') as OcraMode;
    if (question === undefined) return answerQuestions(given, prepared, input, mode);
    const response = prepared.respond({ ...input, question }, mode);
    printLine(given.flag('json') ? JSON.stringify({ response }) : response);
    return 0;
  },
};

/** All inputs but the question. */
async function ocraInput(given: Arguments, { suite }: Ocra): Promise<Omit<OcraInput, 'question'>> {
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

/** A line that is no text has no question. */
function questionOf(line: Line): string {
  if (typeof line === 'string') return line;
  if (line.fault === 'too long')
    throw new TokentwinError('OCRA_QUESTION_LENGTH', 'The question is too long.');
  throw new TokentwinError('OCRA_QUESTION_CHARACTER', 'The question is not UTF-8 text.');
}

/** A response for each line; the first line that has none ends it. */
function answerQuestions(
  given: Arguments,
  prepared: Ocra,
  input: Omit<OcraInput, 'question'>,
  mode: OcraMode,
): number {
  if (given.text('questions') !== '-')
    throw new TokentwinError('ARGUMENT', 'Questions come from standard input: write --questions -.');
  let number = 0;
  for (const lines of standardInputLines(MAXIMUM_QUESTION_BYTES)) {
    let answers = '';
    for (const line of lines) {
      number += 1;
      try {
        answers += `${prepared.respond({ ...input, question: questionOf(line) }, mode)}\n`;
      } catch (error) {
        print(answers);
        if (!(error instanceof TokentwinError)) throw error;
        complain(`tokentwin: line ${number}: ${error.message} (${error.code})`);
        return 1;
      }
    }
    print(answers);
  }
  return 0;
}
