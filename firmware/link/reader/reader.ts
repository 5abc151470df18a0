/**
 * A smart-card reader on a serial line: bytes of the host in, bytes for the host out.
 *
 * Speaks as Debian's `libccidtwin` expects it (libccid, `ccid_serial.c`): the echo of the command where the
 * variant has one, notices of card movement, the answer, all in one output. Promises:
 * - every frame that is whole gets its answer, with the bSeq of the command; damage gets a NAK: a wrong length
 *   or checksum at once, a frame whose rest is missing or bytes without a frame when the line has been quiet for
 *   `QUIET_MS`. A NAK is never answered by a NAK;
 * - a NAK of the host brings the last answer again, without echo, or a time request while the holder types;
 * - a command that comes twice has no second effect that matters. A block that is repeated is known to the card
 *   by its sequence bit; a Secure message that is repeated directly after itself gets the answer that it had,
 *   because the holder would be asked a second time; the others do the same again;
 * - notices, once switched on, stand between a command and its answer and nowhere else.
 *
 * Keeps one frame that came half, one answer and one PIN entry, and nothing that grows. When the host leaves,
 * what was verified leaves with it: the cards lose their power.
 */
import { joinBytes, sameBytes } from '../../bytes.js';
import { assert } from '../../error.js';
import { CCID_COMMAND, type CcidMessage, decodeMessage, encodeMessage } from '../ccid/message.js';
import { CCID_ERROR } from '../ccid/status.js';
import {
  encodeFrame,
  encodeNotice,
  encodeTimeRequest,
  FrameDecoder,
  type FrameEvent,
  NAK_FRAME,
} from '../serial/frame.js';
import type { CardSlot, PinEntryOutcome } from './card-slot.js';
import { answerEscape, asksForNotices } from './escape.js';
import { PinEntry } from './pin-entry.js';
import { ReaderSlot } from './reader-slot.js';
import { answerMessage, DONE, type Reply, refused } from './reply.js';
import type { ReaderVariant } from './variants.js';

/**
 * A frame is over when no byte came for this long, in milliseconds: more than a byte takes at any speed, than a
 * USB adapter holds bytes back (16 ms) and than a network usually pauses; less than any host waits for an answer.
 */
export const QUIET_MS = 200;

/** While the holder types, the host is asked for time this often. */
export const TIME_REQUEST_INTERVAL_MS = 1000;

/** libccid has no room for the echo of an Escape that is longer: it gets the bare header. */
const LONGEST_ECHOED_ESCAPE_BYTES = 20;

const NOTHING = new Uint8Array(0);

export interface SerialReaderOptions {
  readonly variant: ReaderVariant;
  /** As many as the variant has slots. */
  readonly slots: readonly CardSlot[];
  /** Takes bytes for the host; called while an input is handled. */
  readonly output: (bytes: Uint8Array) => void;
}

export class SerialReader {
  readonly #variant: ReaderVariant;
  readonly #slots: readonly ReaderSlot[];
  readonly #output: (bytes: Uint8Array) => void;
  readonly #decoder = new FrameDecoder({ end: 'reader' });
  /** When what came half or damaged is over, unless more bytes come. */
  #quietAt: number | null = null;
  #isDamaged = false;
  #owesNak = false;
  #lastAnswer: Uint8Array | null = null;
  /** The Secure message that was answered, as long as no other command followed; else empty. */
  #answeredSecure: Uint8Array = NOTHING;
  #entry: { readonly pin: PinEntry; readonly message: Uint8Array; timeRequestAt: number } | null = null;
  #tellsMovements = false;
  #moved: boolean[];

  constructor({ variant, slots, output }: SerialReaderOptions) {
    assert(slots.length === variant.slots, 'a reader has as many slots as its variant says');
    this.#variant = variant;
    this.#slots = slots.map((slot) => new ReaderSlot(slot));
    this.#output = output;
    this.#moved = slots.map(() => false);
  }

