/**
 * What a terminal sends, taken apart: single keys and escape sequences, and pasted text.
 *
 * A pure transducer: text in, pieces out, whatever the chunks. Promises: every piece that is not pasted is one
 * character or one whole escape sequence, so a reader of keys sees a mouse press and its release apart. The
 * start of a sequence is kept until the rest arrives; when nothing more comes (the Escape key), the caller
 * says so by `flushInput`. The Alt key is not known: it is Escape and the other key. Bracketed paste: xterm's control sequences, mode 2004.
 */

export type InputPiece =
  | { readonly type: 'keys'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string };

export interface InputState {
  /** Inside a paste: what came so far; null outside. */
  readonly pasted: string | null;
  /** Outside a paste: the start of an escape sequence. */
  readonly partial: string;
}

export interface InputStep {
  readonly state: InputState;
  readonly pieces: readonly InputPiece[];
}

export const NO_INPUT: InputState = { pasted: null, partial: '' };

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** CSI with its final character (X10 mouse reports have three more, the Linux console's function keys one) and SS3. */
const WHOLE_SEQUENCE = /^\x1b(?:\[(?:M[\s\S]{3}|\[[\s\S]|(?![M[])[0-?]*[ -/]*[@-~])|O[\s\S])/;
const PARTIAL_SEQUENCE = /^\x1b(?:\[(?:M[\s\S]{0,2}|\[|[0-?]*[ -/]*)|O)?$/;

/** Takes a chunk of input. */
export function takeInput(state: InputState, chunk: string): InputStep {
  const pieces: InputPiece[] = [];
  let { pasted, partial } = state;
  let rest = partial + chunk;
  partial = '';
  while (rest !== '') {
    if (pasted !== null) {
      const all: string = pasted + rest;
      const end = all.indexOf(PASTE_END, Math.max(0, pasted.length - PASTE_END.length));
      if (end === -1) return { state: { pasted: all, partial }, pieces };
      pieces.push({ type: 'paste', text: all.slice(0, end) });
      rest = all.slice(end + PASTE_END.length);
      pasted = null;
      continue;
    }
    if (PARTIAL_SEQUENCE.test(rest)) return { state: { pasted, partial: rest }, pieces };
    const piece = WHOLE_SEQUENCE.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0) as number);
    rest = rest.slice(piece.length);
    if (piece === PASTE_START) pasted = '';
    else pieces.push({ type: 'keys', text: piece });
  }
  return { state: { pasted, partial }, pieces };
}

/** Nothing more came: the start of a sequence was a key of its own. A paste goes on until its end. */
export function flushInput({ pasted, partial }: InputState): InputStep {
  return {
    state: { pasted, partial: '' },
    pieces: partial === '' ? [] : [{ type: 'keys', text: partial }],
  };
}
