/**
 * Recordings: refused, replayed as they were recorded, or found to differ.
 */
import { parseRecording } from '../../../emulator/recording/recording.js';
import { replayRecording } from '../../../emulator/recording/replay.js';
import { pastOf, Timeline } from '../../../emulator/recording/timeline.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

export const target: FuzzTarget = {
  name: 'recording',
  takes: 'recordings of a card',
  form: 'text',
  share: 1,
  run(input, trace) {
    const recording = trace.attempt(() => parseRecording(textOf(input)));
    if (recording === null) return;
    trace.passed();
    trace.mark(`inputs: ${recording.inputs.map(({ input: { type } }) => type).join(' ')}`.slice(0, 60));
    const twin = trace.attempt(() => replayRecording(recording, () => trace.step()));
    if (twin === null) return;
    const { length } = recording.inputs;
    const visited = new Timeline(pastOf(recording)).visit(length);
    hold(visited.frame.text === twin.frame.text, 'the answer is right', 'a visit shows something else');
    trace.mark('replayed');
  },
};
