/**
 * A DSC+ card as SVG: the whole face with display, keys, serial number and the words TEST DEVICE.
 *
 * Lengths are millimetres of the ID-1 format, 85.60 x 53.98 with corners of 3.18 (ISO/IEC 7810). Promises:
 * well-formed XML whatever the names, no identifiers and no style sheet, every key a `<g data-key="...">`
 * that a page can attach to. The face is [unknown: our choice] and imitates no maker's and no broker's mark.
 */
import type { Cell, SegmentCount } from '../../firmware/display/cell.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import { displaySentence, drawDisplay, escapeXml } from './display-svg.js';
import { KEY_ROWS } from './keypad.js';

export interface CardFace {
  readonly cells: readonly Cell[];
  readonly segmentCount: SegmentCount;
  readonly serialNumber: string;
  readonly profileName: string;
  /** The key that is held down. */
  readonly pressed?: KeyName;
}

const WIDTH = 85.6;
const HEIGHT = 53.98;
const CORNER = 3.18;
const PIXELS_PER_MM = 10;
const MARGIN = 6;

const DISPLAY_TOP = 12;
const DISPLAY_HEIGHT = 14;

const KEYS_TOP = 29.6;
const KEY_WIDTH = 8.8;
const KEY_HEIGHT = 7.4;
const KEY_PITCH_X = (WIDTH - 2 * MARGIN - KEY_WIDTH) / 6;
const KEY_PITCH_Y = 9.2;

const FACE = '#20384f';
const FACE_EDGE = '#122435';
const INK = '#f2f5f7';
const FAINT_INK = '#b4c3d0';
const WARNING = '#ffb347';
const KEY_COLOUR = '#e9edf0';
const KEY_PRESSED_COLOUR = '#ffd79a';
const KEY_SHADOW = '#132738';
const KEY_INK = '#1b2a38';

const FONT = 'font-family="Helvetica, Arial, sans-serif"';

function text(x: number, y: number, size: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" font-size="${size}" ${FONT} ${attributes}>${escapeXml(content)}</text>`;
}

/** What stands on a key, around the origin. */
function keyLabel(key: KeyName): string {
  const stroke = `fill="none" stroke="${KEY_INK}" stroke-width="0.6" stroke-linecap="round" stroke-linejoin="round"`;
  switch (key) {
    case 'power':
      return `<path d="M-1.2 -1.2A1.7 1.7 0 1 0 1.2 -1.2M0 -2.2V-0.2" ${stroke}/>`;
    case 'back':
      return `<path d="M1.9 0H-1.9M-0.5 -1.4L-1.9 0L-0.5 1.4" ${stroke}/>`;
    case 'ok':
      return text(0, 1.15, 3.2, 'OK', `font-weight="bold" text-anchor="middle" fill="${KEY_INK}"`);
    default:
      return text(0, 1.45, 4.2, key, `font-weight="bold" text-anchor="middle" fill="${KEY_INK}"`);
  }
}

/** The body of a key around the origin: the power key is round, the others are not. */
function keyBody(key: KeyName, colour: string): string {
  if (key === 'power') return `<circle r="${KEY_WIDTH / 2}" fill="${colour}"/>`;
  const [x, y] = [-KEY_WIDTH / 2, -KEY_HEIGHT / 2];
  return `<rect x="${x}" y="${y}" width="${KEY_WIDTH}" height="${KEY_HEIGHT}" rx="1.6" fill="${colour}"/>`;
}

function drawKey(key: KeyName, column: number, row: number, pressed: boolean): string {
  const x = (MARGIN + KEY_WIDTH / 2 + column * KEY_PITCH_X).toFixed(2);
  // the power key has the first column to itself and lies between the rows
  const rowOfCentre = key === 'power' ? row + 0.5 : row;
  const y = (KEYS_TOP + KEY_HEIGHT / 2 + rowOfCentre * KEY_PITCH_Y).toFixed(2);
  const [state, colour] = pressed ? [' data-pressed="true"', KEY_PRESSED_COLOUR] : ['', KEY_COLOUR];
  const top = `${keyBody(key, colour)}${keyLabel(key)}`;
  const shadow = `<g transform="translate(0 0.55)">${keyBody(key, KEY_SHADOW)}</g>`;
  const raised = pressed ? `<g transform="translate(0 0.4)">${top}</g>` : top;
  return `<g data-key="${key}"${state} transform="translate(${x} ${y})">${shadow}${raised}</g>`;
}

function drawKeys(pressed: KeyName | undefined): string[] {
  return KEY_ROWS.flatMap((keys, row) =>
    keys.flatMap((key, column) => (key === null ? [] : [drawKey(key, column, row, key === pressed)])),
  );
}

function drawHeading(): string[] {
  const badgeWidth = 21.5;
  const badgeX = Number((WIDTH - MARGIN - badgeWidth).toFixed(2));
  return [
    text(MARGIN, 9.1, 6, 'DSC+', `font-weight="bold" fill="${INK}"`),
    `<rect x="${badgeX}" y="4.4" width="${badgeWidth}" height="4.8" rx="1" fill="${WARNING}"/>`,
    text(
      badgeX + badgeWidth / 2,
      7.75,
      2.7,
      'TEST DEVICE',
      `font-weight="bold" text-anchor="middle" fill="${KEY_INK}"`,
    ),
  ];
}

function drawGlass(cells: readonly Cell[], segmentCount: SegmentCount): string[] {
  const { width, height, elements } = drawDisplay(cells, segmentCount);
  const glassWidth = (DISPLAY_HEIGHT * width) / height;
  return [
    `<svg x="${MARGIN}" y="${DISPLAY_TOP}" width="${glassWidth.toFixed(2)}" height="${DISPLAY_HEIGHT}" viewBox="0 0 ${width} ${height}">`,
    elements,
    '</svg>',
  ];
}

/**
 * The card as an SVG document, 856 x 539.8 pixels at its own size.
 *
 * @param face what the card shows now; the drawing holds the display's text in its description too
 */
export function cardSvg({ cells, segmentCount, serialNumber, profileName, pressed }: CardFace): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${WIDTH * PIXELS_PER_MM}" height="${HEIGHT * PIXELS_PER_MM}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<title>${escapeXml(`DSC+ card ${serialNumber}, a test device`)}</title>`,
    `<desc>${escapeXml(displaySentence(cells))}</desc>`,
    `<rect x="0.15" y="0.15" width="${WIDTH - 0.3}" height="${HEIGHT - 0.3}" rx="${CORNER}" fill="${FACE}" stroke="${FACE_EDGE}" stroke-width="0.3"/>`,
    ...drawHeading(),
    ...drawGlass(cells, segmentCount),
    ...drawKeys(pressed),
    text(MARGIN, 50.9, 2.4, `S/N ${serialNumber}`, `fill="${FAINT_INK}"`),
    text(WIDTH - MARGIN, 50.9, 2.4, profileName, `text-anchor="end" fill="${FAINT_INK}"`),
    '</svg>',
    '',
  ].join('\n');
}
