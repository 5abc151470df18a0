/** The driver's core on a virtual clock: hello, power, commands, what is certain when something goes wrong. */
import { describe, expect, it } from 'vitest';
import type { TokentwinError } from '../../firmware/error.js';
import { ReaderClient, type RequestOutcome } from '../../host/driver/core/reader-client.js';
import type { ReaderDescription } from '../../host/driver/core/reader-description.js';
import { FakeCard, VirtualLine } from './driver-virtual-line.js';

const DONE = Uint8Array.of(0x90, 0x00);
const COMMAND = Uint8Array.of(0x00, 0xca, 0x01, 0x01, 0x00);

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function value<T>(outcome: RequestOutcome<T>): T {
  if (outcome.type === 'failed') throw outcome.error;
  return outcome.value;
}

function error(outcome: RequestOutcome<unknown>): TokentwinError {
  if (outcome.type === 'done') throw new Error('the request was expected to fail');
  return outcome.error;
}

function answering(response: Uint8Array = DONE): FakeCard {
  return new FakeCard('lrc', () => response);
}

describe('hello', () => {
  it('is what libccid says: firmware, notices, slots', () => {
    const line = new VirtualLine({ card: answering() });
    line.open();
    expect(line.written.map(hex)).toEqual([
      '03066b0100000000010000000' + '26c',
      '03066b030000000002000000010101' + '6e',
      '0306650000000001030000' + '0062',
    ]);
  });

  it.each([
    ['gempc-pinpad', { echoes: true, hasKeypad: true, slots: 1 }],
    ['gempc-twin', { echoes: true, hasKeypad: false, slots: 1 }],
    ['two-slot', { echoes: false, hasKeypad: false, slots: 2 }],
  ] as const)('finds out what a %s is', (variant, expected) => {
    const line = new VirtualLine({ card: answering(), variant });
    const description = value(line.run<ReaderDescription>((done) => line.client.open(line.at, done)));
    expect(description).toMatchObject(expected);
    expect(description.firmware).toContain('tokentwin');
  });

  it('ends as NOT_A_TOKEN when nothing answers, within five seconds', () => {
    const line = new VirtualLine({ card: answering() });
    const start = line.at;
    line.noise = () => new Uint8Array(0);
    const failure = error(line.run((done) => line.client.open(line.at, done)));
    expect(failure.code).toBe('NOT_A_TOKEN');
    expect(failure.message).toContain('Nothing on the port answers');
    expect(line.at - start).toBeLessThan(5000);
  });

  it('ends as NOT_A_TOKEN when the wire only brings back what is sent', () => {
    const sent: Uint8Array[] = [];
    const client = new ReaderClient({ output: (bytes) => sent.push(bytes) });
    const codes: string[] = [];
    client.open(0, (outcome) => codes.push(outcome.type === 'failed' ? outcome.error.message : 'opened'));
    for (let at = 0; codes.length === 0; at = client.deadline ?? at) {
      const frame = sent.shift();
      if (frame !== undefined) client.receive(frame, at);
      else client.timePassed(at);
    }
    expect(codes).toEqual([expect.stringContaining('not as a smart-card reader')]);
  });
});

