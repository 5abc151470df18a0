/**
 * The card's end of T=1: whatever a host sends as blocks.
 *
 * Both kinds of checksum take each series. Every answer must be a block of the standard, what is damaged must be
 * refused without a trace, and no command may run that did not come whole and undamaged.
 */
import type { Checksum } from '../../../firmware/link/checksum.js';
import { decodeBlock } from '../../../firmware/link/t1/block.js';
import { T1CardEnd } from '../../../firmware/link/t1/card-end.js';
import { BLOCK_CHANGES, mendBlocks } from '../changes/blocks.js';
import { type FuzzTarget, hold, type Input, type Trace } from '../target.js';

const MAXIMUM_COMMAND_BYTES = 600;
const LONGEST_BLOCK_BYTES = 259;

function cardEnd(checksum: Checksum, run: (command: Uint8Array) => void): T1CardEnd {
  return new T1CardEnd({
    checksum,
    informationFieldBytes: 254,
    maximumCommandBytes: MAXIMUM_COMMAND_BYTES,
    answer: (command) => {
      run(command);
      const response = Uint8Array.of(...command, 0x90, 0x00);
      return command[0] === 0x54 ? { response, waitingTimeMultiplier: 2 } : { response };
    },
  });
}

function runWith(checksum: Checksum, input: Input, trace: Trace): void {
  let executed = 0;
  let wholePieces = 0;
  const end = cardEnd(checksum, (command) => {
    executed += 1;
    hold(
      command.length <= MAXIMUM_COMMAND_BYTES,
      'memory is bounded',
      `a command of ${command.length} bytes`,
    );
  });
  for (const block of input) {
    trace.step();
    const asked = decodeBlock(block, checksum);
    const before = executed;
    const bytes = end.exchange(block);
    const answer = decodeBlock(bytes, checksum);
    hold(answer.ok && bytes.length <= LONGEST_BLOCK_BYTES, 'answers are well formed', 'no block came back');
    const { kind } = answer.block;
    if (asked.ok) {
      trace.passed();
      if (asked.block.kind === 'I' && !asked.block.more) wholePieces += 1;
      trace.mark(`${asked.block.kind} answered by ${kind}${kind === 'S' ? ` ${answer.block.request}` : ''}`);
    } else {
      hold(executed === before, 'nothing is written', 'a damaged block was carried out');
      hold(kind !== 'I', 'answers are well formed', 'a damaged block got an answer');
      trace.mark(`damaged: ${asked.fault}`);
    }
  }
  hold(executed <= wholePieces, 'nothing is written', `${executed} commands in ${wholePieces} last pieces`);
}

export const target: FuzzTarget = {
  name: 't1-card',
  takes: "T=1 blocks of a host, at the card's end",
  form: 'messages',
  share: 10,
  mend: (draws, input) => mendBlocks(draws, input, draws.onceIn(2) ? 'lrc' : 'crc'),
  changes: BLOCK_CHANGES,
  run(input, trace) {
    runWith('lrc', input, trace);
    runWith('crc', input, trace);
  },
  lasting() {
    const ends = [cardEnd('lrc', () => {}), cardEnd('crc', () => {})];
    return (input) => {
      for (const end of ends) for (const block of input) end.exchange(block);
    };
  },
};
