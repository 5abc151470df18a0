/**
 * Blocks of a card that do not belong where they come (ISO/IEC 7816-3, section 11.6): the host's end asks for the right
 * one by an R-block or repeats its request, and the command goes on as if nothing had been.
 */
import { describe, expect, it } from 'vitest';
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

interface Settings {
  readonly ifsc?: number;
  readonly ifsd?: number;
  readonly maximumResponseBytes?: number;
}

/** A host that has sent a command, and a way to talk to it without writing LRCs. */
function asking(command: string, { ifsc = 254, ifsd = 32, maximumResponseBytes = 100 }: Settings = {}) {
  const host = new T1HostEnd({ checksum: 'lrc', informationFieldBytes: ifsc, ifsd, maximumResponseBytes });
  const told = (step: HostStep) => {
    if (step.type === 'send') return bytesToHex(step.block).slice(0, -2);
    return step.type === 'answer' ? `answer ${bytesToHex(step.response)}` : `${step.reason} ${step.executed}`;
  };
  const first = told(host.start(hexBytes(command, 'command')));
  return { first, host, told, hear: (hex: string) => told(host.received(block(hex))) };
}

describe('while an answer is awaited', () => {
  it.each([
    ['a wrong sequence bit', '0040029000'],
    ['33 bytes where 32 are taken', `000021${'90'.repeat(33)}`],
    ['another address', '2100029000'],
    ['an acknowledgement of what is no chain', '009000'],
    ['S(RESYNCH request)', '00C000'],
    ['S(RESYNCH response)', '00E000'],
    ['S(IFS response)', '00E10120'],
    ['S(IFS request) of no bytes', '00C10100'],
    ['S(IFS request) of 255 bytes', '00C101FF'],
    ['S(ABORT request) where there is no chain', '00C200'],
    ['S(ABORT response)', '00E200'],
    ['S(WTX request) of no time', '00C30100'],
    ['S(WTX response)', '00E30101'],
  ])('%s is not taken', (_, hex) => {
    const { first, hear } = asking('A0');
    expect(first).toBe('000001a0');
    expect(hear(hex)).toBe('008200');
    expect(hear('0000029000')).toBe('answer 9000');
  });

  it('a damaged block and one of a wrong length are told apart', () => {
    for (const [hex, asked] of [
      ['000002900091', '008100'],
      ['0000029000', '008200'],
      ['00', '008200'],
    ] as const) {
      const { host, told } = asking('A0');
      expect(told(host.received(hexBytes(hex, 'block')))).toBe(asked);
    }
  });

  it('the longest information fields are taken, and what the card asks for', () => {
    const { hear } = asking('A0');
    expect(hear('00C101FE')).toBe('00e101fe');
    expect(hear('00C30103')).toBe('00e30103');
    expect(hear(`000020${'90'.repeat(32)}`)).toBe(`answer ${'90'.repeat(32)}`);
  });

  it('an empty piece of a chain is borne', () => {
    const { hear } = asking('A0');
    expect(hear('002000')).toBe('009000');
    expect(hear('0040029000')).toBe('answer 9000');
  });

  it('a card that may have heard of 16 bytes may send 32 all the same', () => {
    const { first, hear } = asking('A0', { ifsd: 16 });
    expect(first).toBe('00c10110');
    for (let tries = 0; tries < 2; tries += 1) expect(hear('00E000')).toBe('00c10110');
    expect(hear('00E10120')).toBe('000001a0');
    expect(hear(`000020${'90'.repeat(32)}`)).toBe(`answer ${'90'.repeat(32)}`);
  });
});

