/** `lookup` and `card`: what a Security Code Card shows, and a printed one typed off. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import codeCards from '../../vectors/code-card.json' with { type: 'json' };
import { expectRefusal, json, newFolder, output, run } from './run-program.js';

const DAY_SECONDS = 86_400;
const VALID_GROUPS = codeCards.groups.filter(({ checkValue }) => checkValue !== '');

/** Index to code, from the CSV form. */
function codesOf(csv: string): Map<string, string> {
  const [header, ...lines] = csv.trimEnd().split('\n');
  expect(header).toBe('index,code');
  return new Map(lines.map((line) => line.split(',') as [string, string]));
}

describe('lookup', () => {
  it('joins the codes in the order asked', () => {
    const codes = codesOf(output(['card', 'demo', '--format', 'csv']));
    expect(output(['lookup', 'demo', '100', '50'])).toBe(`${codes.get('100')}${codes.get('50')}\n`);
    expect(output(['lookup', 'demo', '050'])).toBe(`${codes.get('50')}\n`);
    expect(output(['lookup', 'demo', '224', '1', '224'])).toBe(
      `${codes.get('224')}${codes.get('1')}${codes.get('224')}\n`,
    );
    expect(json(['lookup', 'demo', '100', '50'])).toEqual({
      values: `${codes.get('100')}${codes.get('50')}`,
      codes: [
        { index: 100, code: codes.get('100') },
        { index: 50, code: codes.get('50') },
      ],
    });
  });

  it.each(VALID_GROUPS)('gives the codes of the vectors: $alphabet, $checkValue', (group) => {
    const folder = newFolder();
    const profile = { extends: 'security-code-card', alphabet: group.alphabet };
    writeFileSync(join(folder, 'card.json'), JSON.stringify(profile));
    const given = ['--key', group.seed, '--serial-number', group.serialNumber];
    output(['new', 'card.json', 'a.token', ...given], { folder });
    const known = group.tests.filter(({ result }) => result === 'valid');
    const indices = known.map(({ input }) => input.index);
    const codes = known.map((test) => ('code' in test ? test.code : ''));
    expect(output(['lookup', 'a.token', ...indices], { folder })).toBe(`${codes.join('')}\n`);
    expect(output(['card', 'a.token'], { folder })).toContain(`Check value ${group.checkValue} `);
  });

  it('has vectors for both alphabets', () => {
    expect(new Set(VALID_GROUPS.map(({ alphabet }) => alphabet)).size).toBe(2);
  });

  it('says when a card has expired, and answers as paper does', () => {
    const folder = newFolder();
    const now = Math.floor(Date.now() / 1000);
    const make = (file: string, start: number) =>
      output(['new', 'online-security-code-card', file, '--start', String(start)], { folder });
    make('old.token', now - 22 * DAY_SECONDS);
    make('new.token', now - 19 * DAY_SECONDS);
    const { status, stdout, stderr } = run(['lookup', 'old.token', '1'], { folder });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[A-Z][0-9][A-Z]\n$/);
    expect(stderr).toMatch(/^tokentwin: the card expired on [0-9-]{10}: [^\n]*\n$/);
    expect(output(['lookup', 'new.token', '1'], { folder })).toMatch(/^[A-Z][0-9][A-Z]\n$/);
  });
});

describe('card', () => {
  it('prints each of the 224 codes in every format', () => {
    const codes = codesOf(output(['card', 'demo', '--format', 'csv']));
    expect([...codes.keys()]).toEqual(Array.from({ length: 224 }, (_, offset) => String(offset + 1)));
    const text = output(['card', 'demo']);
    const svg = output(['card', 'demo', '--format', 'svg']);
    expect(output(['card', 'demo', '--format', 'png'])).toMatch(/^.PNG/);
    expect(text).toBe(output(['card', 'demo', '--format', 'text']));
    expect(text).toContain('TEST DEVICE');
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    for (const [index, code] of codes) {
      expect(text).toMatch(new RegExp(`\\b${index} ${code}\\b`));
      expect(svg).toContain(code);
    }
  });

  it('prints one half', () => {
    const upper = output(['card', 'demo', '--half', 'upper']);
    const lower = output(['card', 'demo', '--half', 'lower']);
    expect([upper, lower].map((half) => half.match(/ [0-9]{1,3} [A-Z][0-9][A-Z] /g)?.length)).toEqual([
      112, 112,
    ]);
    expect(upper).toMatch(/ 14 [A-Z]/);
    expect(lower).not.toMatch(/ 14 [A-Z]/);
  });

  it('goes through CSV into a card of the same codes', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'card.csv'), output(['card', 'demo', '--format', 'csv']));
    output(['new', 'security-code-card', 'a.token', '--import', 'card.csv'], { folder });
    expect(output(['card', 'a.token', '--format', 'csv'], { folder })).toBe(
      readFileSync(join(folder, 'card.csv'), 'utf8'),
    );
    const both = ['new', 'security-code-card', 'b.token', '--import', 'card.csv', '--key', '00'.repeat(16)];
    expectRefusal(run(both, { folder }), 'ARGUMENT', 2);
  });
});
