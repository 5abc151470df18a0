/** One CCID command on the line: what the driver writes, byte by byte, when answers are missing or damaged. */

import { hexToBytes } from '@noble/hashes/utils.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { type LineOutcome, ReaderLine } from '../../host/driver/core/reader-line.js';
import { type MutableCounters, newCounters } from '../../host/driver/counters.js';

/** GetSlotStatus of slot 0 with bSeq 7, in its frame. */
const COMMAND = '0306 65000000000007000000 67';
/** RDR_to_PC_SlotStatus: card active, no error, clock running. */
const ANSWER = '0306 81000000000007000000 83';
const OLDER_ANSWER = '0306 81000000000006000000 82';
const NAK = '031516';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function bytes(text: string): Uint8Array {
  return hexToBytes(text.replaceAll(' ', ''));
}

const plain = (text: string) => text.replaceAll(' ', '');

describe('one command on the line', () => {
  let written: string[];
  let outcomes: LineOutcome[];
  let notices: [number, boolean][];
  let counters: MutableCounters;
  let line: ReaderLine;

  beforeEach(() => {
    written = [];
    outcomes = [];
    notices = [];
    counters = newCounters();
    line = new ReaderLine(
      (frame) => written.push(hex(frame)),
      counters,
      ({ slot, present }) => notices.push([slot, present]),
    );
  });

  function send(options: { keepsBusy?: boolean; waitMs?: number } = {}): void {
    const { keepsBusy = false, waitMs = 3000 } = options;
    const message = {
      type: 0x65,
      slot: 0,
      sequence: 7,
      parameters: [0, 0, 0] as const,
      data: new Uint8Array(0),
    };
    line.send({ message, waitMs, keepsBusy }, 0, (outcome) => outcomes.push(outcome));
  }

  /** Has the reader prove that it echoes. */
  function learnEcho(): void {
    line.receive(bytes(COMMAND), 0);
  }

  it('is written as one frame, and ends with its answer', () => {
    send();
    expect(written).toEqual([plain(COMMAND)]);
    line.receive(bytes(ANSWER), 5);
    expect(outcomes).toEqual([
      {
        type: 'answer',
        status: { icc: 'active', command: 'processed', error: 0 },
        data: new Uint8Array(0),
      },
    ]);
    expect(line.deadline).toBeNull();
  });

  it('takes an echo for what it is, in the same chunk or an earlier one', () => {
    send();
    line.receive(bytes(COMMAND), 1);
    expect(outcomes).toEqual([]);
    expect(line.echoes).toBe(true);
    line.receive(bytes(`${COMMAND}${ANSWER}`), 2);
    expect(outcomes).toHaveLength(1);
  });

  it('expects the echo soon, however long the answer may take', () => {
    send({ waitMs: 60_000 });
    expect(line.deadline).toBe(60_000);
    learnEcho();
    line.receive(bytes(ANSWER), 1);
    send({ waitMs: 60_000 });
    expect(line.deadline).toBe(1000);
    line.receive(bytes(COMMAND), 10);
    expect(line.deadline).toBe(60_010);
  });

  it('asks again for a damaged answer when the line is quiet, not before', () => {
    send();
    line.receive(bytes('0306 81000000000007000000 84'), 100);
    expect(written).toHaveLength(1);
    expect(line.deadline).toBe(150);
    line.receive(bytes('55'), 130);
    expect(line.deadline).toBe(180);
    line.timePassed(180);
    expect(written.slice(1)).toEqual([NAK]);
    line.receive(bytes(ANSWER), 190);
    expect(outcomes).toMatchObject([{ type: 'answer' }]);
    expect(counters).toMatchObject({ negativeAcknowledgesSent: 1, commandsRepeated: 0 });
  });

  it('asks again for an answer that came half', () => {
    send();
    line.receive(bytes(ANSWER).subarray(0, 9), 100);
    line.timePassed(150);
    expect(written.slice(1)).toEqual([NAK]);
  });

  it('sends the command again when the last answer belongs to an older one', () => {
    send();
    line.timePassed(3000);
    expect(written.slice(1)).toEqual([NAK]);
    line.receive(bytes(OLDER_ANSWER), 3010);
    expect(written.slice(2)).toEqual([plain(COMMAND)]);
    line.receive(bytes(ANSWER), 3020);
    expect(outcomes).toMatchObject([{ type: 'answer' }]);
    expect(counters.commandsRepeated).toBe(1);
  });

  it('ignores the late answer to an older command', () => {
    send();
    line.receive(bytes(OLDER_ANSWER), 5);
    expect(written).toHaveLength(1);
    expect(outcomes).toEqual([]);
  });

  it("sends the command again upon the reader's negative acknowledge", () => {
    send();
    line.receive(bytes(NAK), 5);
    expect(written).toEqual([plain(COMMAND), plain(COMMAND)]);
    expect(counters.negativeAcknowledgesReceived).toBe(1);
  });

  it('gives up after three silences, and says whether anything was heard', () => {
    send();
    for (let times = 0; times < 3; times += 1) line.timePassed(line.deadline ?? Number.NaN);
    expect(written).toEqual([plain(COMMAND), NAK, NAK]);
    expect(outcomes).toEqual([{ type: 'silent', heard: false }]);
  });

  it('gives up after eight frames when there is nothing but refusal', () => {
    send();
    for (let times = 0; times < 20; times += 1) line.receive(bytes(NAK), times);
    expect(written).toHaveLength(8);
    expect(outcomes).toEqual([{ type: 'silent', heard: true }]);
  });

  it('waits anew after each time request, as a byte or as an answer', () => {
    send();
    line.receive(bytes('81'), 2000);
    expect(line.deadline).toBe(5000);
    // bStatus 80: time extension.
    line.receive(bytes('0306 81000000000007800100 02'), 4000);
    expect(line.deadline).toBe(7000);
    expect(outcomes).toEqual([]);
    expect(counters.timeExtensions).toBe(2);
  });

  it('takes no byte amid damage for a time request or a notice', () => {
    send();
    line.receive(bytes('0306 81000000000007000000 84 FF 50 02'), 100);
    expect(line.deadline).toBe(150);
    expect(notices).toEqual([]);
  });

  it('hands on notices of card movement before the answer', () => {
    send();
    line.receive(bytes(`50 02 ${ANSWER}`), 5);
    expect(notices).toEqual([[0, false]]);
    expect(outcomes).toHaveLength(1);
  });

  it('takes an answer of another kind for damage', () => {
    send();
    line.receive(bytes('0306 80000000000007000000 82'), 100);
    line.timePassed(150);
    expect(written.slice(1)).toEqual([NAK]);
  });

  it('never sends again what keeps the reader busy, once it has arrived', () => {
    send({ keepsBusy: true, waitMs: 40_000 });
    line.receive(bytes('81'), 1000);
    line.receive(bytes('33'), 1500);
    line.timePassed(1550);
    expect(written.slice(1)).toEqual([NAK]);
    line.receive(bytes(OLDER_ANSWER), 1560);
    line.receive(bytes(NAK), 1600);
    expect(written).toHaveLength(2);
    line.receive(bytes(ANSWER), 9000);
    expect(outcomes).toMatchObject([{ type: 'answer' }]);
  });

  it('starts what the outcome brings about on a machine at rest', () => {
    const message = {
      type: 0x65,
      slot: 0,
      sequence: 7,
      parameters: [0, 0, 0] as const,
      data: new Uint8Array(0),
    };
    const command = { message, waitMs: 3000, keepsBusy: false };
    line.send(command, 0, () => {
      line.send({ ...command, message: { ...message, sequence: 8 } }, 5, (outcome) => outcomes.push(outcome));
    });
    // The stray negative acknowledge belongs to the first command, not to the second.
    line.receive(bytes(`${ANSWER}${NAK}`), 5);
    expect(written).toHaveLength(2);
    expect(outcomes).toEqual([]);
  });

  it('forgets a command that was dropped, its late answer included', () => {
    send();
    line.drop();
    line.receive(bytes(ANSWER), 5);
    expect(outcomes).toEqual([]);
    expect(line.deadline).toBeNull();
  });
});
