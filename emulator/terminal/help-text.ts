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
  '                                        d           devices and profiles',
  'The mouse presses keys too; a long      ? q Ctrl-C  help, quit, quit',
  'click holds. Pasted digits are typed.',
  '',
  'Demo card: PIN 1234; challenge 123456 gives 98276595.',
  'Locked? `tokentwin unlock demo --challenge QUESTION` (or a file for demo)',
  'prints the answer. At the card: OK, answer, OK, new PIN, OK, again, OK.',
  'A test device, not issued by any broker; it cannot act as a real card.',
  'Any key closes this help.',
];

interface Hint {
  readonly text: string;
  /** Hints of a higher number are the first to go where the row is short. */
  readonly rank: number;
}

const DSC_PLUS_HINTS: readonly Hint[] = [
  { text: '? help', rank: 0 },
  { text: 'p power', rank: 1 },
  { text: '0-9', rank: 2 },
  { text: 'Enter OK', rank: 1 },
  { text: 'Bksp back', rank: 2 },
  { text: 'y copy', rank: 2 },
  { text: 's secrets', rank: 4 },
  { text: 'Tab next', rank: 3 },
  { text: 'd devices', rank: 2 },
  { text: 'q quit', rank: 0 },
];

const CODE_CARD_HINTS: readonly Hint[] = [
  { text: '? help', rank: 0 },
  { text: '0-9 index', rank: 1 },
  { text: 'Enter look up', rank: 1 },
  { text: 'Bksp back', rank: 4 },
  { text: 'Esc clear', rank: 3 },
  { text: 'y copy', rank: 2 },
  { text: 'Tab next', rank: 3 },
  { text: 'd devices', rank: 2 },
  { text: 'q quit', rank: 0 },
];

/** The hints that fit a row, in their order. */
export function hintLine(kind: 'dsc-plus' | 'security-code-card', width: number): string {
  const hints = kind === 'dsc-plus' ? DSC_PLUS_HINTS : CODE_CARD_HINTS;
  const line = (maximumRank: number) =>
    hints
      .filter(({ rank }) => rank <= maximumRank)
      .map(({ text }) => text)
      .join('  ');
  let rank = Math.max(...hints.map((hint) => hint.rank));
  while (rank > 0 && line(rank).length > width) rank -= 1;
  return line(rank);
}
