/**
 * A process of its own that opens a token file, for the tests of locks and kills.
 *
 * Reads commands from standard input, one a line, and answers each with one line: `open FILE` (open, or the
 * error's code), `close`, `pin DIGITS` (switches on, types the PIN and OK; what the display shows then). It
 * ends with its standard input.
 */
import { createInterface } from 'node:readline';
import { DscPlus, isTokentwinError } from '../../emulator/index.js';

let card: DscPlus | null = null;

function answer(line: string): string {
  const [command, argument = ''] = line.split('\t');
  try {
    switch (command) {
      case 'open':
        card = DscPlus.open(argument);
        return 'open';
      case 'close':
        card?.close();
        card = null;
        return 'closed';
      case 'pin':
        card?.press('power');
        card?.type(argument);
        return card?.press('ok').text ?? 'nothing is open';
      default:
        return 'no such command';
    }
  } catch (error) {
    return isTokentwinError(error) ? error.code : String(error);
  }
}

createInterface({ input: process.stdin }).on('line', (line) => process.stdout.write(`${answer(line)}\n`));
process.stdout.write('ready\n');
