/**
 * The engine beside the core on random suites, keys and inputs: one by one, in batches as text and as numbers,
 * each with inputs of its own, and as tokens with keys of their own.
 *
 * The core itself is held by published vectors and a second implementation; here it is the oracle because it is
 * quick enough for millions. A disagreement names the seed and the line that show it again.
 */
import { Kernels } from '../../firmware/oath/engine/kernels.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import { OcraTokens } from '../../firmware/oath/engine/ocra-tokens.js';
import { Ocra, type OcraInput, type OcraMode } from '../../firmware/oath/ocra.js';
import { type OcraLine, randomValidLines } from './random-ocra.js';

export interface EngineAgreement {
  readonly lines: number;
  /** Responses of the engine that were compared. */
  readonly responses: number;
  /** What disagreed; at most one entry for each line. */
  readonly disagreements: readonly string[];
}

/** Lines are drawn in pieces, so that memory is bounded. */
const PIECE = 3360;
const QUESTIONS = 24;

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** The inputs of a line as the library takes them. */
export function inputOf(line: OcraLine): OcraInput {
  const { question, counter, pin, pinHash, session, time, timestamp } = line;
  const given = {
    counter,
    pin,
    time,
    timestamp,
    pinHash: pinHash && bytes(pinHash),
    session: session && bytes(session),
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return { question, ...Object.fromEntries(present) };
}

/** Questions of the line's format and length, from the line's own and its place. */
function questionsOf({ question }: OcraLine, { suite }: Ocra, index: number): string[] {
  const { format } = suite.question;
  return Array.from({ length: QUESTIONS }, (_, at) => {
    const number = String((index * 7919 + at * at * 104_729) % 10 ** Math.min(question.length, 15));
    return at === 0 || format !== 'N' ? question.slice(0, Math.max(1, question.length - at)) : number;
  });
}

/** Compares all ways of the engine for one line. @returns which of them disagree, and how many were compared */
function compareLine(
  line: OcraLine,
  index: number,
  kernels: Kernels,
): { wrong: string[]; responses: number } {
  const key = bytes(line.key);
  const mode: OcraMode = line.mode ?? 'one-way';
  const core = new Ocra(line.suite, key);
  const engine = new OcraEngine(line.suite, key, kernels);
  const { question: _, ...fixed } = inputOf(line);
  const questions = questionsOf(line, core, index);
  const inputs = questions.map((question, at) => ({
    ...fixed,
    question,
    ...(core.suite.counter && { counter: 2n ** BigInt((7 * at) % 64) - (at > 0 && at % 9 === 0 ? 0n : 1n) }),
  }));
  const right = questions.map((question) => core.respond({ ...fixed, question }, mode));
  const rightEach = inputs.map((input) => core.respond(input, mode));
  const answers: Record<string, readonly unknown[]> = {
    alone: questions.map((question) => engine.respond({ ...fixed, question }, mode)),
    batch: engine.respondAll(questions, fixed, mode),
    each: engine.respondEach(inputs, mode),
  };
  const numbers = questions.map(Number);
  if (core.suite.question.format === 'N' && numbers.every((number) => Number.isSafeInteger(number))) {
    const responses = new Uint32Array(QUESTIONS);
    engine.respondNumbers(numbers, responses, fixed, mode);
    const byText = numbers.map((number) => core.respond({ ...fixed, question: String(number) }, mode));
    answers.numbers = [...responses].map((response, at) =>
      response === Number(byText[at]) ? right[at] : `${response}`,
    );
  }
  const wrong = Object.entries(answers)
    .filter(([way, given]) => !given.every((one, at) => one === (way === 'each' ? rightEach : right)[at]))
    .map(([way]) => way);
  engine.destroy();
  core.destroy();
  return { wrong, responses: QUESTIONS * Object.keys(answers).length };
}

/** Compares a sweep over tokens of the line's suite, every fourth with the line's own key. */
function compareTokens(
  line: OcraLine,
  index: number,
  kernels: Kernels,
): { wrong: string[]; responses: number } {
  const { question, pin, pinHash, counter, ...shared } = inputOf(line);
  const own = {
    ...(pin !== undefined && { pin }),
    ...(pinHash !== undefined && { pinHash }),
    ...(counter !== undefined && { counter }),
  };
  const mode: OcraMode = line.mode ?? 'one-way';
  const keys = Array.from({ length: QUESTIONS }, (_, token) =>
    new Uint8Array(1 + ((token * 7) % 64)).map((__, at) => (token * 31 + at * 17 + index) & 0xff),
  );
  const tokens = new OcraTokens(line.suite, { keyBytes: 64 }, kernels);
  for (const key of keys) tokens.add({ key, ...own });
  const swept = new Uint32Array(QUESTIONS);
  tokens.sweep(question, swept, 0, { ...shared, mode });
  tokens.destroy();
  const right = keys.every((key, token) => {
    const response = new Ocra(line.suite, key).respondLast(inputOf(line), mode);
    return swept[token] === Number(response);
  });
  return { wrong: right ? [] : ['tokens'], responses: QUESTIONS };
}

/**
 * Compares on lines of one seed.
 *
 * @param count lines; 3360 walk through every combination of fields, formats, hashes, digits and modes
 * @param kernels those of the engine; by default made at once
 */
export function engineAgreement(
  seed: number,
  count: number,
  kernels: Kernels = new Kernels(undefined, 0),
): EngineAgreement {
  let responses = 0;
  const disagreements: string[] = [];
  for (let start = 0; start < count; start += PIECE) {
    const pieceSeed = seed + start / PIECE;
    const lines = randomValidLines(pieceSeed, Math.min(PIECE, count - start));
    for (const [index, line] of lines.entries()) {
      const results = [compareLine(line, index, kernels), compareTokens(line, index, kernels)];
      responses += results.reduce((sum, one) => sum + one.responses, 0);
      const wrong = results.flatMap((one) => one.wrong);
      if (wrong.length > 0)
        disagreements.push(`seed ${pieceSeed}, line ${index}, ${wrong.join(', ')}: ${line.suite}`);
    }
  }
  return { lines: count, responses, disagreements };
}
