/**
 * The device's end of the peer, a program of its own: on a line of the twin's own classes it waits for as many
 * bytes as a command has, looks at none of them, and answers with bytes that were recorded.
 *
 *     node --import tsx bench/link/line-peer.ts --serial|--listen PLACE COMMAND-BYTES ANSWER-HEX...
 *
 * One hexadecimal word for each write of the answer. It runs from its source: the classes of the lines are not
 * in the built library, and no closure is made in what is timed.
 */
import type { Line } from '../../emulator/lines/line.js';
import { parseListen, parseSerial } from '../../emulator/lines/line-description.js';
import { openLine } from '../../emulator/lines/open-line.js';
import { ANNOUNCEMENT } from './device-process.js';

const [option, place = '', commandBytes, ...answerWords] = process.argv.slice(2);
const whole = Number(commandBytes);
const answer = answerWords.map((word) => Buffer.from(word, 'hex'));

let line: Line | null = null;
let missing = whole;
line = await openLine(option === '--serial' ? parseSerial(place) : parseListen(place), {
  received(bytes) {
    missing -= bytes.length;
    if (missing > 0) return;
    missing = whole;
    for (const part of answer) line?.write(part);
  },
  hostLeft() {
    missing = whole;
  },
  noticed(sentence) {
    process.stderr.write(`${sentence}\n`);
  },
  failed(error) {
    throw error;
  },
});
process.stdout.write(`${ANNOUNCEMENT}${line.address}\n`);
