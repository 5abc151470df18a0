/**
 * CCID messages: the header as USB CCID 1.1 has it, and what bStatus and bError mean.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CcidMessage,
  decodeMessage,
  encodeMessage,
  messageBytes,
} from '../../firmware/link/ccid/message.js';
import {
  answerStatus,
  CCID_ERROR,
  describeCcidError,
  encodeStatus,
} from '../../firmware/link/ccid/status.js';
import { hex, toHex } from './reader-with-fake-card.js';
import { refusal } from './refusals.js';

const byte = fc.integer({ min: 0, max: 255 });
const messages: fc.Arbitrary<CcidMessage> = fc.record({
  type: byte,
  slot: byte,
  sequence: byte,
  parameters: fc.tuple(byte, byte, byte),
  data: fc.uint8Array({ maxLength: 261, size: 'max' }),
});

describe('a message', () => {
  it('has a header of ten bytes with its length low byte first', () => {
    const data = new Uint8Array(0x0105).fill(0xaa);
    const bytes = encodeMessage({ type: 0x6f, slot: 1, sequence: 0x2a, parameters: [3, 4, 5], data });
    expect(toHex(bytes)).toBe(`6F05010000012A030405${'AA'.repeat(261)}`);
  });

  it('is read as libccid wrote it', () => {
    const setParameters = hex('61 07000000 00 12 01 0000 11100045 00FE00');
    const { data, ...header } = decodeMessage(setParameters);
    expect(header).toEqual({ type: 0x61, slot: 0, sequence: 0x12, parameters: [1, 0, 0] });
    expect(toHex(data)).toBe('1110004500FE00');
  });

  it('is as long as its header and dwLength together', () => {
    expect(messageBytes(hex('6F 04030201'))).toBe(10 + 0x0102_0304);
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const bytes = encodeMessage(message);
        expect(messageBytes(bytes)).toBe(bytes.length);
        expect(decodeMessage(bytes)).toEqual(message);
      }),
    );
  });

  it.each([
    '',
    '65 00000000 00 02 0000',
    '65 01000000 00 02 000000',
    '65 00000000 00 02 000000 00',
    '65 00000001 00 02 000000',
  ])('with a wrong length is refused: %s', (text) => {
    expect(() => decodeMessage(hex(text))).toThrow(refusal('LINK_FAULT'));
  });
});

describe('bStatus', () => {
  const answer = (status: number, error = 0): CcidMessage => ({
    ...{ type: 0x81, slot: 0, sequence: 0, data: new Uint8Array(0) },
    parameters: [status, error, 0],
  });

  it.each([
    [0x00, 'active', 'processed'],
    [0x01, 'inactive', 'processed'],
    [0x02, 'absent', 'processed'],
    [0x40, 'active', 'failed'],
    [0x42, 'absent', 'failed'],
    [0x80, 'active', 'timeExtension'],
  ] as const)('%i is %s, %s', (status, icc, command) => {
    expect(encodeStatus(icc, command)).toBe(status);
    expect(answerStatus(answer(status, 0xfe))).toEqual({ icc, command, error: 0xfe });
  });

  it.each([0x03, 0xc0, 0xff])('%i is nothing', (status) => {
    expect(answerStatus(answer(status))).toBeNull();
  });
});

describe('bError in words', () => {
  it('every named error has a sentence of its own', () => {
    const sentences = Object.values(CCID_ERROR).map(describeCcidError);
    expect(new Set(sentences).size).toBe(Object.keys(CCID_ERROR).length);
    expect(sentences.filter((sentence) => /offset|maker/.test(sentence))).toEqual([]);
    for (const sentence of sentences) expect(sentence).toMatch(/^(the|there) (.+ ){3,}/);
  });

  it('others are an offset or of the maker', () => {
    expect(describeCcidError(0x0d)).toContain('offset 13');
    expect(describeCcidError(0x7f)).toContain('offset 127');
    expect(describeCcidError(0x80)).toContain('error 80 of the maker');
    expect(describeCcidError(0xa2)).toContain('A2');
  });
});
