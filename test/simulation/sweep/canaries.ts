/**
 * Cards with one part that is not the real one, each a mistake that real firmware makes: the sweeps must find them,
 * or they could find nothing.
 */
import { CardMemory, type PinVerdict } from '../../../firmware/dsc-plus/card-memory.js';
import { crc32 } from '../../../firmware/storage/crc32.js';
import type { Flash } from '../../../firmware/storage/flash.js';
import { PAGE_HEADER_BYTES, recordBytes, WORD_BYTES } from '../../../firmware/storage/page.js';
import { DSC_PLUS_RECORD } from '../../../firmware/token-file/dsc-plus-records.js';
import type { NamedSweep } from './all-scenarios.js';
import { type CardParts, cardScenario } from './card-scenario.js';
import { CARD_SCENARIOS } from './card-scenarios.js';
import { Sweep } from './sweep.js';

/** Compares the PIN before a try is on flash, and spends one only when it was wrong. */
class HastyMemory extends CardMemory {
  override verifyPin(pin: string): PinVerdict {
    const { pin: expected, triesUsed } = this.contents;
    return triesUsed === 0 && pin === expected ? { verdict: 'accepted' } : super.verifyPin(pin);
  }
}

/** A chip in front of the chip that does something else with what it is given. */
abstract class FlashInFront implements Flash {
  readonly pageBytes: number;
  readonly pageCount: number;

  constructor(protected readonly chip: Flash) {
    this.pageBytes = chip.pageBytes;
    this.pageCount = chip.pageCount;
  }

  read(offset: number, length: number): Uint8Array {
    return this.chip.read(offset, length);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.chip.program(offset, bytes);
  }

  erase(page: number): void {
    this.chip.erase(page);
  }
}

/** Makes every check value right before the journal looks at it: as if it had none. */
class UncheckedFlash extends FlashInFront {
  override read(offset: number, length: number): Uint8Array {
    const bytes = Buffer.from(super.read(offset, length));
    if (bytes.subarray(0, 4).toString() !== 'TWJ1') return bytes;
    for (let at = PAGE_HEADER_BYTES; at + WORD_BYTES <= length; ) {
      const payloadBytes = bytes.readUInt16LE(at + 2);
      const isRecord =
        bytes[at] === (~(bytes[at + 1] as number) & 0xff) && at + recordBytes(payloadBytes) <= length;
      const check = at + WORD_BYTES + payloadBytes;
      if (isRecord) bytes.writeUInt32LE(crc32(bytes.subarray(at, check)), check);
      at += isRecord ? recordBytes(payloadBytes) : WORD_BYTES;
    }
    return bytes;
  }
}

/** Keeps the record of a counter, both of its operations, to itself until something else comes. */
class LateCounterFlash extends FlashInFront {
  #held: { readonly offset: number; readonly bytes: Uint8Array }[] = [];

  override read(offset: number, length: number): Uint8Array {
    this.#release();
    return super.read(offset, length);
  }

  override program(offset: number, bytes: Uint8Array): void {
    const isCounter = bytes.length === WORD_BYTES && bytes[0] === DSC_PLUS_RECORD.counter;
    if (!isCounter && this.#held.length !== 1) {
      this.#release();
      super.program(offset, bytes);
    } else this.#held.push({ offset, bytes: bytes.slice() });
  }

  override erase(page: number): void {
    this.#release();
    super.erase(page);
  }

  #release(): void {
    for (const { offset, bytes } of this.#held.splice(0)) super.program(offset, bytes);
  }
}

/** Erases a page only when it is written to, and reads it as erased until then. */
class LazyFlash extends FlashInFront {
  readonly #erased = new Set<number>();

  override read(offset: number, length: number): Uint8Array {
    const isErased = this.#erased.has(Math.floor(offset / this.pageBytes));
    return isErased ? new Uint8Array(length).fill(0xff) : super.read(offset, length);
  }

  override program(offset: number, bytes: Uint8Array): void {
    const page = Math.floor(offset / this.pageBytes);
    if (this.#erased.delete(page)) super.erase(page);
    super.program(offset, bytes);
  }

  override erase(page: number): void {
    this.#erased.add(page);
  }
}

interface Canary {
  readonly name: string;
  /** The scenario that must find it. */
  readonly scenario: string;
  readonly parts: CardParts;
}

const CANARIES: readonly Canary[] = [
  {
    name: 'the PIN is compared before a try is spent',
    scenario: 'the right PIN, wire',
    parts: { memory: HastyMemory },
  },
  {
    name: 'the counter is written after the response',
    scenario: 'three logins with a counter, keypad',
    parts: { flash: (chip) => new LateCounterFlash(chip) },
  },
  {
    name: 'records have no check',
    scenario: 'a wrong PIN, keypad',
    parts: { flash: (chip) => new UncheckedFlash(chip) },
  },
  {
    name: 'pages are erased when they are needed',
    scenario: 'a new PIN, keypad',
    parts: { flash: (chip) => new LazyFlash(chip) },
  },
];

function sweepOf({ name, scenario, parts }: Canary): NamedSweep {
  const spec = CARD_SCENARIOS.find((candidate) => candidate.name === scenario);
  if (spec === undefined) throw new Error(`there is no scenario ${scenario}`);
  const known = `${scenario}, canary: ${name}`;
  const open: NamedSweep['open'] = (plan) => new Sweep(cardScenario({ ...spec, name: known }, parts), plan);
  return { name: known, kind: 'device', open };
}

export const CANARY_SWEEPS: readonly NamedSweep[] = CANARIES.map(sweepOf);