  /** Virtual time in milliseconds at which `timePassed` must be called; null while there is nothing to wait for. */
  get deadline(): number | null {
    const timeRequestAt = this.#entry?.timeRequestAt ?? null;
    if (timeRequestAt === null || this.#quietAt === null) return timeRequestAt ?? this.#quietAt;
    return Math.min(timeRequestAt, this.#quietAt);
  }

  /** Bytes of the host, in any portions; the array is not kept. */
  receive(bytes: Uint8Array, at: number): void {
    for (const event of this.#decoder.push(bytes)) this.#handle(event, at);
    this.#quietAt = this.#decoder.isHalfway || this.#isDamaged ? at + QUIET_MS : null;
  }

  timePassed(at: number): void {
    if (this.#quietAt !== null && at >= this.#quietAt) {
      const isTruncated = this.#decoder.abandon().length > 0;
      if (isTruncated || this.#owesNak) this.#output(NAK_FRAME);
      this.#undamaged();
      this.#quietAt = null;
    }
    if (this.#entry !== null && at >= this.#entry.timeRequestAt) this.#requestTime(at);
  }

  /** A card was put into the slot or taken out; `present` of the slot is as it is now. */
  slotChanged(slot: number): void {
    const changed = this.#slots[slot];
    assert(changed !== undefined, 'a card moves in a slot that the reader has');
    changed.moved();
    this.#moved[slot] = this.#tellsMovements;
    if (this.#entry?.pin.slot !== changed) return;
    this.#entry.pin.abort();
    this.#endEntry(() => refused(CCID_ERROR.iccMute));
  }

  /** How the PIN entry in a slot ended; an outcome that nobody waits for any more is dropped. */
  pinEntryEnded(slot: number, outcome: PinEntryOutcome): void {
    if (this.#entry === null || this.#entry.pin.slot !== this.#slots[slot]) return;
    this.#endEntry((pin) => pin.finish(outcome));
  }

  /** The next host starts with a reader as after power-on. */
  hostLeft(): void {
    this.#decoder.abandon();
    this.#undamaged();
    this.#quietAt = null;
    this.#lastAnswer = null;
    this.#answeredSecure = NOTHING;
    this.#tellsMovements = false;
    this.#moved.fill(false);
    this.#entry?.pin.abort();
    this.#entry = null;
    for (const slot of this.#slots) slot.powerOff();
  }

  #handle(event: FrameEvent, at: number): void {
    switch (event.type) {
      case 'message':
        this.#undamaged();
        this.#command(event.message, at);
        return;
      case 'negativeAcknowledge':
        this.#undamaged();
        if (this.#entry !== null) this.#requestTime(at);
        else if (this.#lastAnswer !== null) this.#output(this.#lastAnswer);
        return;
      case 'damaged':
        this.#isDamaged = true;
        this.#owesNak = event.reason === 'sync';
        if (!this.#owesNak) this.#output(NAK_FRAME);
        return;
      case 'notice':
      case 'timeRequest':
        assert(false, "the decoder of the reader's end knows no signals for the host");
    }
  }

  #undamaged(): void {
    this.#isDamaged = false;
    this.#owesNak = false;
  }

  #command(message: Uint8Array, at: number): void {
    const command = decodeMessage(message);
    const echo = this.#echo(command, message);
    if (this.#entry !== null && sameBytes(message, this.#entry.message)) {
      this.#output(echo);
      this.#requestTime(at);
    } else if (this.#lastAnswer !== null && sameBytes(message, this.#answeredSecure)) {
      this.#output(joinBytes(echo, this.#lastAnswer));
    } else {
      this.#answeredSecure = NOTHING;
      this.#carryOut(command, message, echo, at);
    }
  }

  #carryOut(command: CcidMessage, message: Uint8Array, echo: Uint8Array, at: number): void {
    const slot = this.#slots[command.slot];
    if (slot === undefined) {
      this.#answer(echo, encodeFrame(answerMessage(command, 'absent', refused(CCID_ERROR.slotDoesNotExist))));
      return;
    }
    const aborted = command.type === CCID_COMMAND.abort ? this.#abortEntry(slot) : NOTHING;
    const reply = this.#replyTo(command, slot);
    if (reply instanceof PinEntry) {
      this.#entry = { pin: reply, message, timeRequestAt: at + TIME_REQUEST_INTERVAL_MS };
      this.#output(echo);
      return;
    }
    const answer = encodeFrame(answerMessage(command, slot.icc, reply));
    if (command.type === CCID_COMMAND.secure) this.#answeredSecure = message;
    this.#answer(joinBytes(echo, aborted), answer);
  }

  #replyTo(command: CcidMessage, slot: ReaderSlot): Reply | PinEntry {
    const isBusy =
      this.#entry !== null && (this.#entry.pin.slot === slot || command.type === CCID_COMMAND.secure);
    if (isBusy) return refused(CCID_ERROR.slotBusy);
    switch (command.type) {
      case CCID_COMMAND.abort:
        return command.data.length === 0 ? DONE : refused(CCID_ERROR.badLength);
      case CCID_COMMAND.escape:
        if (asksForNotices(command.data)) this.#tellsMovements = true;
        return answerEscape(command.data, this.#variant);
      case CCID_COMMAND.secure: {
        const entry = PinEntry.begin(command, slot, this.#variant.pinPad ? slot.card.keypad : null);
        return entry instanceof PinEntry ? entry : refused(entry);
      }
      default:
        return slot.answer(command);
    }
  }

  /** Ends the PIN entry of a slot. @returns the answer to its Secure message, which goes before that to Abort */
  #abortEntry(slot: ReaderSlot): Uint8Array {
    const pin = this.#entry?.pin;
    if (pin === undefined || pin.slot !== slot) return NOTHING;
    pin.abort();
    this.#entry = null;
    return encodeFrame(answerMessage(pin.command, slot.icc, refused(CCID_ERROR.commandAborted)));
  }

  #endEntry(replyTo: (pin: PinEntry) => Reply): void {
    assert(this.#entry !== null, 'an entry that ends has begun');
    const { pin, message } = this.#entry;
    this.#entry = null;
    const reply = replyTo(pin);
    this.#answeredSecure = message;
    this.#answer(NOTHING, encodeFrame(answerMessage(pin.command, pin.slot.icc, reply)));
  }

  #answer(before: Uint8Array, answer: Uint8Array): void {
    this.#lastAnswer = answer;
    this.#output(joinBytes(before, this.#notices(), answer));
  }

  #notices(): Uint8Array {
    if (!this.#moved.includes(true)) return NOTHING;
    const movements = this.#slots.map(({ card }, slot) => ({
      present: card.present,
      moved: this.#moved[slot] === true,
    }));
    this.#moved.fill(false);
    return encodeNotice(movements);
  }

  #requestTime(at: number): void {
    if (this.#entry === null) return;
    this.#entry.timeRequestAt = at + TIME_REQUEST_INTERVAL_MS;
    this.#output(encodeTimeRequest(1));
  }

  #echo(command: CcidMessage, message: Uint8Array): Uint8Array {
    if (!this.#variant.echoes) return NOTHING;
    const isTooLong =
      command.type === CCID_COMMAND.escape && command.data.length > LONGEST_ECHOED_ESCAPE_BYTES;
    return encodeFrame(isTooLong ? encodeMessage({ ...command, data: NOTHING }) : message);
  }
}
