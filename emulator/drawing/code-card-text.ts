/**
 * A code card as plain text: ASCII, 76 columns, a fold between the halves.
 */
import type { CodeCard } from '../../firmware/code-card/code-card.js';
import {
  type CodeCardDrawingOptions,
  codeCardSheet,
  type SheetCell,
  TEST_DEVICE_WORDS,
} from './code-card-sheet.js';

/** Between the left and the right edge: 8 cells of 9 characters. */
const INNER_COLUMNS = 72;

function spread(left: string, right: string): string {
  return left + right.padStart(INNER_COLUMNS - left.length);
}

function cellText({ index, code, highlighted }: SheetCell): string {
  const text = `${String(index).padStart(3)} ${code}`;
  return highlighted ? `[${text}]` : ` ${text} `;
}

/**
 * Draws a card as lines of ASCII text, each ended by LF. A highlighted cell stands in brackets.
 *
 * @throws TokentwinError CARD_INDEX when an index number to highlight is not on the card
 */
export function codeCardText(card: CodeCard, options: CodeCardDrawingOptions = {}): string {
  const sheet = codeCardSheet(card, options);
  const edge = `+${'-'.repeat(INNER_COLUMNS + 2)}+`;
  const fold = `+${' -'.repeat(17)} fold ${'- '.repeat(17)}+`;
  const framed = (content: string) => `| ${content.padEnd(INNER_COLUMNS)} |`;
  const [first, second] = sheet.halves.map(({ rows }) =>
    rows.map((row) => framed(row.map(cellText).join(''))),
  );
  const onlyHalf = sheet.halves.length === 1 ? `${sheet.halves[0]?.name} half` : '';
  const lines = [
    edge,
    framed(spread(sheet.title, onlyHalf)),
    framed(TEST_DEVICE_WORDS),
    framed(spread(`Serial number ${sheet.serialNumber}`, `Check value ${sheet.checkValue}`)),
    ...(sheet.expiry === null ? [] : [framed(`Valid until ${sheet.expiry}`)]),
    edge,
    ...(first ?? []),
    ...(second === undefined ? [] : [fold, ...second]),
    edge,
  ];
  return `${lines.join('\n')}\n`;
}
