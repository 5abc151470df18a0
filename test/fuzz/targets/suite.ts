/**
 * OCRA suites with a question, a line each: refused, or answered as a second implementation answers.
 */
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { Ocra } from '../../../firmware/oath/ocra.js';
import { parseSuite } from '../../../firmware/oath/suite.js';
import { secondOcra } from '../../vectors/second-ocra.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

const KEY = '3132333435363738393031323334353637383930';

/** What the suite needs besides its question. */
function restOf(suite: string) {
  const session = /-S([0-9]{3})?/.exec(suite.split(':')[2] ?? '');
  return {
    ...(/:C-/.test(suite) && { counter: 7 }),
    ...(/-P/.test(suite.split(':')[2] ?? '') && { pin: '1234' }),
    ...(session !== null && { session: '0b'.repeat(Number(session[1] ?? 64)) }),
    ...(/-T[0-9]*[SMH]?$/.test(suite) && { time: 1_767_225_600 }),
  };
}

export const target: FuzzTarget = {
  name: 'suite',
  takes: 'OCRA suites and questions',
  form: 'text',
  share: 10,
  run(input, trace) {
    const [suite = '', question = '', modeText = 'one-way'] = textOf(input).split('\n');
    trace.step();
    const parsed = trace.attempt(() => parseSuite(suite));
    const { session, ...rest } = restOf(suite);
    const mode = (['mutual', 'signature'] as const).find((name) => name === modeText) ?? 'one-way';
    const expected = secondOcra({
      suite,
      key: KEY,
      question,
      mode,
      ...rest,
      ...(session !== undefined && { session }),
    });
    if (parsed === null) {
      hold(
        'error' in expected,
        'the answer is right',
        'a suite is refused that a second implementation takes',
      );
      return;
    }
    trace.passed();
    hold(parsed.text === suite, 'the answer is right', 'the text of the suite has changed');
    const answer = trace.attempt(() =>
      new Ocra(suite, hexBytes(KEY, 'key')).respond(
        { question, ...rest, ...(session !== undefined && { session: hexBytes(session, 'session') }) },
        mode,
      ),
    );
    if (answer !== null) trace.mark(`answered: ${parsed.hash}, Q${parsed.question.format}, ${mode}`);
    hold(
      answer === ('response' in expected ? expected.response : null),
      'the answer is right',
      'it differs from a second one',
    );
  },
};
