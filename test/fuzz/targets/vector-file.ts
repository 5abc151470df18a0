/**
 * Vector files: refused with the path of the wrong field, or checked against the core to the end.
 */
import { checkVectors } from '../../../host/rig/check-vectors.js';
import { parseVectorFile } from '../../../host/rig/vector-file.js';
import { inputOf, textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

interface Counted {
  numberOfTests?: unknown;
  groups?: { tests?: { id?: unknown }[] }[];
}

/** Ids that ascend, and their number. */
function mendText(text: string): string {
  try {
    const file = JSON.parse(text) as Counted;
    let id = 0;
    for (const { tests = [] } of file.groups ?? [])
      for (const test of tests) {
        id += 1;
        test.id = id;
      }
    file.numberOfTests = id;
    return JSON.stringify(file);
  } catch {
    return text;
  }
}

export const target: FuzzTarget = {
  name: 'vector-file',
  takes: 'vector files',
  form: 'json',
  share: 4,
  mend: (_, input) => inputOf(mendText(textOf(input))),
  run(input, trace) {
    trace.step();
    const file = trace.attempt(() => parseVectorFile(textOf(input)));
    if (file === null) return;
    trace.passed();
    const { passed, failures } = checkVectors(file);
    const tests = file.groups.reduce((sum, group) => sum + group.tests.length, 0);
    hold(passed + failures.length === tests, 'the answer is right', 'not every test has a verdict');
    trace.mark(`${file.algorithm}: ${failures.length === 0 ? 'passed' : 'failed'}`);
    for (const { reason } of failures) {
      trace.mark(reason.replace(/[A-Z]+_[A-Z_]+/g, 'CODE'));
      hold(!/[0-9]{6}/.test(reason), 'secrets are kept', `a reason shows a response: ${reason}`);
    }
  },
};
