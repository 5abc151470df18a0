/**
 * The DSC+ drawn as a card: its names, its display in large segments and once more as plain characters, its
 * keys as buttons that take the mouse.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { TEST_DEVICE_WORDS } from '../drawing/code-card-sheet.js';
import { displayArt } from '../drawing/display-art.js';
import { KEY_ROWS } from '../drawing/keypad.js';
import type { Frame } from '../twin/frame.js';
import type { CardMeasures } from './layout.js';
import { BOLD, type Canvas, INVERSE, PLAIN, type Rectangle, type Style, WARNING } from './picture.js';

export interface CardFace {
  readonly name: string;
  readonly serialNumber: string;
  readonly profile: DscPlusProfile;
  readonly frame: Frame;
  /** The key that is down. */
  readonly pressed: KeyName | null;
}

const SEGMENTS: Style = { colour: 'green' };
const PRESSED: Style = { bold: true, inverse: true };
const ART_ROWS = 5;
const KEY_HEIGHT = 3;

export function drawDscPlusCard(
  canvas: Canvas,
  rectangle: Rectangle,
  measures: CardMeasures,
  face: CardFace,
): void {
  const left = rectangle.left + 2;
  const end = rectangle.left + rectangle.width - 2;
  let row = rectangle.top + 1;
  canvas.box(rectangle, 'rounded');
  const serial = `serial number ${face.serialNumber}`;
  canvas.rightAligned(end, row, serial);
  canvas.text(left, row, face.name, BOLD, end - left - serial.length - 1);
  canvas.text(left, row + 1, TEST_DEVICE_WORDS, WARNING);
  row += 2 + measures.gapRows;
  row = drawDisplay(canvas, rectangle, row, measures, face) + measures.gapRows;
  canvas.text(left, row, 'display: ');
  canvas.text(left + 9, row, face.frame.text === '' ? '(off)' : face.frame.text, BOLD);
  row += 2;
  drawKeys(canvas, rectangle, row, measures, face.pressed);
}

/** @returns the row below the frame */
function drawDisplay(
  canvas: Canvas,
  { left, width }: Rectangle,
  top: number,
  { displayPadding: padding }: CardMeasures,
  { profile, frame }: CardFace,
): number {
  const { segments, cells } = profile.display;
  const artWidth = cells * 6 - 1;
  const frameWidth = Math.min(width - 2, artWidth + 2 * padding.columns + 2);
  const height = ART_ROWS + 2 * padding.rows + 2;
  const frameLeft = left + Math.floor((width - frameWidth) / 2);
  canvas.box({ left: frameLeft, top, width: frameWidth, height }, 'line');
  const lines = displayArt(frame.cells, segments, { ascii: canvas.ascii });
  for (const [row, line] of lines.entries()) {
    const artLeft = frameLeft + 1 + padding.columns;
    canvas.text(artLeft, top + 1 + padding.rows + row, line, SEGMENTS, frameWidth - 2 - padding.columns);
  }
  return top + height;
}

const LABELS: Readonly<Partial<Record<KeyName, string>>> = { ok: 'OK' };

function drawKeys(
  canvas: Canvas,
  { left, width }: Rectangle,
  top: number,
  { keyWidth, keyGap }: CardMeasures,
  pressed: KeyName | null,
): void {
  const places = KEY_ROWS[0]?.length ?? 0;
  const allWidth = places * keyWidth + (places - 1) * keyGap;
  const firstLeft = left + Math.floor((width - allWidth) / 2);
  for (const [row, keys] of KEY_ROWS.entries()) {
    for (const [column, key] of keys.entries()) {
      if (key === null) continue;
      const rectangle = {
        left: firstLeft + column * (keyWidth + keyGap),
        top: top + row * (KEY_HEIGHT + keyGap),
        width: keyWidth,
        height: KEY_HEIGHT,
      };
      const isDown = key === pressed;
      canvas.box(rectangle, 'line', isDown ? INVERSE : PLAIN);
      canvas.centred(
        rectangle.left + 1,
        rectangle.top + 1,
        LABELS[key] ?? key,
        keyWidth - 2,
        isDown ? PRESSED : BOLD,
      );
      canvas.target(rectangle, { type: 'cardKey', key });
    }
  }
}
