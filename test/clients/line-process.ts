/**
 * A process of its own that offers a line as `--serial` or `--listen` describe it and echoes what comes, for the
 * tests that kill it. Its first line of output is the line's address.
 */
import { parseListen, parseSerial } from '../../emulator/lines/line-description.js';
import { openLine } from '../../emulator/lines/open-line.js';

const [option = '', value = ''] = process.argv.slice(2);

const line = await openLine(option === '--serial' ? parseSerial(value) : parseListen(value), {
  received: (bytes) => line.write(Uint8Array.from(bytes)),
  hostLeft: () => {},
  noticed: (sentence) => console.error(sentence),
  failed: (error) => {
    throw error;
  },
});
console.log(line.address);
