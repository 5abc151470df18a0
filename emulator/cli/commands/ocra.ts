/** `tokentwin ocra`: one OCRA response, a stream of questions, or JSON lines. */
import { TokentwinError } from '../../../firmware/error.js';
import { OcraEngine } from '../../../firmware/oath/engine/ocra-engine.js';
import { type Arguments, type Command, refuseOptions } from '../command.js';
import { answerBatch } from '../ocra/batch.js';
import { MAXIMUM_LINE_BYTES } from '../ocra/batch-line.js';
import { ocraSetting, oneResponse } from '../ocra/one-response.js';
import { answerQuestions, MAXIMUM_QUESTION_BYTES } from '../ocra/question-stream.js';
import { readInput } from '../standard-input.js';
import { complain, print } from '../standard-output.js';
import { wholeLines } from '../whole-lines.js';

const BATCH_OPTIONS = ['batch', 'strict'];

function answerBatchLines(given: Arguments): number {
  const others = Object.keys(ocra.options).filter((name) => !BATCH_OPTIONS.includes(name));
  refuseOptions(given, ['suite', ...others], 'with --batch');
  const refused = answerBatch(wholeLines(readInput, MAXIMUM_LINE_BYTES), print);
  if (!given.flag('strict') || refused === 0) return 0;
  complain(`tokentwin: ${refused} ${refused === 1 ? 'line' : 'lines'} had an error`);
  return 1;
}

async function answerQuestionLines(given: Arguments): Promise<number> {
  refuseOptions(given, ['json'], 'with --questions');
  const { suite, key, fixed, mode } = await ocraSetting(given);
  if (given.text('questions') !== '-')
    throw new TokentwinError('ARGUMENT', 'Questions come from standard input: write --questions -.');
  const engine = new OcraEngine(suite, key);
  const blocks = wholeLines(readInput, MAXIMUM_QUESTION_BYTES);
  const refused = answerQuestions(blocks, { engine, fixed, mode }, print);
  if (refused === null) return 0;
  complain(`tokentwin: line ${refused.number}: ${refused.error.message} (${refused.error.code})`);
  return 1;
}

export const ocra: Command = {
  ...oneResponse,
  options: {
    ...oneResponse.options,
    questions: {
      type: 'string',
      describe: 'with -: one question a line from standard input, one response a line out',
    },
    batch: { type: 'boolean', describe: 'JSON lines from standard input, one answer a line out' },
    strict: { type: 'boolean', describe: 'with --batch: exit status 1 when a line had an error' },
  },
  examples: [
    ...oneResponse.examples,
    [
      'ocra --batch < lines.json',
      'one JSON object a line: suite, key, question, counter, pin or pinHash, ...',
    ],
  ],
  run(given) {
    if (given.flag('batch')) return answerBatchLines(given);
    refuseOptions(given, ['strict'], 'without --batch');
    return given.text('questions') === undefined ? oneResponse.run(given) : answerQuestionLines(given);
  },
};
