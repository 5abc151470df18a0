/** The answers of the bench application at the borders of their layouts: what is read, and what is no answer. */
import { describe, expect, it } from 'vitest';
import { decodeBenchFrame, decodeBenchStatus } from '../../firmware/card/bench-answers.js';
import { bytesOf } from './card-on-wire.js';

const NUMBER_AND_TIME = '00000001 0000000000000064';

describe('a display in an answer', () => {
  it.each([
    ['no cells and no text', '0E 00', ''],
    ['cells and no text', '07 02 0001 0002', ''],
    ['the first and the last printable character', '0E 02 0001 0002 20 7E', ' ~'],
    ['every segment lit', '0E 01 7FFF FF', '\u2588'],
    ['255 characters', `0E 00 ${'41'.repeat(255)}`, 'A'.repeat(255)],
  ])('has %s', (_, rest, text) => {
    expect(decodeBenchFrame(bytesOf(`${NUMBER_AND_TIME} ${rest}`))).toMatchObject({
      number: 1,
      atMs: 100,
      text,
    });
  });

  it.each([
    ['is missing', ''],
    ['ends before the number of cells', '0E'],
    ['has 8 segments', '08 00'],
    ['has no segments', '00 00'],
    ['has half a cell', '0E 02 0001 00'],
    ['has a control character', '0E 00 1F'],
    ['has one behind a good character', '0E 00 41 1F'],
    ['has a DEL', '0E 00 7F'],
    ['has a character beyond ASCII', '0E 00 80'],
    ['has 256 characters', `0E 00 ${'41'.repeat(256)}`],
  ])('is none when it %s', (_, rest) => {
    expect(decodeBenchFrame(bytesOf(`${NUMBER_AND_TIME} ${rest}`))).toBeNull();
  });
});

describe('a status in an answer', () => {
  const status = (lifeCycle: string, rest: string) =>
    bytesOf(`0000000000000064 ${lifeCycle} 05 0000000000000007 ${rest}`);

  it.each([
    ['05', 'inUse'],
    ['0C', 'dead'],
  ])('of life cycle %s has %s, with a name of no letters or of 255', (code, lifeCycle) => {
    for (const length of [0, 255])
      expect(decodeBenchStatus(status(code, `00000002 32${'41'.repeat(length)}`))).toMatchObject({
        ...{ atMs: 100, lifeCycle, triesLeft: 5, counter: 7n, activations: 2, batteryPercent: 50 },
        state: 'A'.repeat(length),
      });
  });

  it.each([
    ['ends before the battery', '05', '00000002'],
    ['has another life cycle', '06', '00000002 32 41'],
    ['has a name that is no text', '05', '00000002 32 41 07'],
    ['has a name of 256 letters', '05', `00000002 32 ${'41'.repeat(256)}`],
  ])('is none when it %s', (_, code, rest) => {
    expect(decodeBenchStatus(status(code, rest))).toBeNull();
  });
});
