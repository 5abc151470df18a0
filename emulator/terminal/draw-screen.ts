/**
 * The whole screen as a picture: tabs, the page of the shown device, an overlay, messages and help.
 */
import type { DscPlusSecrets, DscPlusStatus } from '../twin/dsc-plus-status.js';
import type { Frame } from '../twin/frame.js';
import { drawChipPanel } from './chip-panel.js';
import { drawCodeCardPage } from './code-card-page.js';
import { drawDscPlusCard } from './dsc-plus-card.js';
import { hintLine } from './help-text.js';
import type { HistoryView } from './history-overlay.js';
import { codeCardLayout, dscPlusLayout, fits, MINIMUM_SIZE } from './layout.js';
import { drawOverlay } from './overlays.js';
import { BOLD, Canvas, INVERSE, type Picture, type Style, WARNING } from './picture.js';
import { type Message, type OpenDscPlus, shownDevice, type TerminalState } from './state.js';
import { tabsOf } from './tabs.js';
import { wrapWords } from './wrap.js';

/** What the shown DSC+ lets see at this moment. */
export interface DscPlusView {
  readonly frame: Frame;
  readonly status: DscPlusStatus;
  /** null: masked. */
  readonly secrets: DscPlusSecrets | null;
  /** What is wrong with it on purpose, in words. */
  readonly faults: readonly string[];
  /** null: not open. */
  readonly history: HistoryView | null;
}

export interface Surroundings {
  /** Can only ASCII be shown? */
  readonly ascii: boolean;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

const TITLE = 'tokentwin - TEST DEVICE';
const SELECTED_TAB: Style = { bold: true };

/** @param view null when the shown device is no DSC+ */
export function drawScreen(state: TerminalState, view: DscPlusView | null, around: Surroundings): Picture {
  const { size } = state;
  const canvas = new Canvas(size.width, size.height, around.ascii);
  if (!fits(size)) {
    const words = `window too small: ${MINIMUM_SIZE.width}x${MINIMUM_SIZE.height} needed, now ${size.width}x${size.height}`;
    const lines = size.width === 0 ? [] : wrapWords(words, size.width);
    const top = Math.max(0, Math.floor((size.height - lines.length) / 2));
    for (const [row, line] of lines.entries()) canvas.centred(0, top + row, line, size.width);
    return canvas.picture();
  }
  drawTabs(canvas, state);
  const open = shownDevice(state);
  if (state.overlay.kind !== 'none')
    drawOverlay(canvas, size, state.overlay, state, { history: view?.history ?? null, ascii: around.ascii });
  else if (open.kind === 'security-code-card')
    drawCodeCardPage(canvas, codeCardLayout(size), open, around.nowMs);
  else if (view !== null) drawDscPlusPage(canvas, state, open, view);
  if (state.message !== null) drawMessage(canvas, state.message);
  canvas.centred(0, size.height - 1, hintLine(open.kind, size.width, open.reader !== null), size.width);
  return canvas.picture();
}

function drawDscPlusPage(canvas: Canvas, state: TerminalState, open: OpenDscPlus, view: DscPlusView): void {
  const { card, measures, panel } = dscPlusLayout(state.size);
  const { device, reader, log, unlockQuestion } = open;
  const { profile } = device.twin;
  drawDscPlusCard(canvas, card, measures, {
    name: device.name,
    serialNumber: view.status.serialNumber,
    profile,
    frame: view.frame,
    pressed: state.pressed,
  });
  drawChipPanel(canvas, panel, {
    sealed: state.sealed,
    status: view.status,
    faults: view.faults,
    secrets: view.secrets,
    file: device.file,
    reader,
    unlockQuestion,
    lowBatteryPercent: profile.battery.lowPercent,
    log,
  });
}

function drawTabs(canvas: Canvas, { devices, shown }: TerminalState): void {
  const titleStart = canvas.width - TITLE.length - 1;
  canvas.fill({ left: 0, top: 0, width: canvas.width, height: 1 }, INVERSE);
  canvas.text(titleStart, 0, TITLE, INVERSE);
  const names = devices.map(({ device }) => device.name);
  let left = 0;
  for (const { device, text } of tabsOf(names, shown, titleStart - 1)) {
    const end = canvas.text(left, 0, text, device === shown ? SELECTED_TAB : INVERSE);
    canvas.target({ left, top: 0, width: end - left, height: 1 }, { type: 'tab', device });
    left = end;
  }
}

/** In the last row but one; a long message takes rows above it. */
function drawMessage(canvas: Canvas, { text, isError }: Message): void {
  const lines = wrapWords(text, canvas.width - 2);
  const top = canvas.height - 1 - lines.length;
  for (const [row, line] of lines.entries()) {
    canvas.text(0, top + row, ` ${line}`.padEnd(canvas.width), isError ? WARNING : BOLD);
  }
}
