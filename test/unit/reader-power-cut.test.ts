/** A twin in its reader whose power is cut: it is mute until it is reset, and its holder is asked for nothing. */
import { expect, it } from 'vitest';
import { TokenReader } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { frame, hex, toHex } from './reader-with-fake-card.js';

const POWER_ON = '62 00000000 00 01 000000';
const STATUS = '65 00000000 00 02 000000';
const VERIFY = '69 13000000 00 03 000000 00 1E 82 00 00 0404 02 01 0904 00 004000 00200081';

it('a card whose power was cut is mute, and its holder is not asked for a PIN', () => {
  const twin = DscPlus.demo();
  let output = '';
  const reader = new TokenReader(
    { dscPlus: twin, codeCard: null },
    {
      now: () => 0,
      output: (bytes) => {
        output += toHex(bytes);
      },
    },
  );
  const answerTo = (message: string): string => {
    output = '';
    reader.receive(hex(frame(message)));
    return output.slice(frame(message).length);
  };
  answerTo(POWER_ON);
  expect(answerTo(STATUS)).toBe(frame('81 00000000 00 02 000000'));
  twin.cutPower();
  expect(answerTo(STATUS)).toBe(frame('81 00000000 00 02 000000'));
  expect(answerTo(VERIFY)).toBe(frame('80 00000000 00 03 40FE00'));
  expect(twin.frame.text).toBe('');
  answerTo(POWER_ON);
  answerTo(VERIFY);
  expect(twin.frame.text).toBe('PIN>');
});
