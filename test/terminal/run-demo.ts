/** A program for the tests of the end: the terminal emulator on the standard streams; opening anything crashes it. */
import { runTerminal } from '../../emulator/terminal/run-terminal.js';
import { demoDscPlus } from './headless-terminal.js';

runTerminal({
  devices: [demoDscPlus()],
  lines: [],
  clipboard: true,
  sealed: false,
  input: process.stdin,
  output: process.stdout,
  environment: process.env,
  openDevice: () => {
    throw new RangeError('crashed on purpose');
  },
}).then(() => process.stdout.write('closed by the caller\n'));
