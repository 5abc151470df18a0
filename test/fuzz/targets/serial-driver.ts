/**
 * Bytes of a reader on the serial line, into the core of the driver while it makes requests.
 *
 * The first message says how: bit 0, answers take the bSeq of the command that is out; bit 1, every third request is
 * called off. An empty chunk is silence, and so is what follows the last. Every request must end, once, in bounded
 * steps of the clock, and may say "not carried out" only when its command never left.
 */
import { respondCommand, selectCommand, verifyCommand } from '../../../firmware/card/commands.js';
import { AID } from '../../../firmware/card/tags.js';
import { lrc } from '../../../firmware/link/checksum.js';
import { FrameDecoder } from '../../../firmware/link/serial/frame.js';
import { type Done, ReaderClient } from '../../../host/driver/core/reader-client.js';
import { verifyEntry } from '../../../host/driver/keypad-entry.js';
import { ANSWER_CHANGES, mendFrames } from '../changes/frames.js';
import { type FuzzTarget, hold, Trace } from '../target.js';

/** Deadlines of one request in silence: far more than any procedure has. */
const MAXIMUM_DEADLINES = 300;
const TRANSIT_MS = 2;

const XFR_BLOCK = 0x6f;
const SECURE = 0x69;

type Ask = (client: ReaderClient, at: number, done: Done<unknown>) => void;

const transmitting =
  (command: Uint8Array): Ask =>
  (client, at, done) =>
    client.transmit(command, at, done);

/** The requests in their order, again from the start when more bytes come; the first is `open`. */
const REQUESTS: readonly Ask[] = [
  transmitting(selectCommand(AID.dscPlus)),
  transmitting(verifyCommand('1234')),
  transmitting(respondCommand('123456')),
  (client, at, done) => client.enterPin(verifyEntry(4, 30_000), at, done),
  transmitting(new Uint8Array(300).fill(0x11)),
  (client, at, done) => client.look(at, done),
  (client, at, done) => client.ready(at, done),
  (client, at, done) => client.powerOn(at, done),
  (client, at, done) => client.powerOff(at, done),
];
const OPEN: Ask = (client, at, done) => client.open(at, done);

class Driven {
  readonly client: ReaderClient;
  #at = 1_000_000;
  #sequence = 0;
  #lastPieceLeft = false;
  #gaveUp = false;
  readonly #decoder = new FrameDecoder({ end: 'reader' });

  constructor(
    private readonly replies: Uint8Array[],
    private readonly resequence: boolean,
    private readonly trace: Trace,
  ) {
    this.client = new ReaderClient({
      output: (bytes) => this.#written(bytes),
      cardMoved: (present) => trace.mark(present ? 'card came' : 'card went'),
      gaveUp: () => {
        this.#gaveUp = true;
      },
    });
  }

  /** One request, until it has ended. @returns must the next one be `open`? */
  run(ask: Ask, callOff: boolean): boolean {
    this.#lastPieceLeft = false;
    this.#gaveUp = false;
    let ends = 0;
    ask(this.client, this.#at, (outcome) => {
      ends += 1;
      this.#judge(outcome);
    });
    let deadlines = 0;
    for (let turn = 0; ends === 0; turn += 1) {
      this.trace.step();
      if (callOff && turn === 2) {
        this.client.abort(this.#at);
        this.trace.mark('called off');
        break;
      }
      const reply = this.replies.shift();
      if (reply !== undefined && reply.length > 0) this.#deliver(reply);
      else {
        deadlines += 1;
        hold(deadlines <= MAXIMUM_DEADLINES, 'work is bounded', 'a request does not end in silence');
        this.#pass();
      }
    }
    hold(ends <= 1, 'the answer is right', 'a request ended twice');
    if (this.#gaveUp) this.client.lineLost(this.#at);
    return this.#gaveUp;
  }

  #judge(outcome: Parameters<Done<unknown>>[0]): void {
    if (outcome.type === 'done') {
      this.trace.mark('done');
      return;
    }
    const { error } = outcome;
    this.trace.refused(error);
    const denies = error.details.outcomeUnknown === false;
    hold(!denies || !this.#lastPieceLeft, 'the answer is right', `${error.code} denies a command that left`);
  }

  #deliver(reply: Uint8Array): void {
    this.#at += TRANSIT_MS;
    const bytes = this.resequence ? resequenced(reply, this.#sequence) : reply;
    if (bytes.length > 13 && bytes[0] === 0x03 && lrc(bytes) === 0) this.trace.passed();
    this.client.receive(bytes, this.#at);
  }

  #pass(): void {
    const { deadline } = this.client;
    hold(deadline !== null, 'work is bounded', 'a request waits for nothing');
    this.#at = Math.max(this.#at, deadline);
    this.client.timePassed(this.#at);
  }

  #written(bytes: Uint8Array): void {
    this.trace.step();
    for (const event of this.#decoder.push(bytes)) {
      hold(
        event.type === 'message' || event.type === 'negativeAcknowledge',
        'answers are well formed',
        event.type,
      );
      if (event.type !== 'message') continue;
      const [type = 0, , , , , , sequence = 0] = event.message;
      const control = event.message[11] ?? 0xff;
      this.#sequence = sequence;
      this.trace.mark(`sends ${type.toString(16)}`);
      if (type === XFR_BLOCK && (control & 0xa0) === 0) this.#lastPieceLeft = true;
      if (type === SECURE) this.#lastPieceLeft = false;
    }
  }
}

/** Every frame of an answer in the chunk with another bSeq. */
function resequenced(chunk: Uint8Array, sequence: number): Uint8Array {
  const bytes = chunk.slice();
  for (let at = 0; at + 13 <= bytes.length; ) {
    const length = 13 + (bytes[at + 3] as number) + 256 * (bytes[at + 4] as number);
    const isFrame = bytes[at] === 0x03 && bytes[at + 1] === 0x06 && at + length <= bytes.length;
    if (!isFrame) {
      at += 1;
      continue;
    }
    const frame = bytes.subarray(at, at + length);
    frame[8] = sequence;
    frame[length - 1] = lrc(frame.subarray(0, -1));
    at += length;
  }
  return bytes;
}

/** Requests until the reader has said everything, and one more. @returns must the next one be `open`? */
function askAll(driven: Driven, left: readonly Uint8Array[], flags: number, opensFirst: boolean): boolean {
  let mustOpen = opensFirst;
  let asked = 0;
  for (let count = 0; left.length > 0 || count < 2; count += 1) {
    const ask = mustOpen ? OPEN : (REQUESTS[asked % REQUESTS.length] as Ask);
    if (!mustOpen) asked += 1;
    mustOpen = driven.run(ask, (flags & 2) !== 0 && count % 3 === 2);
  }
  return mustOpen;
}

export const target: FuzzTarget = {
  name: 'serial-driver',
  takes: 'bytes of a reader on a serial line',
  form: 'messages',
  share: 4,
  mend: mendFrames,
  changes: ANSWER_CHANGES(2),
  run([settings = new Uint8Array(0), ...replies], trace) {
    const [flags = 0] = settings;
    const left = [...replies];
    askAll(new Driven(left, (flags & 1) === 1, trace), left, flags, true);
  },
  lasting() {
    const left: Uint8Array[] = [];
    const driven = new Driven(left, true, new Trace(Number.POSITIVE_INFINITY));
    let mustOpen = true;
    return ([, ...replies]) => {
      left.push(...replies);
      mustOpen = askAll(driven, left, 0, mustOpen);
    };
  },
};
