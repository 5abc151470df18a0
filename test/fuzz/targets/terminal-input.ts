/**
 * What a terminal sends: keys, escape sequences, pasted text, in any chunks.
 *
 * However it is cut, the same pieces come out, nothing is lost, and what is kept is the start of one sequence.
 */
import { flushInput, type InputPiece, NO_INPUT, takeInput } from '../../../emulator/terminal/paste-filter.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

function piecesOf(chunks: readonly string[], trace: Trace | null): readonly InputPiece[] {
  const pieces: InputPiece[] = [];
  let state = NO_INPUT;
  for (const chunk of chunks) {
    const step = takeInput(state, chunk);
    state = step.state;
    pieces.push(...step.pieces);
    trace?.step(step.pieces.length + 1);
  }
  return [...pieces, ...flushInput(state).pieces, { type: 'paste', text: state.pasted ?? '' }];
}

/** Half a character must not be cut in two, since a decoder of UTF-8 stands before the filter. */
function charactersOf(text: string, size: number): string[] {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

export const target: FuzzTarget = {
  name: 'terminal-input',
  takes: 'what a terminal sends',
  form: 'text',
  share: 10,
  run(input, trace) {
    const text = textOf(input).slice(0, 4000);
    const pieces = piecesOf([text], trace);
    for (const { type, text: piece } of pieces) {
      if (type === 'paste' && piece !== '') {
        trace.mark('pasted');
        trace.passed();
      }
      if (type !== 'keys') continue;
      trace.mark(piece.startsWith('\x1b') ? `sequence of ${Math.min(8, piece.length)}` : 'key');
      if (piece.length > 2 && piece.startsWith('\x1b')) trace.passed();
    }
    for (const size of [1, 3])
      hold(
        JSON.stringify(piecesOf(charactersOf(text, size), null)) === JSON.stringify(pieces),
        'the answer is right',
        'it depends on how the input is cut',
      );
  },
};
