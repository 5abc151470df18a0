/**
 * A process of its own with a demo card in a reader on a line, for the tests that stop and kill it. Its first line
 * of output is the line's address; `out` and `in` on its input move the card.
 */
import { createInterface } from 'node:readline';
import { parseListen, parseSerial } from '../../emulator/lines/line-description.js';
import { ServedReader } from '../../emulator/reader/served-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';

const [option = '', value = ''] = process.argv.slice(2);

const served = await ServedReader.open(
  option === '--serial' ? parseSerial(value) : parseListen(value),
  { dscPlus: DscPlus.demo(), codeCard: null },
  {
    onNotice: (sentence) => console.error(sentence),
    onFailure: (error) => {
      throw error;
    },
  },
);
console.log(served.address);
createInterface({ input: process.stdin }).on('line', (word) => {
  served.act((reader) => (word === 'out' ? reader.removeCard(0) : reader.insertCard(0)));
});
