/**
 * How a long run says its figures, for `npm run promises` to keep: as one line that a program can find among all
 * that is printed for people.
 */

/** What was counted or measured, by name, in the order of the page. */
export type Figures = Readonly<Record<string, string | number>>;

const MARK = 'figures of ';

/** Prints the figures of a run. @param run its name in `promises.ts` */
export function tellFigures(run: string, figures: Figures): void {
  console.log(`${MARK}${run}: ${JSON.stringify(figures)}`);
}

/** @returns the last figures of the run in what a program printed, or null if there are none */
export function figuresIn(output: string, run: string): Figures | null {
  const start = `${MARK}${run}: `;
  const line = output.split('\n').findLast((each) => each.startsWith(start));
  return line === undefined ? null : (JSON.parse(line.slice(start.length)) as Figures);
}