describe('a card', () => {
  it.each(['lrc', 'crc'] as const)(
    'is powered and told to the reader before the first command: %s',
    (checksum) => {
      const line = new VirtualLine({ card: new FakeCard(checksum, () => DONE) });
      line.open();
      line.written.length = 0;
      expect(value(line.transmit(COMMAND))).toEqual(DONE);
      const [power, parameters, ifs] = line.written.map(hex);
      expect(power?.slice(4, -2)).toBe('62000000000004010000');
      expect(parameters?.slice(4, -2)).toBe(
        `61070000000005010000${checksum === 'crc' ? '1111' : '1110'}004500fe00`,
      );
      // S(IFS request) of 254 bytes.
      expect(ifs?.slice(24, 32)).toBe('00c101fe');
      expect(line.client.cardResets).toBe(1);
    },
  );

  it('answers any length both ways', () => {
    const card = new FakeCard('crc', (command) => Uint8Array.of(...command, 0x90, 0x00));
    const line = new VirtualLine({ card });
    line.open();
    for (const length of [4, 253, 254, 255, 508, 1009, 65_536]) {
      const command = Uint8Array.from({ length }, (_, index) => index);
      const response = value(line.transmit(command));
      expect(hex(response)).toBe(`${hex(command)}9000`);
    }
    expect(card.executed).toHaveLength(7);
  });

  it('gets as much more time as it asks for', () => {
    const line = new VirtualLine({ card: new FakeCard('lrc', () => DONE, 20) });
    line.open();
    expect(value(line.transmit(COMMAND))).toEqual(DONE);
    expect(line.client.counters.timeExtensions).toBe(1);
  });

  it('that is missing is told before anything was sent to it', () => {
    const card = answering();
    card.present = false;
    const line = new VirtualLine({ card });
    line.open();
    expect(error(line.transmit(COMMAND))).toMatchObject({
      code: 'NO_CARD',
      details: { outcomeUnknown: false },
    });
  });

  it('that was changed while nothing was sent is found out before the next command', () => {
    const card = answering();
    const line = new VirtualLine({ card });
    line.open();
    value(line.transmit(COMMAND));
    card.present = false;
    line.reader.slotChanged(0);
    card.present = true;
    line.reader.slotChanged(0);
    line.at += 5000;
    expect(value(line.transmit(COMMAND))).toEqual(DONE);
    expect(line.client.cardResets).toBe(2);
  });

  it('that is taken out in mid-command leaves the outcome unknown, and is told of', () => {
    const card = answering();
    const line = new VirtualLine({ card });
    line.open();
    value(line.transmit(COMMAND));
    card.present = false;
    line.reader.slotChanged(0);
    expect(error(line.transmit(COMMAND))).toMatchObject({
      code: 'NO_CARD',
      details: { outcomeUnknown: true },
    });
    expect(line.moves).toEqual([false]);
    card.present = true;
    line.reader.slotChanged(0);
    expect(value(line.transmit(COMMAND))).toEqual(DONE);
    expect(line.moves).toEqual([false, true]);
  });

  it('that has lost its power is mute once and powered afresh then', () => {
    let mute = false;
    const card = answering();
    const exchange = card.exchange.bind(card);
    card.exchange = (block) => (mute ? null : exchange(block));
    const powerOn = card.powerOn.bind(card);
    card.powerOn = () => {
      mute = false;
      return powerOn();
    };
    const line = new VirtualLine({ card });
    line.open();
    value(line.transmit(COMMAND));
    mute = true;
    expect(error(line.transmit(COMMAND))).toMatchObject({
      code: 'CARD_MUTE',
      details: { outcomeUnknown: true },
    });
    expect(value(line.transmit(COMMAND))).toEqual(DONE);
  });
});

describe('a command that is called off', () => {
  it('is certainly not carried out before its last block has left', () => {
    const card = answering();
    const line = new VirtualLine({ card });
    line.open();
    value(line.transmit(COMMAND));
    line.client.transmit(new Uint8Array(1000), line.at, () => {
      throw new Error('a command that was called off has no outcome');
    });
    expect(line.client.abort(line.at)).toBe(false);
    line.settle();
    expect(card.executed).toHaveLength(1);
  });

  it('may be carried out after that, and the next command is right', () => {
    const card = new FakeCard('lrc', (command) => Uint8Array.of(command[3] as number, 0x90, 0x00));
    const line = new VirtualLine({ card });
    line.open();
    value(line.transmit(COMMAND));
    line.client.transmit(COMMAND, line.at, () => {
      throw new Error('a command that was called off has no outcome');
    });
    expect(line.client.abort(line.at)).toBe(true);
    // Made at once, while the link still recovers.
    expect(hex(value(line.transmit(Uint8Array.of(0x00, 0xca, 0x01, 0x55, 0x00))))).toBe('559000');
    expect(card.executed).toHaveLength(3);
    expect(line.client.counters.resynchronisations).toBe(1);
  });

  it('while the link recovers is simply not sent', () => {
    const card = answering();
    const line = new VirtualLine({ card });
    line.open();
    value(line.transmit(COMMAND));
    line.client.transmit(COMMAND, line.at, () => {});
    line.client.abort(line.at);
    line.client.transmit(COMMAND, line.at, () => {
      throw new Error('a command that was called off has no outcome');
    });
    expect(line.client.abort(line.at)).toBe(false);
    line.settle();
    expect(card.executed).toHaveLength(2);
  });
});

describe('a line that is lost', () => {
  it('ends the command under way with what is known of it', () => {
    const line = new VirtualLine({ card: answering() });
    line.open();
    value(line.transmit(COMMAND));
    const outcomes: RequestOutcome<unknown>[] = [];
    line.client.transmit(COMMAND, line.at, (outcome) => outcomes.push(outcome));
    line.client.lineLost(line.at);
    line.client.look(line.at, (outcome) => outcomes.push(outcome));
    line.client.lineLost(line.at);
    expect(outcomes.map(error)).toMatchObject([
      { code: 'LINE_LOST', details: { outcomeUnknown: true } },
      { code: 'LINE_LOST', details: { outcomeUnknown: false } },
    ]);
  });

  it('also ends a command that waits for the link to recover', () => {
    const line = new VirtualLine({ card: answering() });
    line.open();
    line.client.transmit(COMMAND, line.at, () => {});
    line.client.abort(line.at);
    const outcomes: RequestOutcome<unknown>[] = [];
    line.client.transmit(COMMAND, line.at, (outcome) => outcomes.push(outcome));
    line.client.lineLost(line.at);
    expect(outcomes.map(error)).toMatchObject([{ code: 'LINE_LOST', details: { outcomeUnknown: false } }]);
  });
});
