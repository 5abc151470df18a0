/**
 * Cases with the questions of the published vectors: the card's responses against those of the OCRA core, under
 * the card's own key. Never tells a response.
 */
import { asciiText } from '../../../../firmware/ascii.js';
import { authenticateServerCommand, getChallengeCommand } from '../../../../firmware/card/commands.js';
import { isDigits, isQuestion } from '../../../../firmware/card/data-field.js';
import { STATUS } from '../../../../firmware/card/status-words.js';
import { Ocra, type OcraInput } from '../../../../firmware/oath/index.js';
import { type ConformCase, must, NotTried } from '../case.js';
import { counter } from '../device.js';
import type { Probe } from '../probe.js';

/** As much of an OCRA vector file as is needed here. */
interface QuestionFile {
  readonly groups: readonly {
    readonly tests: readonly { readonly result: string; readonly input: { readonly question: string } }[];
  }[];
}

/** The questions of a file that a card could be asked, each once and in its order. */
export function vectorQuestions({ groups }: QuestionFile): readonly string[] {
  const questions = groups.flatMap(({ tests }) =>
    tests.filter(({ result }) => result === 'valid').map(({ input }) => input.question),
  );
  return [...new Set(questions)].filter((question) => /^[0-9A-Za-z]+$/.test(question));
}

function ocraOf(probe: Probe): Ocra {
  const { suite } = probe.device;
  if (suite === null) throw new NotTried('the card tells no OCRA suite');
  if (suite.sessionLength !== null || suite.timeStepSeconds !== null)
    throw new NotTried('the suite of the card has a session or time, which no command carries');
  return new Ocra(suite, probe.needKey());
}

/** What goes into the card's next response besides the question. */
async function inputOf(probe: Probe, question: string): Promise<OcraInput> {
  const { suite } = probe.device;
  const value = suite?.counter === true ? await counter(probe.card) : null;
  return {
    question,
    ...(value !== null && { counter: value }),
    ...(suite?.pinHash != null && { pin: probe.needPin() }),
  };
}

function needFormat({ device }: Probe, question: string): void {
  const { suite, challengeDigits } = device;
  const fits =
    suite?.question.format === 'N'
      ? isDigits(question, challengeDigits ?? 0)
      : suite !== null && isQuestion(question, suite.question);
  if (!fits) throw new NotTried("the question does not have the form of the card's challenges");
}

/** The server proves itself with the card's key. @returns the card's question */
async function proveServer(probe: Probe, ocra: Ocra, serverQuestion: string): Promise<string> {
  const { data } = await probe.mustAnswer(getChallengeCommand(), STATUS.success);
  const cardQuestion = asciiText(data);
  const { suite } = probe.device;
  must(
    suite !== null && isQuestion(cardQuestion, suite.question),
    'a question that the suite allows',
    `${data.length} bytes of something else`,
  );
  const input = await inputOf(probe, cardQuestion + serverQuestion);
  const response = ocra.respond(input, 'mutual');
  await probe.mustAnswer(authenticateServerCommand(serverQuestion, response), STATUS.success);
  return cardQuestion;
}

function vectorCase(question: string): ConformCase {
  return {
    id: `vectors.${question}`,
    requirement: `The challenge ${question} gets the response that RFC 6287 gives under the card's key.`,
    source: 'RFC 6287, 5 and 7; vectors/ocra-profiles.json',
    async run(probe) {
      await probe.freshSession();
      const ocra = ocraOf(probe);
      needFormat(probe, question);
      await probe.verify();
      const { isMutual } = probe.device;
      const whole = isMutual ? question + (await proveServer(probe, ocra, question)) : question;
      const input = await inputOf(probe, whole);
      const expected = ocra.respond(input, isMutual ? 'mutual' : 'one-way');
      must((await probe.respond(question)) === expected, 'the response of RFC 6287', 'another one');
    },
  };
}

/** @param questions see `vectorQuestions` */
export function vectorCases(questions: readonly string[]): readonly ConformCase[] {
  return questions.map(vectorCase);
}
