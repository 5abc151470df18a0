/**
 * The words of the help overlay, each line at most 74 columns, and the short help of the last row.
 */

export const HELP_LINES: readonly string[] = [
  'DSC+                                    Code card',
  'p           power: on, or start again   0-9         type an index number',
  'P           hold power: off             Enter , blank  look it up',
  'Ctrl-P      hold power: self-test       Backspace   take back',
  '0-9         digits                      Esc         start again',
  'Enter       OK                          u l PgUp PgDn  upper, lower half',
  'O           hold OK: change the PIN',
  'Backspace   back: delete a digit        All devices',
  'c Delete    hold back: clear            y           copy what is shown',
  's           show or hide PIN and key    Tab         next (Shift-Tab: back)',
  'h           history: step back, branch  d           devices and profiles',
  'In a reader on a line                   ? q Ctrl-C  help, quit, quit',
  'x           card out, card back in      A click presses, a long one holds.',
  't           traffic with the host       Pasted digits are typed.',
  'a           copy the address            w           make it wrong',
  'Demo card: PIN 1234; challenge 123456 gives 98276595.',
  'Locked? `tokentwin unlock demo --challenge QUESTION` (or a file for demo)',
  'prints the answer. At the card: OK, answer, OK, new PIN, OK, again, OK.',
  'A test device, not issued by any broker; it cannot act as a real card.',
];

interface Hint {
  readonly text: string;
  /** Hints of a higher number are the first to go where the row is short. */
  readonly rank: number;
  /** Only for a device in a reader. */
  readonly inReader?: true;
}

const LINE_HINTS: readonly Hint[] = [
  { text: 'x card', rank: 2, inReader: true },
  { text: 't traffic', rank: 2, inReader: true },
  { text: 'a address', rank: 6, inReader: true },
];

const DSC_PLUS_HINTS: readonly Hint[] = [
  { text: '? help', rank: 0 },
  { text: 'p power', rank: 1 },
  { text: '0-9', rank: 4 },
  { text: 'Enter OK', rank: 1 },
  { text: 'Bksp back', rank: 4 },
  { text: 'y copy', rank: 3 },
  ...LINE_HINTS,
  { text: 's secrets', rank: 6 },
  { text: 'h history', rank: 6 },
  { text: 'w wrong', rank: 7 },
  { text: 'Tab next', rank: 5 },
  { text: 'd devices', rank: 3 },
  { text: 'q quit', rank: 0 },
];

const CODE_CARD_HINTS: readonly Hint[] = [
  { text: '? help', rank: 0 },
  { text: '0-9 index', rank: 1 },
  { text: 'Enter look up', rank: 1 },
  { text: 'Bksp back', rank: 6 },
  { text: 'Esc clear', rank: 5 },
  { text: 'y copy', rank: 3 },
  ...LINE_HINTS,
  { text: 'w wrong', rank: 7 },
  { text: 'Tab next', rank: 5 },
  { text: 'd devices', rank: 4 },
  { text: 'q quit', rank: 0 },
];

const GAP = '  ';

/** The hints that fit a row, in their order. */
export function hintLine(
  kind: 'dsc-plus' | 'security-code-card',
  width: number,
  isInReader: boolean,
): string {
  const hints = (kind === 'dsc-plus' ? DSC_PLUS_HINTS : CODE_CARD_HINTS).filter(
    ({ inReader }) => isInReader || inReader === undefined,
  );
  const kept = new Set<Hint>();
  let left = width + GAP.length;
  for (const hint of [...hints].sort((one, other) => one.rank - other.rank)) {
    left -= hint.text.length + GAP.length;
    if (left >= 0) kept.add(hint);
  }
  return hints
    .filter((hint) => kept.has(hint))
    .map(({ text }) => text)
    .join(GAP);
}
