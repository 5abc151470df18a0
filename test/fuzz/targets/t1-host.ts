/**
 * The interface device's end of T=1: whatever a card sends as blocks.
 *
 * The first message is the command; an empty one is silence, and so is what follows the last. The end must give
 * up in bounded steps, and may say "not executed" only when the last piece of the command never left.
 */
import type { Checksum } from '../../../firmware/link/checksum.js';
import { decodeBlock } from '../../../firmware/link/t1/block.js';
import { T1HostEnd } from '../../../firmware/link/t1/host-end.js';
import type { HostStep } from '../../../firmware/link/t1/host-step.js';
import { BLOCK_CHANGES, mendBlocks } from '../changes/blocks.js';
import { type FuzzTarget, hold, type Input, type Trace } from '../target.js';

const MAXIMUM_RESPONSE_BYTES = 600;

/** Rounds of silence after which every end has given up: three tries each of a block, of S(IFS) and of S(RESYNCH). */
const SILENCES = 12;

function hostEnd(checksum: Checksum): T1HostEnd {
  return new T1HostEnd({ checksum, informationFieldBytes: 32, maximumResponseBytes: MAXIMUM_RESPONSE_BYTES });
}

/** Sends one command over what the card says. */
function sendOver(
  end: T1HostEnd,
  checksum: Checksum,
  command: Uint8Array,
  replies: Uint8Array[],
  trace: Trace,
) {
  let step: HostStep = end.start(command);
  let lastPieceLeft = false;
  let brokenOff = false;
  for (let silences = 0; step.type === 'send'; ) {
    trace.step();
    const sent = decodeBlock(step.block, checksum);
    hold(sent.ok, 'answers are well formed', 'what was sent is no block');
    if (sent.block.kind === 'I' && !sent.block.more) lastPieceLeft = true;
    trace.mark(`sends ${sent.block.kind}${sent.block.kind === 'S' ? ` ${sent.block.request}` : ''}`);
    const reply = replies.shift();
    if (reply === undefined) silences += 1;
    hold(silences <= SILENCES, 'work is bounded', 'silence does not end the command');
    const said = decodeBlock(reply ?? new Uint8Array(0), checksum);
    if (said.ok) trace.passed();
    if (said.ok && said.block.kind === 'S' && said.block.request === 'abort') brokenOff = true;
    step = reply === undefined || reply.length === 0 ? end.missed() : end.received(reply);
  }
  if (step.type === 'failed') {
    trace.mark(`${step.reason}, executed: ${step.executed}`);
    hold(
      step.executed === 'unknown' || !lastPieceLeft,
      'the answer is right',
      'a command that left "did not run"',
    );
  } else {
    trace.mark('answered');
    // A card that breaks the command off says why in an answer.
    hold(lastPieceLeft || brokenOff, 'the answer is right', 'an answer to a command that never left');
    hold(
      step.response.length <= MAXIMUM_RESPONSE_BYTES,
      'memory is bounded',
      'a response longer than allowed',
    );
  }
}

/** Commands until the card has said everything, and one more, to see whether the end still works. */
function runOn(end: T1HostEnd, checksum: Checksum, [command, ...replies]: Input, trace: Trace): void {
  if (command === undefined) return;
  const left = [...replies];
  while (left.length > 0) sendOver(end, checksum, command, left, trace);
  sendOver(end, checksum, command, left, trace);
}

export const target: FuzzTarget = {
  name: 't1-host',
  takes: "T=1 blocks of a card, at the host's end",
  form: 'messages',
  share: 10,
  mend: (draws, [command = new Uint8Array(0), ...replies]) => [
    command,
    ...mendBlocks(draws, replies, draws.onceIn(2) ? 'lrc' : 'crc'),
  ],
  changes: BLOCK_CHANGES,
  run(input, trace) {
    runOn(hostEnd('lrc'), 'lrc', input, trace);
    runOn(hostEnd('crc'), 'crc', input, trace);
  },
};
