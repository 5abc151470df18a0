/**
 * A recording as a script that a person can read and change (`emulator/automation/script`).
 *
 * Promises: run, the script gives the same frames, if the card was the demo card or a new one, except where a reader
 * had a part: its inputs become a comment.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { bytesToHex } from '../../firmware/oath/bytes.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { type CardFaults, SOUND } from '../board/card-faults.js';
import { FlashChip } from '../board/flash-chip.js';
import { demoDscPlus } from '../twin/new-dsc-plus.js';
import type { RecordedInput, Recording, Start } from './recording.js';
import { pastOf, Timeline } from './timeline.js';

/** A line, and what time it has come to when it is done. */
interface Piece {
  readonly text: string;
  readonly end: number;
  /** The input behind the last one that it stands for. */
  readonly next: number;
}

function pressMs({ keys }: DscPlusProfile, key: KeyName): number {
  return key === 'power' ? keys.powerPressMs : keys.pressMs;
}

/**
 * The fault lines that lead from one set of faults to another; dead segments are only ever added. What a bouncing key
 * and a slow card do is among the inputs, so a script that had those faults too would do it twice.
 */
function faultLines(before: CardFaults, after: CardFaults): string[] {
  const isAdded = before.deadSegments.every(
    ({ cell, segment }, index) =>
      after.deadSegments[index]?.cell === cell && after.deadSegments[index]?.segment === segment,
  );
  const isTaken = (['nextResponse', 'stuckKey'] as const).some(
    (name) => before[name] !== null && after[name] === null,
  );
  const [lines, from] = isAdded && !isTaken ? [[], before] : [['fault none'], SOUND];
  return [
    ...lines,
    ...(after.nextResponse !== from.nextResponse ? [`fault next-response ${after.nextResponse}`] : []),
    ...after.deadSegments
      .slice(from.deadSegments.length)
      .map(({ cell, segment }) => `fault dead-segment ${cell} ${segment}`),
    ...(after.stuckKey !== from.stuckKey ? [`fault stuck-key ${after.stuckKey}`] : []),
    ...(after.bouncingKey !== from.bouncingKey ? ['# a key bounces: what it did is written out'] : []),
    ...(after.slowMs !== from.slowMs ? ['# the card is slow: its time is written out'] : []),
    ...(after.clockDriftPpm !== from.clockDriftPpm ? [`fault clock-drift ${after.clockDriftPpm}`] : []),
  ];
}

class ScriptWriter {
  readonly lines: string[] = [];
  readonly #inputs: readonly RecordedInput[];
  readonly #timeline: Timeline;
  #faults: CardFaults;
  #digits = '';
  #shown: string;

  constructor(private readonly recording: Recording) {
    this.#inputs = recording.inputs;
    this.#timeline = new Timeline(pastOf(recording));
    this.#faults = recording.start.faults;
    this.#shown = this.#timeline.visit(0).frame.text;
  }

  write(): void {
    let at = this.recording.start.atMs;
    for (let index = 0; index < this.#inputs.length; ) {
      const piece = this.#pieceAt(index, at);
      const digit = /^press ([0-9])$/.exec(piece.text)?.[1];
      if (digit === undefined) {
        this.#flushDigits();
        this.lines.push(...piece.text.split('\n').filter((line) => line !== ''));
        this.#expect(piece.next);
      } else this.#digits += digit;
      index = piece.next;
      at = piece.end;
    }
    this.#flushDigits();
  }

  #flushDigits(): void {
    if (this.#digits !== '') this.lines.push(`type ${this.#digits}`);
    this.#digits = '';
  }

  /** What the display shows after an input, where it shows something else than at the last such line. */
  #expect(position: number): void {
    const { text } = this.#timeline.visit(position).frame;
    if (text === this.#shown) return;
    this.#shown = text;
    this.lines.push(text === '' ? 'expect off' : `expect "${text}"`);
  }

  #pieceAt(index: number, at: number): Piece {
    const { input, at: inputAt } = this.#inputs[index] as RecordedInput;
    const following = this.#inputs[index + 1];
    const next = index + 1;
    // On the real clock, time passes between the keys.
    if (inputAt > at && input.type !== 'time')
      return { text: `advance ${inputAt - at}ms`, end: inputAt, next: index };
    switch (input.type) {
      case 'keyDown': {
        const up = following?.input.type === 'keyUp' && following.input.key === input.key ? following : null;
        const ms = (up?.at ?? inputAt) - inputAt;
        const isPress = ms === pressMs(this.recording.start.profile, input.key);
        const text = isPress ? `press ${input.key}` : `hold ${input.key} ${ms}ms`;
        return { text, end: up?.at ?? inputAt, next: up === null ? next : next + 1 };
      }
      case 'keyUp':
        return { text: '', end: inputAt, next };
      case 'time':
        return { text: inputAt > at ? `advance ${inputAt - at}ms` : '', end: inputAt, next };
      case 'cutPower':
        return { text: 'cut-power', end: inputAt, next };
      case 'battery':
        return { text: `battery ${input.percent ?? 'estimated'}`, end: inputAt, next };
      case 'faults': {
        const lines = faultLines(this.#faults, input.faults);
        this.#faults = input.faults;
        return { text: lines.join('\n'), end: inputAt, next };
      }
      case 'wire':
        return { text: `# the reader: ${input.wire.event}`, end: inputAt, next };
    }
  }
}

/** The card of the script: the demo card where it was that, else a new one with the same secrets. */
function deviceLine({ profile, flash }: Start): string {
  const demo = demoDscPlus(profile).cells;
  if (flash.every((byte, at) => byte === demo[at])) return `device card ${profile.name}`;
  const { key, pin, serialNumber } = readDscPlus(FlashChip.holding(flash.slice(), profile.flash));
  const settings = [
    ...(key === null ? [] : [`key=${bytesToHex(key)}`]),
    ...(pin === null ? [] : [`pin=${pin}`]),
    `serial=${serialNumber}`,
  ];
  return `device card ${profile.name} ${settings.join(' ')}`;
}

/** @throws TokentwinError RECORDING_DIFFERS */
export function scriptOf(recording: Recording): string {
  const writer = new ScriptWriter(recording);
  writer.write();
  return [
    '# from a recording: holds its PINs and responses',
    deviceLine(recording.start),
    ...writer.lines,
    '',
  ].join('\n');
}
