/** Texts of a card that are none: they go to no terminal, and nothing breaks by them. */
import { describe, expect, it } from 'vitest';
import { decodeBenchFrame, decodeBenchStatus } from '../../firmware/card/bench-answers.js';
import { isTokentwinError } from '../../firmware/error.js';
import { attestCard } from '../../host/driver/attestation.js';
import { CardSession, textOf } from '../../host/driver/card-session.js';

const DONE = [0x90, 0x00];

/** A card that gives the same answer to every command. */
function saying(text: string): CardSession {
  const answer = Uint8Array.of(...Buffer.from(text, 'latin1'), ...DONE);
  return new CardSession({
    cardResets: 1,
    ready: async () => new Uint8Array(0),
    reset: async () => new Uint8Array(0),
    cardLostPower: () => undefined,
    enterPin: async () => answer,
    transmit: async () => answer,
  });
}

describe('a text of a card', () => {
  it.each(['10000001', 'OCRA-1:HOTP-SHA1-8:QN06', '', 'x'.repeat(255)])('is taken: %j', async (text) => {
    expect(await saying(text).text('serialNumber')).toBe(text);
  });

  it.each(['\x1b[2J', 'a\nb', 'a\0', 'caf\xe9', '\x7f', 'x'.repeat(256)])('is refused: %j', async (text) => {
    await expect(saying(text).text('serialNumber')).rejects.toMatchObject({ code: 'LINK_FAULT' });
  });

  it('that is refused is not in the message, and the command is known to have been carried out', () => {
    const refused = (() => {
      try {
        return textOf(Buffer.from('4711\x1b[2J'));
      } catch (error) {
        return error;
      }
    })();
    expect(isTokentwinError(refused, 'LINK_FAULT') && refused.message).not.toMatch(/4711|\x1b/);
    expect(refused).toMatchObject({ details: { outcomeUnknown: false } });
  });

  it('longer than what a card attests can hold does not break the attestation', async () => {
    await expect(attestCard(saying('x'.repeat(300)), {})).rejects.toSatisfy((error) =>
      isTokentwinError(error),
    );
  });
});

describe('what a bench shows', () => {
  const head = Buffer.from(`${'00000001000000000000000008'.padEnd(26, '0')}00`, 'hex');

  it('is taken with a cell of all segments, and refused with control characters', () => {
    head[12] = 14;
    expect(decodeBenchFrame(Buffer.concat([head, Buffer.from('AB\xff', 'latin1')]))?.text).toBe('AB\u2588');
    expect(decodeBenchFrame(Buffer.concat([head, Buffer.from('AB\x1b', 'latin1')]))).toBeNull();
  });

  it('has a state with a name that can be printed', () => {
    const status = Buffer.alloc(23);
    status[8] = 0x05;
    expect(decodeBenchStatus(Buffer.concat([status, Buffer.from('enterPin')]))?.state).toBe('enterPin');
    expect(decodeBenchStatus(Buffer.concat([status, Buffer.from('\x1b]0;x\x07')]))).toBeNull();
  });
});
