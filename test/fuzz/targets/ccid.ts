/**
 * CCID messages of a host, each in a frame that is whole, into a reader with a card in it.
 *
 * The first message holds the settings. Each command gets one answer with its bSeq, unless the holder is asked.
 */
import { encodeFrame } from '../../../firmware/link/serial/frame.js';
import { COMMAND_CHANGES, mendMessages } from '../changes/frames.js';
import { ReaderSubject } from '../subjects/reader-subject.js';
import { readSettings } from '../subjects/settings.js';
import { type FuzzTarget, hold, type Input } from '../target.js';

const SHORTEST = 10;
const LONGEST = 271;
const PAUSE_MS = 250;

/** The last message of some output. */
function lastAnswer(outputs: readonly Uint8Array[]): Uint8Array | undefined {
  const bytes = outputs.at(-1);
  if (bytes === undefined) return undefined;
  for (let length = SHORTEST + 3; length <= LONGEST + 3; length += 1) {
    const frame = bytes.subarray(-length);
    if (frame[0] === 0x03 && frame[1] === 0x06 && 10 + (frame[3] ?? 0) + 256 * (frame[4] ?? 0) + 3 === length)
      return frame.subarray(2, -1);
  }
  return undefined;
}

function feed(subject: ReaderSubject, messages: Input): void {
  for (const message of messages) {
    if (message.length < SHORTEST || message.length > LONGEST) continue;
    subject.outputs.length = 0;
    subject.receive(encodeFrame(message));
    const answer = lastAnswer(subject.outputs);
    const isWhole = new DataView(message.slice().buffer).getUint32(1, true) === message.length - SHORTEST;
    // What comes half swallows what follows, unless the line is quiet first.
    if (!isWhole) subject.quiet(PAUSE_MS);
    else if (answer !== undefined)
      hold(answer[6] === message[6], 'the answer is right', 'the answer to another command');
  }
}

export const target: FuzzTarget = {
  name: 'ccid',
  takes: 'CCID messages of a host',
  form: 'messages',
  share: 3,
  mend: mendMessages,
  changes: COMMAND_CHANGES(0),
  run([settings = new Uint8Array(0), ...messages], trace) {
    feed(new ReaderSubject(readSettings(settings), trace), messages);
  },
};
