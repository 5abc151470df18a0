/** Blocks of whole lines against the same input split as one text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeLines } from '../../emulator/cli/whole-lines.js';
import { blocksOf, readInPieces } from './pieces.js';

const LIMIT = 20;

/** The lines without their line feeds; what is longer than the limit is cut to one byte more. */
function linesOf(input: string): string[] {
  const lines = input.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.slice(0, LIMIT + 1));
}

describe('whole lines', () => {
  it('are those of the input, however it is cut into pieces', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\r'), maxLength: 60 }), {
      maxLength: 30,
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lines, fc.constantFrom('', '\n'), sizes, (texts, end, cuts) => {
        const input = texts.join('\n') + end;
        const blocks = Array.from(blocksOf(Buffer.from(input), cuts, LIMIT), String);
        // A block is good until the next one only: each became a text as it came.
        for (const block of blocks) expect(block.endsWith('\n')).toBe(true);
        expect(linesOf(blocks.join(''))).toEqual(linesOf(input));
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  it('are given before more is read', () => {
    let reads = 0;
    const read = readInPieces(Buffer.from('one\ntwo\nthree\nfour'), [4, 7, 5, 2]);
    const blocks = wholeLines((...given) => {
      reads += 1;
      return read(...given);
    }, LIMIT);
    const seen: [string, number][] = [];
    for (const block of blocks) seen.push([String(block), reads]);
    expect(seen).toEqual([
      ['one\n', 1],
      ['two\n', 2],
      ['three\n', 3],
      ['four\n', 5],
    ]);
  });

  it('of any length take no more memory than the longest that is allowed', () => {
    const long = 'x'.repeat(1_000_000);
    const blocks = Array.from(blocksOf(Buffer.from(`a\n${long}\nb\n${long}`), [65_536], LIMIT), String);
    expect(linesOf(blocks.join(''))).toEqual(['a', 'x'.repeat(LIMIT + 1), 'b', 'x'.repeat(LIMIT + 1)]);
    expect(Math.max(...blocks.map((block) => block.length))).toBeLessThan(65_536 + LIMIT + 2);
  });
});
