/**
 * The panel beside a DSC+: what its chip knows, the line it is on, and the log of keys, frames and traffic.
 *
 * Promises: PIN and key are masked unless secrets are given; a sealed twin shows neither facts nor frames nor
 * traffic, only which keys were pressed and the line.
 */
import type { StateName } from '../../firmware/dsc-plus/state.js';
import type { DscPlusSecrets, DscPlusStatus } from '../twin/dsc-plus-status.js';
import { type EventLog, type LineEntry, type LogEntry, loggedKey, loggedText } from './event-log.js';
import { BOLD, type Canvas, PLAIN, type Rectangle, type Style, WARNING } from './picture.js';
import { shortenMiddle } from './shorten.js';
import { cardPlaceText, type ReaderState } from './state.js';
import { wrapWords } from './wrap.js';

export interface PanelContents {
  readonly sealed: boolean;
  readonly status: DscPlusStatus;
  /** What is wrong with the card on purpose, in words. */
  readonly faults: readonly string[];
  /** null: masked. */
  readonly secrets: DscPlusSecrets | null;
  /** A file, or null for a demo card in memory. */
  readonly file: string | null;
  /** null: in no reader. */
  readonly reader: ReaderState | null;
  readonly unlockQuestion: string | null;
  readonly lowBatteryPercent: number;
  readonly log: EventLog;
}

interface PanelLine {
  readonly text: string;
  readonly style: Style;
}

/** Short enough for the narrow panel. */
const STATE_WORDS: Readonly<Record<StateName, string>> = {
  off: 'off',
  enterPin: 'PIN',
  enterOldPin: 'old PIN',
  enterNewPin: 'new PIN',
  confirmNewPin: 'confirm PIN',
  enterChallenge: 'challenge',
  enterUnlockAnswer: 'unlocking',
  enterReaderPin: 'PIN, reader',
  showUnlockQuestion: 'locked',
  showResponse: 'response',
  notice: 'notice',
  selfTest: 'self-test',
};

const LABEL_WIDTH = 13;
/** From this width on the log has room for hours. */
const WIDE_PANEL = 30;

export function drawChipPanel(
  canvas: Canvas,
  { left, top, width, height }: Rectangle,
  contents: PanelContents,
): void {
  const facts = contents.sealed
    ? wrapWords('sealed: what the chip knows is not shown', width).map((text) => ({ text, style: PLAIN }))
    : factLines(contents, width);
  const wrong =
    contents.faults.length === 0 ? [] : fact('on purpose', contents.faults.join(', '), width, WARNING);
  const advice = [...wrong, ...(contents.sealed ? [] : adviceLines(contents, width))];
  let row = heading(canvas, left, top, width, 'chip');
  for (const { text, style } of [...facts, ...advice, ...readerLines(contents.reader, width)]) {
    if (row >= top + height) return;
    canvas.text(left, row, text, style, width);
    row += 1;
  }
  row = heading(canvas, left, row + 1, width, 'events');
  const free = Math.max(0, top + height - row);
  const rows = logRows(contents, width, free);
  for (const [position, text] of rows.entries()) canvas.text(left, row + position, text, PLAIN, width);
}

function heading(canvas: Canvas, left: number, top: number, width: number, title: string): number {
  const end = canvas.text(left, top, `${title} `, BOLD, width);
  canvas.rule(end, top, left + width - end);
  return top + 1;
}

function factLines({ status, secrets, lowBatteryPercent }: PanelContents, width: number): PanelLine[] {
  const low = status.batteryPercent <= lowBatteryPercent;
  return [
    ...fact('state', stateText(status), width, status.locked || status.dead ? WARNING : PLAIN),
    ...fact('tries left', status.triesLeft === null ? 'no limit' : String(status.triesLeft), width),
    ...(status.counter === null ? [] : fact('counter', String(status.counter), width)),
    ...fact('battery', batteryText(status.batteryPercent, low), width, low ? WARNING : PLAIN),
    ...fact('activations', String(status.activations), width),
    ...fact('PIN', secrets === null ? '****' : (secrets.pin ?? 'any'), width),
    ...fact('key', keyText(secrets), width),
    ...fact('virtual time', `${new Date(status.timeMs).toISOString().slice(0, 19)}Z`, width),
  ];
}

