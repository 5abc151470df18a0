/**
 * CSV files of printed cards: refused with the line, without repeating a field, or taken whole.
 */
import { formatCodeCardCsv, parseCodeCardCsv } from '../../../firmware/code-card/csv.js';
import { isTokentwinError } from '../../../firmware/error.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

/** Codes as they stand in the corpus: what a message must not repeat. */
const CODE = /\b[A-Z][0-9][A-Z]\b/;

export const target: FuzzTarget = {
  name: 'csv',
  takes: 'CSV files of code cards',
  form: 'text',
  share: 4,
  run(input, trace) {
    trace.step();
    const text = textOf(input);
    try {
      const card = parseCodeCardCsv(text, 'FUZZ-01');
      trace.passed();
      trace.mark('taken');
      const again = parseCodeCardCsv(formatCodeCardCsv(card), 'FUZZ-01');
      hold(
        JSON.stringify(again) === JSON.stringify(card),
        'the answer is right',
        'it comes back as another card',
      );
    } catch (error) {
      if (error instanceof Error && !isTokentwinError(error)) throw error;
      trace.refused(error);
      const message = (error as Error).message;
      const [reason = ''] =
        /(odd number|must be an index|there already|must be three|has [0-9]+ of|longer)/.exec(message) ?? [];
      trace.mark(`refused: ${reason.replace(/[0-9]+/, 'n')}`);
      if (/Line/.test(message)) trace.passed();
      hold(!CODE.test(message), 'secrets are kept', `the message repeats a code: ${message}`);
    }
  },
};
