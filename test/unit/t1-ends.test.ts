/** What the two ends of T=1 do beside the scenarios: refusals of the card, the host's counters and times. */
import { describe, expect, it } from 'vitest';
import { type CardAnswer, T1CardEnd } from '../../firmware/link/t1/card-end.js';
import { T1HostEnd } from '../../firmware/link/t1/host-end.js';
import type { HostStep } from '../../firmware/link/t1/host-step.js';
import { bytesToHex, hexBytes } from '../../firmware/oath/bytes.js';

/** A block of which the LRC is left out. */
function block(hex: string): Uint8Array {
  const bytes = hexBytes(hex, 'block');
  return Uint8Array.of(
    ...bytes,
    bytes.reduce((code, byte) => code ^ byte, 0),
  );
}

/** A card that answers with a given response, and a way to talk to it without writing LRCs. */
function card(answer: CardAnswer = { response: hexBytes('9000', 'response') }) {
  const executed: string[] = [];
  const end = new T1CardEnd({
    checksum: 'lrc',
    informationFieldBytes: 4,
    maximumCommandBytes: 8,
    answer: (command) => {
      executed.push(bytesToHex(command));
      return answer;
    },
  });
  const say = (hex: string) => bytesToHex(end.exchange(block(hex))).slice(0, -2);
  return { end, say, executed };
}

describe("the card's end of T=1", () => {
  it('refuses a piece longer than its IFSC', () => {
    const { say, executed } = card();
    expect(say('000005A0A1A2A3A4')).toBe('008200');
    expect(say('000004A0A1A2A3')).toBe('0000029000');
    expect(executed).toEqual(['a0a1a2a3']);
  });

  it('refuses a wrong sequence bit, and carries nothing out', () => {
    const { say, executed } = card();
    expect(say('004001A0')).toBe('008200');
    expect(say('000001A0')).toBe('0000029000');
    // The bit of the block before, but another command: not a copy.
    expect(say('000001A1')).toBe('009200');
    expect(executed).toEqual(['a0']);
  });

  it('answers a copy of a command with the same block, also after a damaged one', () => {
    const { end, say, executed } = card();
    const first = say('000001A0');
    end.exchange(Uint8Array.of(1, 2, 3));
    expect(say('000001A0')).toBe(first);
    expect(executed).toEqual(['a0']);
  });

  it('takes no command while its response is not fetched', () => {
    const { say, executed } = card({ response: new Uint8Array(40) });
    expect(say('000001A0').slice(0, 6)).toBe('002020');
    expect(say('004001A1')).toBe('009200');
    expect(say('009000').slice(0, 6)).toBe('004008');
    expect(executed).toEqual(['a0']);
  });

  it('lets the host break off a chain in either direction', () => {
    const { say, executed } = card({ response: new Uint8Array(40) });
    expect(say('002001A0')).toBe('009000');
    expect(say('00C200')).toBe('00e200');
    expect(say('004001A1').slice(0, 6)).toBe('002020');
    expect(say('00C200')).toBe('00e200');
    expect(say('000001A2').slice(0, 6)).toBe('006020');
    expect(executed).toEqual(['a1', 'a2']);
  });

  it('keeps a response that is no chain when the host breaks off what is none', () => {
    const { say } = card();
    expect(say('000001A0')).toBe('0000029000');
    expect(say('00C200')).toBe('00e200');
    expect(say('008200')).toBe('0000029000');
  });

  it.each(['00C10100', '00C101FF', '00C30101', '00E000', '00E10120', '00E200', '00E30101'])(
    'refuses %s, which has no meaning here',
    (hex) => {
      const { say } = card();
      expect(say(hex)).toBe('008200');
      expect(say('000001A0')).toBe('0000029000');
    },
  );

  it('insists on the answer to its own request, but for RESYNCH', () => {
    const { say, executed } = card({ response: Uint8Array.of(0x90, 0), waitingTimeMultiplier: 3 });
    expect(say('000001A0')).toBe('00c30103');
    for (const hex of ['008000', '009000', '004001A1', '00C10110', '00C200', '00E30104', '00E200'])
      expect(say(hex)).toBe('00c30103');
    expect(say('00C000')).toBe('00e000');
    expect(say('000001A1')).toBe('00c30103');
    expect(executed).toEqual(['a0', 'a1']);
  });

  it('answers at the address it was spoken to', () => {
    const { say } = card();
    expect(say('210001A0')).toBe('1200029000');
    expect(say('214801A0')).toBe('129200');
  });

  it('is as after its ATR when it was reset', () => {
    const { end, say, executed } = card({ response: new Uint8Array(40) });
    expect(say('00C10108')).toBe('00e10108');
    expect(say('000001A0').slice(0, 6)).toBe('002008');
    end.reset();
    expect(say('000001A0').slice(0, 6)).toBe('002020');
    expect(executed).toEqual(['a0', 'a0']);
  });

  it('tells the host that asks for what follows the last block that it waits', () => {
    const { say } = card();
    expect(say('000001A0')).toBe('0000029000');
    expect(say('009000')).toBe('009000');
  });

  it('takes an information field of one byte, and no answer but the one to its own request', () => {
    const { say } = card({ response: Uint8Array.of(0x90, 0), waitingTimeMultiplier: 3 });
    expect(say('00C10101')).toBe('00e10101');
    expect(say('000001A0')).toBe('00c30103');
    expect(say('00E10103')).toBe('00c30103');
    expect(say('00E30103')).toBe('00200190');
  });

  it('keeps what it says and what it was told, whoever writes over it', () => {
    const response = new Uint8Array(40).fill(1);
    const { end, say } = card({ response });
    const first = bytesToHex(end.exchange(block('000001A0')));
    end.exchange(block('000001A0')).fill(0);
    response.fill(2);
    expect(bytesToHex(end.exchange(block('000001A0')))).toBe(first);
    expect(say('009000')).toBe(`004008${'01'.repeat(8)}`);
  });

  it('hands out and takes in blocks that may be overwritten', () => {
    const { end, say } = card();
    const sent = block('000001A0');
    end.exchange(sent).fill(0);
    sent.fill(0);
    expect(say('000001A0')).toBe('0000029000');
  });
});

