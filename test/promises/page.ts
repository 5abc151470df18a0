/**
 * The page on the promises, `test/PROMISES.md`, from the figures that the last long runs told.
 */
import type { Figures } from './figures.js';
import type { Promised, Proof } from './promises.js';

/** The figures of one promise, as they are stored. */
export interface StoredFigures {
  /** Day of the run, as in 2026-11-27. */
  readonly date: string;
  readonly minutes: number;
  readonly figures: Figures;
}

export type AllFigures = Readonly<Record<string, StoredFigures>>;

const HEAD = `# What is promised, and what holds it

Written by \`npm run promises\`; not to be changed by hand. Every promise has a short form among the tests
(\`npm test\`) and a long one, whose command stands with it and whose last figures these are.
\`npm run promises -- NAME...\` runs the named ones and writes this page anew.
`;

/** @returns the command as it is typed */
export function commandOf(proof: Proof): string {
  return proof.type === 'figures'
    ? `npm ${proof.words.join(' ')}`
    : `npx vitest run ${proof.paths.join(' ')}`;
}

function valueText(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : value;
}

function section(
  { name, title, promise, proof, everyRun }: Promised,
  stored: StoredFigures | undefined,
): string {
  const lines = [
    `## ${title}`,
    '',
    promise,
    '',
    `\`${name}\`: \`${commandOf(proof)}\`; in short: ${everyRun}.`,
    '',
  ];
  if (stored === undefined) return [...lines, 'No figures yet.', ''].join('\n');
  const rows = Object.entries(stored.figures).map(([label, value]) => `| ${label} | ${valueText(value)} |`);
  const took = `${stored.date}, ${stored.minutes.toFixed(1)} minutes`;
  return [...lines, `| ${took} | |`, '| --- | --- |', ...rows, ''].join('\n');
}

/** @returns the whole page */
export function promisesPage(promises: readonly Promised[], figures: AllFigures): string {
  return [HEAD, ...promises.map((promised) => section(promised, figures[promised.name]))].join('\n');
}
