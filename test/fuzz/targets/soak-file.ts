/**
 * The file of an earlier soak: refused, or taken as it was written.
 */
import { decodeSoakState, encodeSoakState } from '../../../host/rig/soak/soak-state.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

export const target: FuzzTarget = {
  name: 'soak-file',
  takes: 'files of an earlier soak',
  form: 'json',
  share: 10,
  run(input, trace) {
    trace.step();
    const state = trace.attempt(() => decodeSoakState(textOf(input), 'soak.json'));
    if (state === null) return;
    trace.passed();
    const text = encodeSoakState(state);
    hold(
      encodeSoakState(decodeSoakState(text, 'soak.json')) === text,
      'the answer is right',
      'it comes back otherwise',
    );
    trace.mark(`taken, ${Object.keys(state.failures).length} kinds of failures`);
  },
};
