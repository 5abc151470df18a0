/**
 * A serial reader with cards that answer by a script, and its traffic as hexadecimal text.
 */
import type { CardSlot, PinEntryRequest } from '../../firmware/link/reader/card-slot.js';
import { SerialReader } from '../../firmware/link/reader/reader.js';
import { type ReaderVariantName, readerVariant } from '../../firmware/link/reader/variants.js';

/** @param text bytes in hexadecimal, with any spaces */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** SYNC, ACK, message, LRC, reckoned without the code under test. */
export function frame(message: string): string {
  const bytes = [0x03, 0x06, ...hex(message)];
  return toHex(
    Uint8Array.of(
      ...bytes,
      bytes.reduce((code, byte) => code ^ byte),
    ),
  );
}

export class FakeCard implements CardSlot {
  present = true;
  isPowered = false;
  /** null: mute. */
  atr: Uint8Array | null = hex('3B 80 81 01');
  answer: (block: Uint8Array) => Uint8Array | null = () => hex('00 00 02 90 00 92');
  readonly calls: string[] = [];
  readonly requests: PinEntryRequest[] = [];
  takesEntries = true;

  readonly keypad = {
    begin: (request: PinEntryRequest): boolean => {
      if (this.takesEntries) this.requests.push(request);
      return this.takesEntries;
    },
    abort: (): void => {
      this.calls.push('abort');
    },
    conclude: (statusWord: number): void => {
      this.calls.push(`conclude ${statusWord.toString(16)}`);
    },
  };

  powerOn(): Uint8Array | null {
    this.calls.push('on');
    this.isPowered = this.atr !== null;
    return this.atr;
  }

  powerOff(): void {
    this.calls.push('off');
    this.isPowered = false;
  }

  exchange(block: Uint8Array): Uint8Array | null {
    this.calls.push(`block ${toHex(block)}`);
    return this.answer(block);
  }
}

export class ReaderBench {
  readonly cards: readonly FakeCard[];
  readonly reader: SerialReader;
  readonly #outputs: string[] = [];
  at = 1_700_000_000_000;

  constructor(variantName: ReaderVariantName) {
    const variant = readerVariant(variantName);
    this.cards = Array.from({ length: variant.slots }, () => new FakeCard());
    this.reader = new SerialReader({
      variant,
      slots: this.cards,
      output: (bytes) => this.#outputs.push(toHex(bytes)),
    });
  }

  get card(): FakeCard {
    return this.cards[0] as FakeCard;
  }

  /** What the reader put out since the last call, one text for each output. */
  outputs(): string[] {
    return this.#outputs.splice(0);
  }

  /** @returns the outputs that the bytes brought about */
  receive(bytes: Uint8Array): string[] {
    this.reader.receive(bytes, this.at);
    return this.outputs();
  }

  /** Sends a message in its frame. */
  send(message: string): string[] {
    return this.receive(hex(frame(message)));
  }

  /** Lets virtual time pass, with every deadline on the way. */
  pass(ms: number): string[] {
    const end = this.at + ms;
    for (let due = this.reader.deadline; due !== null && due <= end; due = this.reader.deadline) {
      this.at = due;
      this.reader.timePassed(due);
    }
    this.at = end;
    return this.outputs();
  }
}
