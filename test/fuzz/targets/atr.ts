/**
 * An answer to reset, as a host reads it (ISO/IEC 7816-3, section 8).
 *
 * What is taken must lie within the standard's limits, and hold the historical bytes where they were.
 */
import { parseAtr } from '../../../firmware/card/atr.js';
import { lrc } from '../../../firmware/link/checksum.js';
import { type FuzzTarget, hold } from '../target.js';

export const target: FuzzTarget = {
  name: 'atr',
  takes: 'answers to reset',
  form: 'messages',
  share: 10,
  mend: (_, input) =>
    input.map((bytes) => {
      if (bytes.length < 3) return bytes;
      const mended = bytes.slice();
      mended[mended.length - 1] = lrc(mended.subarray(1, -1));
      return mended;
    }),
  run(input, trace) {
    for (const bytes of input) {
      trace.step();
      const read = parseAtr(bytes);
      if (read === null) {
        trace.mark('refused');
        continue;
      }
      trace.passed();
      trace.mark(`${read.offersT1 ? 'T=1' : 'no T=1'}, ${read.checksum}, BWI ${read.bwi}`);
      const { informationFieldBytes: size, bwi, cwi, historicalBytes } = read;
      hold(
        size >= 1 && size <= 254 && bwi <= 9 && cwi <= 15,
        'the answer is right',
        'a value out of its range',
      );
      hold(historicalBytes.length === ((bytes[1] as number) & 15), 'the answer is right', 'K is not kept');
    }
  },
};
