/** Terminal input taken apart, whatever its chunks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flushInput, type InputPiece, NO_INPUT, takeInput } from '../../emulator/terminal/paste-filter.js';

function takeAll(chunks: readonly string[]): InputPiece[] {
  let state = NO_INPUT;
  const pieces: InputPiece[] = [];
  for (const chunk of chunks) {
    const step = takeInput(state, chunk);
    state = step.state;
    pieces.push(...step.pieces);
  }
  return [...pieces, ...flushInput(state).pieces];
}

const keys = (...texts: string[]): InputPiece[] => texts.map((text) => ({ type: 'keys', text }));
const paste = (text: string): InputPiece => ({ type: 'paste', text });

describe('the input', () => {
  it.each([
    ['plain characters', 'a1\r', keys('a', '1', '\r')],
    ['a key of several bytes', '\x1b[A\x1bOP\x1b[3~', keys('\x1b[A', '\x1bOP', '\x1b[3~')],
    ['a click in one chunk', '\x1b[<0;5;6M\x1b[<0;5;6m', keys('\x1b[<0;5;6M', '\x1b[<0;5;6m')],
    ['an old mouse report', '\x1b[M !!x', keys('\x1b[M !!', 'x')],
    ['a function key of the Linux console', '\x1b[[Ax', keys('\x1b[[A', 'x')],
    ['Escape and another key', '\x1bq', keys('\x1b', 'q')],
    ['Escape twice', '\x1b\x1b', keys('\x1b', '\x1b')],
    ['a sequence with a wrong byte', '\x1b[1\r', keys('\x1b', '[', '1', '\r')],
    ['a character beyond 16 bits', '\u{1f600}', keys('\u{1f600}')],
    ['a paste between keys', 'p\x1b[200~12\r3\x1b[201~q', [...keys('p'), paste('12\r3'), ...keys('q')]],
    ['an empty paste', '\x1b[200~\x1b[201~', [paste('')]],
    ['escape sequences in a paste', '\x1b[200~\x1b[A\x1b[20\x1b[201~', [paste('\x1b[A\x1b[20')]],
    ['the end of a paste without its start', '\x1b[201~', keys('\x1b[201~')],
  ])('%s', (_what, input, pieces) => {
    expect(takeAll([input])).toEqual(pieces);
  });

  it('keeps the start of a sequence until it is told that nothing follows', () => {
    const { state, pieces } = takeInput(NO_INPUT, '\x1b');
    expect(pieces).toEqual([]);
    expect(takeInput(state, '[B').pieces).toEqual(keys('\x1b[B'));
    expect(flushInput(state)).toEqual({ state: NO_INPUT, pieces: keys('\x1b') });
  });

  it('does not give a paste away before its end', () => {
    const { state, pieces } = takeInput(NO_INPUT, '\x1b[200~12\x1b[201');
    expect(pieces).toEqual([]);
    expect(flushInput(state).pieces).toEqual([]);
    expect(takeInput(state, '~').pieces).toEqual([paste('12')]);
  });

  it('comes to the same whatever its chunks', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b[A',
        '\x1b[<0;12;3M',
        '\x1b[200~',
        '\x1b[201~',
        '\x1b[M',
        '\x1bO',
      ),
      fc.string({ maxLength: 5 }),
    );
    const cut = fc.tuple(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(fc.nat(60), { maxLength: 20 }),
    );
    fc.assert(
      fc.property(cut, ([input, lengths]) => {
        const chunks: string[] = [];
        let rest = input;
        for (const length of lengths) {
          chunks.push(rest.slice(0, length));
          rest = rest.slice(length);
        }
        expect(takeAll([...chunks, rest])).toEqual(takeAll([input]));
      }),
      { numRuns: 2000 },
    );
  });

  it('loses and adds nothing', () => {
    const piece = fc.oneof(
      fc.constantFrom('a', '7', '\r', '\x1b[A', '\x1b[<0;1;2m', '\x1bOB').map((text) => keys(text)[0]),
      fc.stringMatching(/^[a-z0-9 \r]{0,8}$/).map(paste),
    );
    fc.assert(
      fc.property(fc.array(piece as fc.Arbitrary<InputPiece>), (pieces) => {
        const input = pieces.map(({ type, text }) => (type === 'paste' ? `\x1b[200~${text}\x1b[201~` : text));
        expect(takeAll([input.join('')])).toEqual(pieces);
      }),
    );
  });
});
