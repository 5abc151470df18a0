/**
 * The boxes that take the page's place: help, the chooser, the traffic, the history, the file name.
 */
import { choicesOf } from './choices.js';
import { HELP_LINES } from './help-text.js';
import { drawHistory, type HistoryView } from './history-overlay.js';
import { overlayLayout, type Size } from './layout.js';
import { BOLD, type Canvas, INVERSE, PLAIN, type Rectangle } from './picture.js';
import type { OpenDevice, Overlay, TerminalState } from './state.js';
import type { TextField } from './text-field.js';
import { drawTraffic } from './traffic-overlay.js';

const HELP_ENDING = ' Any key closes this help. ';
const CHOOSER_WIDTH = 64;
const FIELD_WIDTH = 80;

export function drawOverlay(
  canvas: Canvas,
  size: Size,
  overlay: Exclude<Overlay, { kind: 'none' }>,
  { devices, shown }: Pick<TerminalState, 'devices' | 'shown'>,
  around: { readonly history: HistoryView | null; readonly ascii: boolean },
): void {
  switch (overlay.kind) {
    case 'help':
      drawHelp(canvas, size);
      break;
    case 'chooser':
      drawChooser(canvas, size, overlay.selected, devices);
      break;
    case 'traffic':
      drawTraffic(canvas, size, devices[shown] as OpenDevice, overlay.scrolled);
      break;
    case 'history':
      if (around.history !== null) drawHistory(canvas, size, around.history, around.ascii);
      break;
    case 'fault':
      drawField(canvas, size, FAULT_BOXES[(devices[shown] as OpenDevice).kind], overlay.field);
      break;
    case 'fileName':
      drawField(canvas, size, FILE_NAME_BOX, overlay.field);
      break;
  }
}

function drawBox(canvas: Canvas, rectangle: Rectangle, title: string): void {
  canvas.box(rectangle, 'line');
  canvas.text(rectangle.left + 2, rectangle.top, ` ${title} `, BOLD);
}

function drawHelp(canvas: Canvas, size: Size): void {
  const width = 2 + Math.max(...HELP_LINES.map((line) => line.length)) + 2;
  const rectangle = overlayLayout(size, { width, height: HELP_LINES.length + 2 });
  drawBox(canvas, rectangle, 'help');
  for (const [row, line] of HELP_LINES.entries()) {
    canvas.text(rectangle.left + 2, rectangle.top + 1 + row, line, PLAIN, rectangle.width - 4);
  }
  canvas.text(rectangle.left + 2, rectangle.top + rectangle.height - 1, HELP_ENDING);
}

function drawChooser(canvas: Canvas, size: Size, selected: number, devices: readonly OpenDevice[]): void {
  const choices = choicesOf(devices);
  const rectangle = overlayLayout(size, { width: CHOOSER_WIDTH, height: choices.length + 5 });
  const { left, top, width, height } = rectangle;
  drawBox(canvas, rectangle, 'devices');
  const rows = height - 5;
  const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), choices.length - rows));
  for (const [row, { label }] of choices.slice(first, first + rows).entries()) {
    const position = first + row;
    const line = { left: left + 1, top: top + 1 + row, width: width - 2, height: 1 };
    const isSelected = position === selected;
    const text = `${isSelected ? '>' : ' '} ${label}`.padEnd(line.width);
    canvas.text(line.left, line.top, text, isSelected ? INVERSE : PLAIN, line.width);
    canvas.target(line, { type: 'choice', position });
  }
  canvas.rule(left + 1, top + height - 4, width - 2);
  canvas.text(left + 3, top + height - 3, choices[selected]?.description ?? '', PLAIN, width - 4);
  canvas.text(left + 3, top + height - 2, 'arrows and Enter choose, Esc closes', PLAIN, width - 4);
}

interface FieldBox {
  readonly title: string;
  /** Of six characters. */
  readonly label: string;
  readonly hint: string;
}

const FILE_NAME_BOX: FieldBox = {
  title: 'open a token file or profile (JSON)',
  label: 'file: ',
  hint: 'Enter opens, Esc closes',
};

const FAULT_BOXES: Readonly<Record<OpenDevice['kind'], FieldBox>> = {
  'dsc-plus': {
    title: 'make the card wrong',
    label: 'what: ',
    hint: 'next-response wrong, dead-segment 0 a, stuck-key ok, slow 300ms, ... or none',
  },
  'security-code-card': {
    title: 'make the print wrong',
    label: 'what: ',
    hint: 'smudged 7, misprinted 7, or none',
  },
};

function drawField(
  canvas: Canvas,
  size: Size,
  { title, label, hint }: FieldBox,
  { text, cursor }: TextField,
): void {
  const rectangle = overlayLayout(size, { width: FIELD_WIDTH, height: 5 });
  const { left, top, width } = rectangle;
  drawBox(canvas, rectangle, title);
  canvas.text(left + 2, top + 1, label);
  const room = width - 10;
  const first = Math.max(0, cursor - room + 1);
  const column = left + 8;
  canvas.text(column, top + 1, text.slice(first), PLAIN, room);
  canvas.text(column + cursor - first, top + 1, text[cursor] ?? '_', INVERSE);
  canvas.text(left + 2, top + 3, hint, PLAIN, width - 4);
}
