/**
 * All that happened on a bad day, in order: what was put in, frames, bytes on the line, the flash at both ends. Two
 * days of one plan have the same record, byte for byte.
 *
 * A record holds PINs, responses and keys by nature: whoever writes it to a file makes it the owner's alone.
 */
import { bytesToHex } from '../../../firmware/oath/bytes.js';
import type { LineEnd } from '../../faults/noisy-line.js';
import type { Frame } from '../../twin/frame.js';

export class DayRecord {
  flashBefore: Uint8Array = new Uint8Array(0);
  /** One line for each thing, with its virtual time in Unix milliseconds. */
  readonly lines: string[] = [];

  input(text: string): void {
    this.lines.push(`input ${text}`);
  }

  frame({ number, text }: Frame, at: number): void {
    this.lines.push(`frame ${at} #${number} ${text}`);
  }

  sent(from: LineEnd, bytes: Uint8Array, at: number): void {
    this.lines.push(`${from === 'host' ? 'to card' : 'to host'} ${at} ${bytesToHex(bytes)}`);
  }

  outcome(text: string): void {
    this.lines.push(`outcome ${text}`);
  }
}
