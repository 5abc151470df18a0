/**
 * A recording as a film: for a terminal (asciicast version 2), or as one SVG that moves.
 *
 * Promises: what is secret is masked unless it is asked for; a pause of the person at the keys is shortened, so that
 * nobody waits for it.
 */
import type { Cell } from '../../firmware/display/cell.js';
import { displayArt } from '../drawing/display-art.js';
import { drawDisplay, escapeXml } from '../drawing/display-svg.js';
import { maskedCells } from '../drawing/masked.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { Frame } from '../twin/frame.js';
import type { Recording } from './recording.js';
import { replayRecording } from './replay.js';

const LONGEST_PAUSE_SECONDS = 2;

export interface CastOptions {
  readonly showSecrets: boolean;
}

/** A picture, and the second of the film in which it comes. */
interface Shot {
  readonly second: number;
  readonly cells: readonly Cell[];
}

function shotsOf(recording: Recording, { showSecrets }: CastOptions): readonly Shot[] {
  const { segments } = recording.start.profile.display;
  const shots: Shot[] = [];
  let last: Frame | null = null;
  const take = (twin: DscPlus) => {
    const { frame } = twin;
    if (frame.number === last?.number) return;
    const pause = last === null ? 0 : Math.min(LONGEST_PAUSE_SECONDS, (frame.at - last.at) / 1000);
    const cells = showSecrets ? frame.cells : maskedCells(frame, segments);
    shots.push({ second: (shots.at(-1)?.second ?? 0) + pause, cells });
    last = frame;
  };
  replayRecording(recording, take);
  return shots;
}

/** @returns lines of JSON, as `asciinema play` takes them */
export function asciicastOf(recording: Recording, options: CastOptions): string {
  const { segments, cells } = recording.start.profile.display;
  const header = { version: 2, width: 6 * cells + 1, height: 7, title: 'tokentwin: a test device' };
  const events = shotsOf(recording, options).map(({ second, cells: shown }) => {
    const art = displayArt(shown, segments).join('\r\n');
    return JSON.stringify([Number(second.toFixed(3)), 'o', `\u001b[2J\u001b[H${art}\r\nTEST DEVICE\r\n`]);
  });
  return `${[JSON.stringify(header), ...events].join('\n')}\n`;
}

/** The display as one SVG whose pictures follow each other, again and again. */
export function animatedSvg(recording: Recording, options: CastOptions): string {
  const { segments, cells } = recording.start.profile.display;
  const blank = Array.from({ length: cells }, () => ({ character: ' ', segments: 0 }));
  const shots = shotsOf(recording, options);
  const total = (shots.at(-1)?.second ?? 0) + LONGEST_PAUSE_SECONDS;
  const { width, height, elements } = drawDisplay(blank, segments);
  const pictures = shots.map(({ second, cells: shown }, index) => {
    const from = second / total;
    const to = (shots[index + 1]?.second ?? total) / total;
    const times = [0, from, to, 1].map((time) => time.toFixed(5));
    // Of a first or last picture two of the times are the same, which is allowed.
    const animation = `<animate attributeName="visibility" dur="${total.toFixed(3)}s" repeatCount="indefinite" calcMode="discrete" keyTimes="${times.join(';')}" values="hidden;visible;hidden;hidden"/>`;
    return `<g visibility="hidden">${drawDisplay(shown, segments).elements}${animation}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    '<title>Display of a test device, as it was recorded</title>',
    `<desc>${escapeXml(`${shots.length} pictures in ${total.toFixed(1)} seconds`)}</desc>`,
    elements,
    ...pictures,
    '</svg>',
    '',
  ].join('\n');
}