describe('in a chain', () => {
  it('of the command nothing is answered before its last piece', () => {
    const { first, hear } = asking('A0A1A2A3A4A5', { ifsc: 4 });
    expect(first).toBe('002004a0a1a2a3');
    expect(hear('0000029000')).toBe('008200');
    expect(hear('009000')).toBe('004002a4a5');
    expect(hear('0000029000')).toBe('answer 9000');
  });

  it('of the command the card may break off the last piece too', () => {
    const { hear } = asking('A0A1A2A3A4A5', { ifsc: 4 });
    expect(hear('009000')).toBe('004002a4a5');
    expect(hear('00C200')).toBe('00e200');
  });

  it('of the command that the card breaks off, an acknowledgement without an error ends it', () => {
    const { hear } = asking('A0A1A2A3A4A5', { ifsc: 4 });
    expect(hear('00C200')).toBe('00e200');
    expect(hear('008100')).toBe('008200');
    expect(hear('008000')).toBe('aborted no');
  });

  it('of the response neither a copy nor an acknowledgement is taken', () => {
    const { hear } = asking('A0');
    expect(hear('002001AA')).toBe('009000');
    expect(hear('002001AA')).toBe('009000');
    expect(hear('008000')).toBe('009000');
    expect(hear('0040029000')).toBe('answer aa9000');
  });

  it('of the response that is too long, the last piece ends it and any other is broken off', () => {
    const { hear } = asking('A0', { maximumResponseBytes: 4 });
    expect(hear('002003AABBCC')).toBe('009000');
    expect(hear('0060029000')).toBe('00c200');
    expect(hear('0000029000')).toBe('00c200');
    expect(hear('00E200')).toBe('responseTooLong unknown');
    const other = asking('A0', { maximumResponseBytes: 4 });
    expect(other.hear('002003AABBCC')).toBe('009000');
    expect(other.hear('0040029000')).toBe('responseTooLong unknown');
    const exact = asking('A0', { maximumResponseBytes: 4 });
    expect(exact.hear('002002AABB')).toBe('009000');
    expect(exact.hear('0040029000')).toBe('answer aabb9000');
  });

  it('of the response that the card breaks off, it goes on with nothing of it', () => {
    const { hear } = asking('A0');
    expect(hear('002001AA')).toBe('009000');
    expect(hear('00C200')).toBe('00e200');
    expect(hear('0040029000')).toBe('009200');
    expect(hear('009000')).toBe('aborted unknown');
  });
});

describe('what brings a command no further', () => {
  it('is borne sixteen times in a command, and then counts as damaged', () => {
    const { host, told, hear } = asking('A0');
    for (let round = 0; round < 2; round += 1) {
      for (let count = 0; count < 16; count += 1) expect(hear('00C10120')).toBe('00e10120');
      expect(hear('00C10120')).toBe(round === 0 ? '008200' : '009200');
      expect(hear(round === 0 ? '0000029000' : '0040029000')).toBe('answer 9000');
      if (round === 0) expect(told(host.start(Uint8Array.of(0xa1)))).toBe('004001a1');
    }
  });

  it('are not the pieces of a long response, nor an empty last one', () => {
    const { hear } = asking('A0');
    for (let piece = 0; piece < 40; piece += 1)
      expect(hear(`00${piece % 2 === 0 ? '20' : '60'}01AA`)).toBe(piece % 2 === 0 ? '009000' : '008000');
    expect(hear('000000')).toBe(`answer ${'aa'.repeat(40)}`);
  });
});

describe('a block of a wrong length', () => {
  it('is not counted as a damaged one', () => {
    const { host } = asking('A0');
    host.received(hexBytes('0000029000', 'block'));
    expect(host.counters).toMatchObject({ blocksReceived: 1, checksumErrors: 0 });
    host.received(hexBytes('000002900091', 'block'));
    expect(host.counters).toMatchObject({ blocksReceived: 2, checksumErrors: 1 });
  });
});

describe('a request to the card', () => {
  it('for its state after the ATR takes no other answer', () => {
    const { host, told, hear } = asking('A0');
    expect(told(host.resynchronise())).toBe('00c000');
    expect(hear('00C000')).toBe('00c000');
    expect(hear('00E10120')).toBe('00c000');
    expect(hear('00E000')).toBe('resynchronised unknown');
  });
});

describe('a size of information fields that is agreed upon', () => {
  it('is asked for again until the card repeats it', () => {
    const { first, hear } = asking('A0', { ifsd: 254, maximumResponseBytes: 254 });
    expect(first).toBe('00c101fe');
    expect(hear('00E10120')).toBe('00c101fe');
    expect(hear('00C101FE')).toBe('00c101fe');
    expect(hear('00E101FE')).toBe('000001a0');
    expect(hear(`0000FE${'90'.repeat(254)}`)).toBe(`answer ${'90'.repeat(254)}`);
  });
});
