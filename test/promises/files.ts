/** Where the figures are kept and the page is written. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type AllFigures, promisesPage } from './page.js';
import { PROMISES } from './promises.js';

const FIGURES = new URL('figures.json', import.meta.url);
const PAGE = new URL('../PROMISES.md', import.meta.url);

export function readFigures(): AllFigures {
  return JSON.parse(readFileSync(FIGURES, 'utf8'));
}

export function readPage(): string {
  return readFileSync(PAGE, 'utf8');
}

export function writeFigures(figures: AllFigures): void {
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Writes the page from the figures that are kept. */
export function writePage(): void {
  writeFileSync(PAGE, promisesPage(PROMISES, readFigures()));
}
