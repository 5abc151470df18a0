/** The page and the chart are what the bench makes of the checked-in result, and can be read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { chart } from '../../bench/page/chart.js';
import { resultsPage } from '../../bench/page/results-page.js';
import { pageFiles } from '../../bench/page/write-page.js';
import { PROJECT_BENCH } from '../../bench/project-bench.js';
import { readResult } from '../../bench/result.js';
import { ratioText } from '../../bench/table.js';
import { ROOT } from '../house/source-files.js';

const RESULT_FILE = join(ROOT, 'bench/results.json');
const result = readResult(RESULT_FILE);
const page = readFileSync(join(ROOT, 'bench/RESULTS.md'), 'utf8');
const ratios = result.suites.flatMap(({ findings }) =>
  findings.filter((finding) => finding.type === 'ratio'),
);

describe('the checked-in result', () => {
  it('follows the schema', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'bench/schema/result.schema.json'), 'utf8'));
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    validate(JSON.parse(readFileSync(RESULT_FILE, 'utf8')));
    expect(validate.errors).toBeNull();
  });

  it.each([...pageFiles(PROJECT_BENCH)])(
    'is what %s shows; `npm run bench -- --page` writes it',
    (file, text) => {
      expect(readFileSync(join(ROOT, file), 'utf8')).toBe(text);
    },
  );
});

describe('the page', () => {
  it('has every ratio with all its runs and its verdict', () => {
    expect(ratios.length).toBeGreaterThan(20);
    for (const { name, median, runs, goal } of ratios) {
      const short = name.slice(name.indexOf('/') + 1);
      const figures = `**${ratioText(median)}** | ${runs.map((run) => ratioText(run.median)).join(' ')} |`;
      const row = page.split('\n').find((line) => line.startsWith(`| ${short}`) && line.includes(figures));
      expect(row, name).toBeDefined();
      expect(row, name).toContain(goal?.verdict ?? '|  |  |');
    }
  });

  it('says who every contestant is', () => {
    for (const { name, what } of PROJECT_BENCH.contestants)
      expect(page).toContain(`| \`${name}\` | ${what} |`);
  });

  it('changes with the result', () => {
    const changed = {
      ...result,
      suites: result.suites.map((suite) => ({
        ...suite,
        findings: suite.findings.map((finding) =>
          finding.type === 'ratio' ? { ...finding, median: 2 * finding.median } : finding,
        ),
      })),
    };
    expect(resultsPage(changed, PROJECT_BENCH)).not.toBe(page);
  });
});

describe('the chart', () => {
  const svg = readFileSync(join(ROOT, '.pictures/bench.svg'), 'utf8');
  const width = Number(/width="(\d+)"/.exec(svg)?.[1]);
  const height = Number(/height="(\d+)"/.exec(svg)?.[1]);

  /** As wide as a text of a common font is at most. */
  const CHARACTER_PIXELS = 7.2;

  const boxes = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"([^>]*)>([^<]*)<\/text>/g)].map(
    ([, x, y, attributes = '', words = '']) => {
      const length =
        words.length *
        (attributes.includes('title') ? 8.2 : attributes.includes('quiet') ? 5.9 : CHARACTER_PIXELS);
      const shift =
        { start: 0, middle: -length / 2, end: -length }[/anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start'] ??
        0;
      const left = Number(x) + shift;
      return { words, left, right: left + length, top: Number(y) - 11, bottom: Number(y) + 3 };
    },
  );

  it('is well-formed, and has no text below 11 pixels', () => {
    expect(svg.match(/<(\w+)[^>]*[^/]>/g)?.length).toBeGreaterThan(10);
    const sizes = [...svg.matchAll(/font(?:-size)?: (?:600 )?(\d+)px/g)].map(([, size]) => Number(size));
    expect(Math.min(...sizes)).toBe(11);
  });

  it('has its texts inside the picture, and none over another', () => {
    expect(boxes.length).toBeGreaterThan(40);
    for (const { words, left, right, bottom } of boxes) {
      expect(left, words).toBeGreaterThanOrEqual(0);
      expect(right, words).toBeLessThanOrEqual(width);
      expect(bottom, words).toBeLessThanOrEqual(height);
    }
    const overlapping = boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .filter(
          (other) =>
            one.left < other.right &&
            other.left < one.right &&
            one.top < other.bottom &&
            other.top < one.bottom,
        )
        .map((other) => `${one.words} / ${other.words}`),
    );
    expect(overlapping).toEqual([]);
  });

  it('follows the colours of the page, light or dark', () => {
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });

  it('draws longer what is faster', () => {
    const drawn = chart(
      result,
      ['hotp'],
      ['core', 'engine-one', 'engine-batch-text', 'engine-batch-numbers'],
    );
    const bars = [...drawn.matchAll(/<rect class="(ours|other)"[^>]* width="([\d.]+)"/g)].map(
      ([, whose, length]) => ({
        whose,
        length: Number(length),
      }),
    );
    const [ours, others] = ['ours', 'other'].map((whose) =>
      bars.filter((bar) => bar.whose === whose).map(({ length }) => length),
    );
    expect(ours).toHaveLength(4);
    for (const lengths of [ours, others])
      expect(lengths).toEqual(lengths?.toSorted((one, other) => other - one));
  });
});
