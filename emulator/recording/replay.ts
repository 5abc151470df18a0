/**
 * A recording given again to a card made for it, and compared line by line with what happened then.
 *
 * Promises: stops at the first difference and names it without a secret.
 */
import { TokentwinError } from '../../firmware/error.js';
import { TokenReader } from '../reader/token-reader.js';
import { DscPlus } from '../twin/dsc-plus.js';
import type { WireInput } from '../twin/twin-input.js';
import { Recorder } from './recorder.js';
import { type RecordedInput, type RecordedReader, type Recording, snapshotOfStart } from './recording.js';

/** A card made for a recording, with its reader where it had one. */
export interface ReplayedCard {
  readonly twin: DscPlus;
  give(recorded: Pick<RecordedInput, 'at' | 'input'>): void;
}

/**
 * @param twin at the recording's start, or at a later point without a reader
 * @param reader that the card is in
 * @param sent receives what the reader gives to its host
 */
export function cardFor(
  twin: DscPlus,
  reader: RecordedReader | null,
  sent: (bytes: Uint8Array) => void,
): ReplayedCard {
  let now = 0;
  const tokenReader =
    reader === null
      ? null
      : new TokenReader({ dscPlus: twin, codeCard: null }, { ...reader, now: () => now, output: sent });
  const onWire = (wire: WireInput, linkMs: number) => {
    now = linkMs;
    tokenReader?.take(wire);
  };
  return { twin, give: ({ input, at }) => void twin.take(input, at, onWire) };
}

/** Which part of two lines differs, in words. */
function differenceOf(recorded: string, replayed: string): string {
  const [then, now] = [JSON.parse(recorded), JSON.parse(replayed)] as Record<string, unknown>[];
  const names: Readonly<Record<string, string>> = {
    frames: 'the frames differ',
    sent: 'the bytes for the host differ',
    flash: 'the flash differs',
  };
  const found = Object.entries(names).filter(
    ([part]) => JSON.stringify(then?.[part]) !== JSON.stringify(now?.[part]),
  );
  return found.map(([, words]) => words).join(', ') || 'the lines differ';
}

/**
 * Replays a whole recording.
 *
 * @param each called after every input with the card as it is then
 * @returns the card at the end
 * @throws TokentwinError RECORDING_DIFFERS at the first difference
 */
export function replayRecording(
  recording: Recording,
  each: (twin: DscPlus) => void = () => undefined,
): DscPlus {
  const { start, inputs, end } = recording;
  const twin = DscPlus.resume(snapshotOfStart(start));
  const lines: string[] = [];
  const recorder = new Recorder(twin, { line: (text) => lines.push(text), reader: start.reader });
  const card = cardFor(twin, start.reader, (bytes) => recorder.sent(bytes));
  for (const [index, recorded] of inputs.entries()) {
    card.give(recorded);
    recorder.flush();
    compare(recorded.line, lines.at(-1) ?? '', `input ${index + 1}`);
    lines.length = 0;
    each(twin);
  }
  recorder.stop();
  if (end !== null) compareEnds(end, lines.at(-1) ?? '');
  return twin;
}

function compare(recorded: string, replayed: string, what: string): void {
  if (recorded === replayed) return;
  throw new TokentwinError(
    'RECORDING_DIFFERS',
    `The replay is not what was recorded, from ${what} on: ${differenceOf(recorded, replayed)}.`,
  );
}

/** The time of the end may be later than that of the last input. */
function compareEnds(recorded: string, replayed: string): void {
  const [then, now] = [JSON.parse(recorded), JSON.parse(replayed)];
  if (then.end === now.end && then.flash === now.flash) return;
  throw new TokentwinError('RECORDING_DIFFERS', 'The replay ends otherwise than what was recorded.');
}