/** A long address gets a row of its own and is still shortened: the traffic's title has the whole of it. */
function readerLines(reader: ReaderState | null, width: number): PanelLine[] {
  if (reader === null) return [];
  const { address, isCardIn } = reader;
  const fits = LABEL_WIDTH + address.length <= width;
  return [
    ...fact('line', fits ? address : shortenMiddle(address, width - 2), width),
    ...fact('reader', cardPlaceText(isCardIn), width, isCardIn ? PLAIN : WARNING),
  ];
}

function stateText({ state, dead, locked }: DscPlusStatus): string {
  if (dead) return 'dead';
  return locked && state === 'off' ? 'off, locked' : STATE_WORDS[state];
}

function batteryText(percent: number, low: boolean): string {
  return `${Math.round(percent)} %${low ? ', low' : ''}`;
}

function keyText(secrets: DscPlusSecrets | null): string {
  if (secrets === null) return 'hidden';
  return secrets.key === null ? 'wiped' : Buffer.from(secrets.key).toString('hex');
}

/** Label and value on one line where they fit, else the value on lines of its own. */
function fact(label: string, value: string, width: number, style: Style = PLAIN): PanelLine[] {
  const line = label.padEnd(LABEL_WIDTH) + value;
  if (line.length <= width) return [{ text: line, style }];
  return [label, ...wrapWords(value, width - 2).map((part) => `  ${part}`)].map((text) => ({ text, style }));
}

/** What to do with a locked or dead card. */
function adviceLines(
  { status, file, unlockQuestion }: Pick<PanelContents, 'status' | 'file' | 'unlockQuestion'>,
  width: number,
): PanelLine[] {
  if (status.dead) return styled(wrapWords('dead: it wiped its key after too many wrong answers', width));
  if (!status.locked) return [];
  const target = file === null ? 'demo' : shellWord(file);
  const question = unlockQuestion ?? 'QUESTION';
  return styled([
    ...wrapWords('locked: to unlock, run', width),
    ...wrapWords(`tokentwin unlock ${target} --challenge ${question}`, width),
  ]);
}

function styled(texts: readonly string[]): PanelLine[] {
  return texts.map((text) => ({ text, style: WARNING }));
}

/** A file name as it is written on a shell's command line. */
function shellWord(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

/** The newest rows of the log. @param count at most */
function logRows({ log, ...contents }: PanelContents, width: number, count: number): string[] {
  if (count === 0) return [];
  return log
    .slice(-count)
    .flatMap((entry) => entryRows(entry, contents, width))
    .slice(-count);
}

function entryRows(
  entry: LogEntry,
  { sealed, secrets, reader }: Omit<PanelContents, 'log'>,
  width: number,
): string[] {
  const time = new Date(entry.atMs).toISOString();
  const clock = `${width < WIDE_PANEL ? time.slice(14, 19) : time.slice(11, 19)} `;
  if (entry.type !== 'display') return lineRows(entry, clock, width);
  const secretsShown = secrets !== null;
  const key = loggedKey(entry, { secretsShown, inReader: reader !== null });
  return [clock + (sealed ? key : `${key.padEnd(8)} ${loggedText(entry, secretsShown)}`)];
}

/** One row for each part where the panel is narrow, cut off; as many as it takes where it is wide. */
function lineRows(entry: LineEntry, clock: string, width: number): string[] {
  const parts = entry.type === 'traffic' ? [entry.entry.asked, entry.entry.answered] : [entry.sentence];
  const isWide = width >= WIDE_PANEL;
  const rows = isWide ? parts.flatMap((part) => wrapWords(part, width - clock.length)) : parts;
  const indentation = ' '.repeat(isWide ? clock.length : 2);
  return rows.map((row, position) => (position === 0 ? clock : indentation) + row);
}
