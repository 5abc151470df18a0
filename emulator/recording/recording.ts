/**
 * A recording of one card, as text: a header, then a line for each input with all that it brought about.
 *
 *     {"recording":"tokentwin 1","warning":"holds keys, PINs and responses: for its owner only","start":{...}}
 *     {"input":1,"at":1767225600000,"do":{"type":"keyDown","key":"power"}}
 *     {"input":2,"at":1767225601000,"do":{"type":"keyUp","key":"power"},"frames":[...],"flash":"8d3a01c2"}
 *     {"end":2,"at":1767225601000,"flash":"8d3a01c2"}
 *
 * `frames` are those that appeared, `flash` is the CRC-32 of the flash image where it changed, `sent` the bytes that a
 * reader gave to its host. A recording starts with a card that is off. A recording without its last line was cut
 * off, which is no fault: what is there can be replayed.
 *
 * It can be replayed, so it holds the card's secrets by nature.
 */
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { checkDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import { OFF } from '../../firmware/dsc-plus/state.js';
import { TokentwinError } from '../../firmware/error.js';
import { READER_VARIANTS, type ReaderVariantName } from '../../firmware/link/reader/variants.js';
import { type CardFaults, checkCardFaults, SOUND } from '../board/card-faults.js';
import { PLANTED_FAULTS, type PlantedFaultName } from '../faults/planted-faults.js';
import { checkPercent } from '../twin/input-checks.js';
import type { TwinSnapshot } from '../twin/snapshot.js';
import type { TwinInput } from '../twin/twin-input.js';
import { inputOf } from './input-text.js';

export const FORMAT = 'tokentwin 1';
export const WARNING = 'holds keys, PINs and responses: for its owner only';

export interface RecordedReader {
  readonly variant: ReaderVariantName;
  readonly bench: boolean;
  readonly plantedFault: PlantedFaultName | null;
}

/** Between two inputs; whoever advances by more is recorded, but a replay would walk through every second of it. */
const LONGEST_GAP_MS = 366 * 86_400_000;

/** The card before the first input, and the reader that it is in. */
export interface Start {
  readonly profile: DscPlusProfile;
  readonly seed: string;
  readonly drawn: number;
  readonly atMs: number;
  readonly frame: { readonly number: number; readonly at: number };
  readonly batteryPercent: number | null;
  readonly faults: CardFaults;
  readonly flash: Uint8Array;
  /** null: no reader. */
  readonly reader: RecordedReader | null;
}

/** One input, and the text of the line that tells of it. */
export interface RecordedInput {
  readonly at: number;
  readonly input: TwinInput;
  readonly line: string;
}

export interface Recording {
  readonly start: Start;
  readonly inputs: readonly RecordedInput[];
  /** The last line of a recording that was ended, or null. */
  readonly end: string | null;
}

function refuse(line: number, reason: string): never {
  throw new TokentwinError('RECORDING_INVALID', `Line ${line} of the recording: ${reason}`);
}

function objectOf(text: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(line, 'it is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(line, 'it is not an object.');
  return value as Record<string, unknown>;
}

/** What was refused while reading a line, with the line's number. */
function within<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TokentwinError && error.code !== 'RECORDING_INVALID') refuse(line, error.message);
    throw error;
  }
}

function numberOf(value: unknown, line: number, name: string): number {
  if (typeof value !== 'number' || !(value >= 0)) refuse(line, `${name} is not a number of 0 or more.`);
  return value;
}

function readerOf(value: unknown): Start['reader'] {
  if (value === null || value === undefined) return null;
  const { variant, bench, plantedFault } = value as Record<string, unknown>;
  const known = READER_VARIANTS.find(({ name }) => name === variant);
  const isFault = plantedFault === null || Object.hasOwn(PLANTED_FAULTS, String(plantedFault));
  if (known === undefined || typeof bench !== 'boolean' || !isFault) refuse(1, 'its reader is unknown.');
  return { variant: known.name, bench, plantedFault: plantedFault as PlantedFaultName | null };
}

function startOf(value: unknown): Start {
  if (typeof value !== 'object' || value === null) refuse(1, 'it has no start.');
  const start = value as Record<string, unknown>;
  const profile = checkDscPlusProfile(start.profile);
  const faults = { ...SOUND, ...(start.faults as object) };
  checkCardFaults(faults, profile.display);
  const batteryPercent = (start.batteryPercent ?? null) as number | null;
  checkPercent(batteryPercent);
  const frame = (start.frame ?? {}) as Record<string, unknown>;
  const flash = Uint8Array.from(Buffer.from(String(start.flash), 'base64'));
  if (flash.length !== profile.flash.pageBytes * profile.flash.pageCount)
    refuse(1, "its flash does not have the size of the profile's.");
  if (typeof start.seed !== 'string') refuse(1, 'it has no seed.');
  return {
    profile,
    seed: start.seed,
    drawn: numberOf(start.drawn, 1, 'drawn'),
    atMs: numberOf(start.atMs, 1, 'atMs'),
    frame: { number: numberOf(frame.number, 1, 'frame.number'), at: numberOf(frame.at, 1, 'frame.at') },
    batteryPercent,
    faults,
    flash,
    reader: readerOf(start.reader),
  };
}

/** The first line of a recording. */
export function headerText(start: Start): string {
  const flash = Buffer.from(start.flash).toString('base64');
  return JSON.stringify({ recording: FORMAT, warning: WARNING, start: { ...start, flash } });
}

/** The state from which a replay goes on. */
export function snapshotOfStart({ reader: _, ...start }: Start): TwinSnapshot {
  const keypad = { machine: OFF, proved: null, isOn: false };
  return { ...start, hanging: null, spoiledAs: null, keypad };
}

/**
 * Reads a recording.
 *
 * @throws TokentwinError RECORDING_INVALID with the number of the line
 */
export function parseRecording(text: string): Recording {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const header = objectOf(lines[0] ?? '', 1);
  if (header.recording !== FORMAT) refuse(1, 'it is no recording that this version knows.');
  const start = within(1, () => startOf(header.start));
  const inputs: RecordedInput[] = [];
  let end: string | null = null;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    if (end !== null) refuse(index + 1, 'nothing can follow the end.');
    const entry = objectOf(line, index + 1);
    if ('end' in entry) {
      end = line;
      continue;
    }
    if (entry.input !== index) refuse(index + 1, `the input must have the number ${index}.`);
    const at = numberOf(entry.at, index + 1, 'at');
    const before = inputs.at(-1)?.at ?? start.atMs;
    if (at < before || at > before + LONGEST_GAP_MS)
      refuse(index + 1, 'its time is before that of the input before it, or more than a year after it.');
    const input = within(index + 1, () => inputOf(entry.do, start));
    inputs.push({ at, input, line });
  }
  return { start, inputs, end };
}
