/**
 * What every drawing of a code card shows, before it is text or SVG: its words and its cells by half and row.
 *
 * Promises: every drawing says that the card is a test device, in the same words.
 */
import { type CodeCard, checkIndex } from '../../firmware/code-card/code-card.js';
import { CARD_COLUMNS, type CardHalf, HALF_ROWS, indexAt } from '../../firmware/code-card/layout.js';
import { assert } from '../../firmware/error.js';

export const TEST_DEVICE_WORDS = 'TEST DEVICE - not issued by any broker';

export interface CodeCardDrawingOptions {
  /** Default `both`. The broker shows the online card as two images, one a half. */
  readonly half?: CardHalf | 'both';
  /** Index numbers to mark. */
  readonly highlight?: readonly number[];
  /** The date or moment at which the card ends, 1 to 20 printable ASCII characters; given, the card is an online card. */
  readonly expiry?: string;
}

export interface SheetCell {
  readonly index: number;
  readonly code: string;
  readonly highlighted: boolean;
}

export interface SheetHalf {
  readonly name: CardHalf;
  /** 14 rows of 8 cells. */
  readonly rows: readonly (readonly SheetCell[])[];
}

export interface Sheet {
  readonly title: string;
  readonly serialNumber: string;
  readonly checkValue: string;
  readonly expiry: string | null;
  /** One or two, the upper first. */
  readonly halves: readonly SheetHalf[];
}

const FIRST_ROWS: Readonly<Record<CardHalf, number>> = { upper: 0, lower: HALF_ROWS };

function range(length: number): number[] {
  return Array.from({ length }, (_, position) => position);
}

/**
 * Lays a card out for drawing.
 *
 * @throws TokentwinError CARD_INDEX when an index number to highlight is not on the card
 */
export function codeCardSheet(
  card: CodeCard,
  { half = 'both', highlight = [], expiry }: CodeCardDrawingOptions,
): Sheet {
  highlight.forEach(checkIndex);
  assert(
    expiry === undefined || /^[\x20-\x7e]{1,20}$/.test(expiry),
    'the expiry of a drawing is 1 to 20 printable ASCII characters',
  );
  const marked = new Set(highlight);
  const cellAt = (column: number, row: number): SheetCell => {
    const index = indexAt(column, row);
    return { index, code: card.codes[index - 1] as string, highlighted: marked.has(index) };
  };
  const names: readonly CardHalf[] = half === 'both' ? ['upper', 'lower'] : [half];
  return {
    title: expiry === undefined ? 'SECURITY CODE CARD' : 'ONLINE SECURITY CODE CARD',
    serialNumber: card.serialNumber,
    checkValue: card.checkValue,
    expiry: expiry ?? null,
    halves: names.map((name) => ({
      name,
      rows: range(HALF_ROWS).map((row) =>
        range(CARD_COLUMNS).map((column) => cellAt(column, FIRST_ROWS[name] + row)),
      ),
    })),
  };
}
