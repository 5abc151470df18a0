/**
 * A Secure message under way: the holder types, the reader builds the command and sends it to the card itself.
 *
 * Promises that the PIN goes to the card and nowhere else. The host has given the prologue of the T=1 block in
 * bTeoPrologue and gets the card's block back, as it would from XfrBlock; LEN and the checksum are the reader's.
 * When the card answers with anything but its whole response, the host goes on with it, and the keypad is told
 * no verdict.
 */
import type { CcidMessage } from '../ccid/message.js';
import { buildPinCommand, digitsThatFit, type TypedPins } from '../ccid/pin-command.js';
import { decodePinOperation, type PinOperation } from '../ccid/pin-operation.js';
import { CCID_ERROR } from '../ccid/status.js';
import { decodeBlock, encodeBlock } from '../t1/block.js';
import type { PinEntryOutcome, PinEntryRequest, PinKeypad, PinPrompt } from './card-slot.js';
import type { ReaderSlot } from './reader-slot.js';
import { type Reply, refused } from './reply.js';

/** What bTimeOut 0 leaves to the reader. [unknown: our choice], and that of OpenSC. */
const DEFAULT_TIMEOUT_SECONDS = 30;
const LEVEL_PARAMETER_OFFSET = 8;
const BLOCK_STRING_OFFSET = 13;

export class PinEntry {
  private constructor(
    readonly command: CcidMessage,
    readonly slot: ReaderSlot,
    private readonly keypad: PinKeypad,
    private readonly operation: PinOperation,
  ) {}

  /**
   * Asks the holder.
   *
   * @param keypad null on a reader without
   * @returns the entry, or the bError with which the command is refused
   */
  static begin(command: CcidMessage, slot: ReaderSlot, keypad: PinKeypad | null): PinEntry | number {
    const [, levelLow, levelHigh] = command.parameters;
    if (keypad === null) return CCID_ERROR.commandNotSupported;
    if (levelLow !== 0 || levelHigh !== 0) return LEVEL_PARAMETER_OFFSET;
    const decoded = decodePinOperation(command.data);
    if (!decoded.ok) return decoded.error;
    const { operation } = decoded;
    const maximumDigits = Math.min(operation.maximumDigits, digitsThatFit(operation));
    if (maximumDigits < operation.minimumDigits) return BLOCK_STRING_OFFSET;
    if (!slot.canAnswer) return CCID_ERROR.iccMute;
    if (!keypad.begin(requestFor(operation, maximumDigits))) return CCID_ERROR.hardwareError;
    return new PinEntry(command, slot, keypad, operation);
  }

  /** The host or the card went away. */
  abort(): void {
    this.keypad.abort();
  }

  /** @returns what the host is told */
  finish(outcome: PinEntryOutcome): Reply {
    switch (outcome.type) {
      case 'cancelled':
        return refused(CCID_ERROR.pinCancelled);
      case 'timedOut':
        return refused(CCID_ERROR.pinTimeout);
      case 'entered':
        return this.#send(outcome.pins);
    }
  }

  #send(pins: readonly string[]): Reply {
    const [nad, pcb] = this.operation.prologue;
    const information = buildPinCommand(this.operation, typedPins(this.operation, pins));
    const sequence = pcb === 0 ? 0 : 1;
    const { checksum } = this.slot;
    const reply = this.slot.exchange(
      encodeBlock({ kind: 'I', nad, sequence, more: false, information }, checksum),
    );
    const decoded = decodeBlock(reply.data, checksum);
    const response = decoded.ok && decoded.block.kind === 'I' && !decoded.block.more ? decoded.block : null;
    const [high, low] = response?.information.subarray(-2) ?? [];
    if (high !== undefined && low !== undefined) this.keypad.conclude((high << 8) | low);
    return reply;
  }
}

function requestFor(operation: PinOperation, maximumDigits: number): PinEntryRequest {
  const { timeoutSeconds, minimumDigits } = operation;
  return {
    prompts: promptsOf(operation),
    minimumDigits,
    maximumDigits,
    timeoutMs: (timeoutSeconds === 0 ? DEFAULT_TIMEOUT_SECONDS : timeoutSeconds) * 1000,
  };
}

function promptsOf(operation: PinOperation): PinPrompt[] {
  if (operation.operation === 'verify') return ['current'];
  const prompts: PinPrompt[] = operation.askCurrent ? ['current', 'new'] : ['new'];
  return operation.confirm ? [...prompts, 'again'] : prompts;
}

function typedPins(operation: PinOperation, pins: readonly string[]): TypedPins {
  const prompts = promptsOf(operation);
  const pinFor = (prompt: PinPrompt) => pins[prompts.indexOf(prompt)] ?? null;
  return { current: pinFor('current'), next: pinFor('new') };
}
