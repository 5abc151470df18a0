/**
 * Answers of the bench application, as the host takes them apart: display, status, geometry of the flash.
 */
import {
  decodeBenchFrame,
  decodeBenchStatus,
  decodeFlashGeometry,
  encodeBenchFrame,
  encodeBenchStatus,
  encodeFlashGeometry,
} from '../../../firmware/card/bench-answers.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

/** What is shown to a person: ASCII, and the sign for a cell with all segments lit. */
const SHOWN = /^[ -~\u2588]*$/;

function judge<T>(
  trace: Trace,
  name: string,
  value: T | null,
  text: string,
  again: (value: T) => T | null,
): void {
  if (value === null) {
    trace.mark(`no ${name}`);
    return;
  }
  trace.passed();
  trace.mark(name);
  hold(SHOWN.test(text), 'answers are well formed', `text of a device: ${JSON.stringify(text.slice(0, 40))}`);
  const same = JSON.stringify(again(value), bigintText) === JSON.stringify(value, bigintText);
  hold(same, 'the answer is right', `a ${name} comes out of its encoding as another one`);
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

export const target: FuzzTarget = {
  name: 'bench-answers',
  takes: 'answers of the bench application',
  form: 'messages',
  share: 10,
  run(input, trace) {
    for (const bytes of input) {
      trace.step();
      const frame = decodeBenchFrame(bytes);
      judge(trace, 'display', frame, frame?.text ?? '', (value) => decodeBenchFrame(encodeBenchFrame(value)));
      const status = decodeBenchStatus(bytes);
      judge(trace, 'status', status, status?.state ?? '', (value) =>
        decodeBenchStatus(encodeBenchStatus(value)),
      );
      const geometry = decodeFlashGeometry(bytes);
      judge(trace, 'geometry', geometry, '', (value) => decodeFlashGeometry(encodeFlashGeometry(value)));
    }
  },
};
