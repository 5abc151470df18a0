/**
 * Bytes of a host on the serial line, as they come, into a whole reader with a card in it.
 *
 * The first message holds the settings; an empty chunk is a pause in which a frame that came half is over. However
 * the bytes are cut into chunks, the same comes back.
 */
import { COMMAND_CHANGES, mendFrames } from '../changes/frames.js';
import { ReaderSubject } from '../subjects/reader-subject.js';
import { readSettings, type Settings } from '../subjects/settings.js';
import { type FuzzTarget, hold, type Input, Trace } from '../target.js';

const PAUSE_MS = 250;

/** The holder types when a whole chunk has come, however many pieces it comes in. */
function outputsOf(settings: Settings, chunks: Input, trace: Trace, isHalved = false): string {
  const subject = new ReaderSubject(settings, trace);
  for (const chunk of chunks) {
    const half = isHalved ? chunk.length >> 1 : 0;
    if (chunk.length === 0) subject.quiet(PAUSE_MS);
    if (half > 0) subject.receive(chunk.subarray(0, half), false);
    if (chunk.length > 0) subject.receive(chunk.subarray(half));
  }
  subject.quiet(PAUSE_MS);
  return Buffer.concat(subject.outputs).toString('latin1');
}

export const target: FuzzTarget = {
  name: 'serial-reader',
  takes: 'bytes of a host on a serial line',
  form: 'messages',
  share: 2,
  mend: mendFrames,
  changes: COMMAND_CHANGES(2),
  run([settings = new Uint8Array(0), ...chunks], trace) {
    // A holder who lets the time pass does so between two chunks, so that their number matters.
    const read = { ...readSettings(settings), typed: '1234' };
    const outputs = outputsOf(read, chunks, trace);
    const again = outputsOf(read, chunks, new Trace(Number.POSITIVE_INFINITY), true);
    hold(again === outputs, 'the answer is right', 'it depends on how the bytes are cut');
  },
  lasting() {
    const subject = new ReaderSubject(readSettings(new Uint8Array(4)), new Trace(Number.POSITIVE_INFINITY));
    return ([, ...chunks]) => {
      for (const chunk of chunks) subject.receive(chunk);
      subject.quiet(PAUSE_MS);
      subject.outputs.length = 0;
    };
  },
};
