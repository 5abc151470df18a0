/** `tokentwin card`: print a whole Security Code Card. */
import { formatCodeCardCsv } from '../../../firmware/code-card/csv.js';
import { codeCardSvg } from '../../drawing/code-card-svg.js';
import { codeCardText } from '../../drawing/code-card-text.js';
import { isoDay, openCodeCard } from '../code-card-choice.js';
import { type Command, refuseOptions } from '../command.js';
import { printPng } from '../print-png.js';
import { print } from '../standard-output.js';

const FORMATS = ['text', 'svg', 'png', 'csv'] as const;
const HALVES = ['both', 'upper', 'lower'] as const;

export const card: Command = {
  name: 'card',
  describe: 'print a whole Security Code Card',
  positionals: [{ name: 'file', describe: 'a token file, or demo for the demo card', arity: 'required' }],
  options: {
    format: { type: 'string', describe: 'text (default), svg, png or csv', choices: FORMATS },
    half: { type: 'string', describe: 'both (default), upper or lower; not for csv', choices: HALVES },
  },
  examples: [['card demo --format svg > card.svg', 'a picture to print']],
  async run(given) {
    const twin = openCodeCard(given.text('file') as string);
    const format = given.text('format') ?? 'text';
    if (format === 'csv') {
      refuseOptions(given, ['half'], 'for csv');
      print(formatCodeCardCsv(twin.card));
      return 0;
    }
    const expiry = twin.expiresUnixSeconds === null ? {} : { expiry: isoDay(twin.expiresUnixSeconds) };
    const options = { half: (given.text('half') ?? 'both') as (typeof HALVES)[number], ...expiry };
    if (format === 'png') {
      await printPng(codeCardSvg(twin.card, options));
      return 0;
    }
    const drawing = format === 'svg' ? codeCardSvg(twin.card, options) : codeCardText(twin.card, options);
    print(drawing.endsWith('\n') ? drawing : `${drawing}\n`);
    return 0;
  },
};
