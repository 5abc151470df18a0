/**
 * Bytes of both sides of a line, as the monitor sees them: put into words, and into a capture.
 *
 * Each message is a chunk behind a byte for its side. The words must be printable, and of commands with a PIN and of
 * responses they may hold nothing but lengths and status words; the capture must be whole blocks.
 */
import { joinBytes } from '../../../firmware/bytes.js';
import { decodeCommand } from '../../../firmware/card/apdu.js';
import { Capture } from '../../../host/rig/monitor/capture.js';
import type { Observation } from '../../../host/rig/monitor/observation.js';
import { TrafficDecoder } from '../../../host/rig/monitor/traffic-decoder.js';
import { describeTraffic, trafficLine } from '../../../host/rig/monitor/words.js';
import { COMMAND_CHANGES, mendedChunk } from '../changes/frames.js';
import { type FuzzTarget, hold, type Input, type Trace } from '../target.js';

const AT = 1_767_225_600_000_000n;
const PIN_INSTRUCTIONS = [0x20, 0x24, 0x2c];

/** What may be said of a command with a PIN, and of any response that succeeded with data. */
const PIN_WORDS =
  /^(VERIFY|CHANGE REFERENCE DATA|RESET RETRY COUNTER) ([a-zA-Z ]+ )?(status|\([0-9]+ [a-z]+\))(, typed at the keypad)?$/;
const RESPONSE_WORDS = /^9000 (response|card values|signature) \([0-9]+ [a-z]+\)$/;

function judge(observation: Observation, trace: Trace): void {
  const described = describeTraffic(observation);
  const { words } = described;
  hold(/^[ -~]+$/.test(trafficLine(described, 1)), 'answers are well formed', 'words that cannot be printed');
  trace.mark(observation.type === 'message' ? `message ${observation.content.type}` : observation.type);
  if (observation.type !== 'damaged') trace.passed();
  if (observation.type === 'command') {
    const command = decodeCommand(observation.apdu);
    const hasPin = command?.cla === 0 && PIN_INSTRUCTIONS.includes(command.ins);
    hold(!hasPin || PIN_WORDS.test(words), 'secrets are kept', `said of a PIN: ${words}`);
  }
  if (observation.type === 'response' && /^9000 .*(response|card values|signature)/.test(words))
    hold(RESPONSE_WORDS.test(words), 'secrets are kept', `said of a response: ${words}`);
}

/** Block type, length, content, length again, to the end. */
function isCapture(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    if (length < 12 || length % 4 !== 0 || at + length > bytes.length) return false;
    if (view.getUint32(at + length - 4, true) !== length) return false;
    at += length;
  }
  return at === bytes.length;
}

function observe(decoder: TrafficDecoder, input: Input): Observation[] {
  const observations: Observation[] = [];
  let atMs = 0;
  for (const chunk of input) {
    const from = (chunk[0] ?? 0) % 2 === 0 ? 'host' : 'reader';
    if (chunk.length > 1) observations.push(...decoder.push(from, chunk.subarray(1), atMs));
    else {
      atMs += 300;
      observations.push(...decoder.timePassed(atMs));
    }
  }
  return observations;
}

/** Behind the byte for its side. */
function mendChunk(chunk: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.of(chunk[0] ?? 0), mendedChunk(chunk.subarray(1), 'lrc'));
}

export const target: FuzzTarget = {
  name: 'monitor',
  takes: 'bytes of both sides of a line, for the monitor',
  form: 'messages',
  share: 2,
  mend: (draws, input) => input.map((chunk) => (draws.onceIn(8) ? chunk : mendChunk(chunk))),
  changes: COMMAND_CHANGES(3),
  run(input, trace) {
    const capture = new Capture();
    hold(isCapture(capture.header(AT)), 'answers are well formed', 'the head of a capture');
    for (const observation of observe(new TrafficDecoder(), input)) {
      trace.step();
      judge(observation, trace);
      hold(isCapture(capture.packets(observation, AT)), 'answers are well formed', 'a packet of a capture');
    }
  },
  lasting() {
    const decoder = new TrafficDecoder();
    return (input) => {
      observe(decoder, input);
    };
  },
};
