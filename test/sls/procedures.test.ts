/** The table of procedures names tests that there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

const ROWS = read('PROCEDURES.md')
  .split('\n')
  .filter((line) => /^\| [A-Z]/.test(line) && !line.startsWith('| Procedure'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the table of procedures', () => {
  it('has the articles and sections 1, 2, 5 to 7 and 9 to 16 in it', () => {
    expect(ROWS.length).toBeGreaterThan(55);
    const sections = new Set(
      ROWS.flatMap(([, , facts = '']) => facts.split(', ').map((each) => each.split('.')[0])),
    );
    for (const section of ['1', '2', '5', '6', '7', '9', '10', '11', '12', '13', '14', '15', '16'])
      expect([...sections], section).toContain(section);
  });

  it.each(ROWS.map(([, procedure = '', , suite = '', title = '']) => [procedure, suite, title]))(
    'names a test of: %s',
    (_, suite, title) => {
      expect(read(`suites/${suite}.ts`).replaceAll("\\'", "'")).toContain(title);
    },
  );
});
