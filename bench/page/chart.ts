/**
 * The chart of a result as SVG: bars on a logarithmic scale, a panel for each suite with goals.
 *
 * Promises: every number is one of the result; text of 11 pixels and more; readable on light and dark pages,
 * whose choice it follows.
 */
import type { RatioFinding } from '../finding.js';
import type { Result, SuiteResult } from '../result.js';
import { YARDSTICK } from '../suite.js';
import { ratioText } from '../table.js';

const WIDTH = 760;
const MARGIN = 16;
/** Where the bars begin, right of the names. */
const AXIS = 216;
const RIGHT = 64;
const ROW = 20;
const BAR = 13;
const PANEL_HEAD = 30;
const PANEL_GAP = 12;
const HEAD = 62;
const FOOT = 30;

const LOWEST = 0.1;
const HIGHEST = 100;
const TICKS = [0.1, 1, 10, 100];

const STYLE = `
  .ground { fill: #ffffff; stroke: #d0d7de; }
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328;
    paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
  .title { font-size: 15px; font-weight: 600; }
  .panel { font-weight: 600; }
  .quiet { fill: #59636e; font-size: 11px; }
  .ours { fill: #1a7f5a; }
  .other { fill: #8c959f; }
  .line { stroke: #d0d7de; }
  .one { stroke: #59636e; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #3d444d; }
    text { fill: #f0f6fc; stroke: #0d1117; }
    .quiet { fill: #9198a1; }
    .ours { fill: #3fb68b; }
    .other { fill: #656c76; }
    .line { stroke: #3d444d; }
    .one { stroke: #9198a1; }
  }`;

const place = (ratio: number): number => {
  const share = Math.log(ratio / LOWEST) / Math.log(HIGHEST / LOWEST);
  return Number((AXIS + share * (WIDTH - AXIS - RIGHT)).toFixed(1));
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(words)}</text>`;
}

/** Those of ours first, then the others from fast to slow. */
function rowsOf({ findings }: SuiteResult, ours: readonly string[]): readonly RatioFinding[] {
  const ratios = findings
    .filter((finding) => finding.type === 'ratio')
    .filter(({ yardstick, median }) => yardstick === YARDSTICK && median >= LOWEST);
  const isOurs = ({ contestant }: RatioFinding): boolean => ours.includes(contestant);
  const byMedian = (one: RatioFinding, other: RatioFinding): number => other.median - one.median;
  return [
    ...ratios.filter(isOurs).toSorted(byMedian),
    ...ratios.filter((row) => !isOurs(row)).toSorted(byMedian),
  ];
}

function bar(row: RatioFinding, y: number, isOurs: boolean): readonly string[] {
  const end = place(Math.min(row.median, HIGHEST));
  const middle = y + BAR / 2;
  const low = place(Math.min(...row.runs.map(({ median }) => median)));
  const high = place(Math.max(...row.runs.map(({ median }) => median)));
  return [
    text(AXIS - 8, y + BAR - 2, row.contestant, 'text-anchor="end"'),
    `<rect class="${isOurs ? 'ours' : 'other'}" x="${AXIS}" y="${y}" width="${(end - AXIS).toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<line class="one" style="stroke-dasharray: none" x1="${low}" x2="${high}" y1="${middle}" y2="${middle}"/>`,
    text(Math.max(end, high) + 6, y + BAR - 2, ratioText(row.median)),
  ];
}

function panel(
  suite: SuiteResult,
  top: number,
  ours: readonly string[],
): { lines: string[]; bottom: number } {
  const rows = rowsOf(suite, ours);
  const first = top + PANEL_HEAD;
  const bottom = first + rows.length * ROW;
  const ticks = TICKS.map((tick) => {
    const x = place(tick);
    return `<line class="${tick === 1 ? 'one' : 'line'}" x1="${x}" x2="${x}" y1="${first - 6}" y2="${bottom}"/>`;
  });
  const bars = rows.flatMap((row, index) => bar(row, first + index * ROW, ours.includes(row.contestant)));
  return { lines: [text(MARGIN, top + 16, suite.title, 'class="panel"'), ...ticks, ...bars], bottom };
}

/**
 * @param suites names of those that are drawn
 * @param ours names of our contestants
 */
export function chart(result: Result, suites: readonly string[], ours: readonly string[]): string {
  const drawn: string[] = [];
  let bottom = HEAD;
  for (const suite of result.suites.filter(({ name }) => suites.includes(name))) {
    const next = panel(suite, bottom, ours);
    drawn.push(...next.lines);
    bottom = next.bottom + PANEL_GAP;
  }
  const height = bottom + FOOT;
  const { cpuModel, node } = result.fingerprint;
  const ticks = TICKS.map((tick) =>
    text(place(tick), bottom + 6, `${tick}×`, 'class="quiet" text-anchor="middle"'),
  );
  const { runs } = result.effort;
  const spread = runs === 1 ? 'one run' : `thin line: the medians of ${runs} runs`;
  const explained = `speed as a multiple of a prepared createHmac (1×), logarithmic; ${spread}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Speed of core and engine as a multiple of createHmac">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    text(MARGIN, 27, 'Responses in the time of one createHmac', 'class="title"'),
    text(MARGIN, 46, explained, 'class="quiet"'),
    ...drawn,
    ...ticks,
    text(MARGIN, bottom + 22, `${cpuModel}, Node ${node}, one thread`, 'class="quiet"'),
    '</svg>',
  ].join('\n')}\n`;
}
