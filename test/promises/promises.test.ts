/** The page on the promises says what the long runs told last, and its commands exist. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresIn } from './figures.js';
import { readFigures, readPage } from './files.js';
import { promisesPage } from './page.js';
import { PROMISES } from './promises.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the page on the promises', () => {
  it('is what `npm run promises -- --page` writes', () => {
    expect(readPage() === promisesPage(PROMISES, readFigures()), 'run `npm run promises -- --page`').toBe(
      true,
    );
  });

  it('has figures of promises, and of nothing else', () => {
    const names = PROMISES.map(({ name }) => name);
    expect(Object.keys(readFigures()).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('figures', () => {
  it('are the last ones told of a run', () => {
    const output = 'figures of one: {"a":1}\nfigures of one: {"a":2}\nfigures of other: {"a":3}\nthe end';
    expect(figuresIn(output, 'one')).toEqual({ a: 2 });
    expect(figuresIn(output, 'on')).toBeNull();
  });
});

describe.each(PROMISES)('$name', ({ proof, everyRun }) => {
  it('has a command that exists', () => {
    if (proof.type === 'figures') expect(Object.keys(scripts)).toContain(proof.words[1]);
    else for (const path of proof.paths) expect(existsSync(path), path).toBe(true);
  });

  it('has tests that exist', () => {
    for (const path of everyRun.split(', ')) expect(existsSync(path), path).toBe(true);
  });
});