describe("the host's end of T=1", () => {
  const newHost = () => new T1HostEnd({ checksum: 'lrc', informationFieldBytes: 254, ifsd: 32 });
  const COMMAND = Uint8Array.of(0xa0);
  const waits = (step: HostStep) => (step.type === 'send' ? step.waitMultiplier : 0);

  it('waits longer once, when the card asks for it', () => {
    const host = newHost();
    expect(waits(host.start(COMMAND))).toBe(1);
    expect(waits(host.received(block('00C30107')))).toBe(7);
    expect(waits(host.missed())).toBe(1);
  });

  it('counts, over commands and resets', () => {
    const host = newHost();
    host.start(COMMAND);
    host.received(block('00C30101'));
    host.received(block('000001B0').map((byte, index) => (index === 3 ? byte ^ 4 : byte)));
    host.received(block('000001B0'));
    host.reset();
    host.start(COMMAND);
    host.received(block('008100'));
    host.resynchronise();
    host.received(block('00E000'));
    expect(host.counters).toEqual({
      blocksSent: 6,
      blocksReceived: 5,
      retransmissions: 2,
      resynchronisations: 1,
      checksumErrors: 1,
      waitingTimeExtensions: 1,
    });
  });

  it('says that a command which the caller gives up may have been carried out', () => {
    const host = newHost();
    host.start(COMMAND);
    host.resynchronise();
    expect(host.received(block('00E000'))).toEqual({
      type: 'failed',
      reason: 'resynchronised',
      executed: 'unknown',
    });
    expect(host.start(COMMAND).type).toBe('send');
  });

  it('forgets the dead line when the card was reset', () => {
    const host = newHost();
    let step = host.start(COMMAND);
    while (step.type === 'send') step = host.missed();
    expect(step).toEqual({ type: 'failed', reason: 'unresponsive', executed: 'unknown' });
    host.reset();
    expect(host.start(COMMAND)).toMatchObject({ block: block('000001A0') });
  });

  /** What the card says to everything but S(RESYNCH request), by the number of the block. */
  it.each([
    ['empty pieces', (turn: number) => (turn % 2 === 0 ? '002000' : '006000')],
    ['S(IFS request)', () => '00C10120'],
    ['S(ABORT request)', (turn: number) => (turn === 0 ? '002000' : '00C200')],
    ['all of them', (turn: number) => ['002000', '00C10120', '00C10110', '00C200'][Math.min(turn, 3)] ?? ''],
  ])('bears with a card that says nothing else than %s only so long', (_, saying) => {
    const host = newHost();
    let step = host.start(Uint8Array.of(0xa0));
    let turn = 0;
    for (; step.type === 'send' && turn < 100; turn += 1) {
      const asksResynch = bytesToHex(step.block) === '00c000c0';
      step = host.received(block(asksResynch ? '00E000' : saying(turn)));
    }
    expect(step).toEqual({ type: 'failed', reason: 'resynchronised', executed: 'unknown' });
    expect(turn).toBeLessThan(30);
  });

  it('bears with it in every command anew', () => {
    const host = newHost();
    for (let turn = 0; turn < 40; turn += 1) {
      host.start(COMMAND);
      host.received(block('00C10120'));
      const step = host.received(block(turn % 2 === 0 ? '000001B0' : '004001B0'));
      expect(step).toEqual({ type: 'answer', response: Uint8Array.of(0xb0) });
    }
  });

  it('takes one command at a time, and no block without a question', () => {
    const host = newHost();
    expect(() => host.received(block('000001B0'))).toThrow('answer');
    expect(() => host.missed()).toThrow('answer');
    host.start(COMMAND);
    expect(() => host.start(COMMAND)).toThrow('one command');
  });
});
