/**
 * Blocks of a card, as the strict end of `host conform` takes them: the one right block, or a mismatch in words.
 *
 * The card says what the input says, again from the start when it has said everything.
 */
import type { Checksum } from '../../../firmware/link/checksum.js';
import { Mismatch } from '../../../host/rig/conform/case.js';
import { StrictT1 } from '../../../host/rig/conform/strict-t1.js';
import { BLOCK_CHANGES, mendBlocks } from '../changes/blocks.js';
import { type FuzzTarget, hold, type Input, type Trace } from '../target.js';

const COMMAND = Uint8Array.from({ length: 40 }, (_, index) => index);
const PIECE_BYTES = 32;

async function converse(checksum: Checksum, input: Input, trace: Trace): Promise<void> {
  let said = 0;
  const end = new StrictT1(checksum, 254, async () => {
    trace.step();
    const block = input[said % Math.max(1, input.length)] ?? new Uint8Array(0);
    said += 1;
    return block;
  });
  const acts: readonly (() => Promise<unknown>)[] = [
    () => end.request('ifs', Uint8Array.of(PIECE_BYTES)),
    () => end.command(COMMAND, PIECE_BYTES),
    () => end.mustRefuse(COMMAND),
    () => end.request('resynch'),
  ];
  for (const [index, act] of acts.entries()) {
    try {
      await act();
      trace.passed();
      trace.mark(`act ${index} done`);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      hold(/^[ -~]+$/.test(error.message), 'answers are well formed', 'words that cannot be printed');
      trace.mark(`act ${index} mismatch`);
    }
  }
}

export const target: FuzzTarget = {
  name: 'strict-t1',
  takes: 'blocks of a card, for `host conform`',
  form: 'messages',
  share: 10,
  mend: (draws, input) => mendBlocks(draws, input, draws.onceIn(2) ? 'lrc' : 'crc'),
  changes: BLOCK_CHANGES,
  async run(input, trace) {
    await converse('lrc', input, trace);
    await converse('crc', input, trace);
  },
};
