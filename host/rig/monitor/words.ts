/**
 * What the monitor saw, in words: a line for a person, a record for a program.
 *
 * Promises that neither holds a PIN, a response or anything else that `describe.ts` of the card keeps back:
 * of blocks and unknown data only the length is told.
 */
import { asciiText } from '../../../firmware/ascii.js';
import { DEVICE_NOTE, parseAtr } from '../../../firmware/card/atr.js';
import { CCID_ANSWER, CCID_COMMAND, type CcidMessage } from '../../../firmware/link/ccid/message.js';
import type { PinOperation } from '../../../firmware/link/ccid/pin-operation.js';
import { answerStatus, describeCcidError } from '../../../firmware/link/ccid/status.js';
import type { FrameDamage } from '../../../firmware/link/serial/frame.js';
import type { Block, BlockFault, DecodedBlock } from '../../../firmware/link/t1/block.js';
import type { MessageContent, Observation } from './observation.js';

/** Who speaks: on the line the host or the reader, above it the host or the card. */
export type Speaker = 'host' | 'reader' | 'card';

export interface DescribedTraffic {
  /** `line` is a signal or damage, `message` a CCID message with what it carries, `apdu` a whole command or response. */
  readonly layer: 'line' | 'message' | 'apdu';
  readonly from: Speaker;
  /** Of the reader, from 0; null where none is meant. */
  readonly slot: number | null;
  /** bSeq of a message, else null. */
  readonly sequence: number | null;
  readonly words: string;
}

/** Data of a message that are short enough to be a setting, and none of the card's. */
const MAXIMUM_SHOWN_BYTES = 8;
const MAXIMUM_TEXT_BYTES = 64;

const MESSAGE_NAMES: ReadonlyMap<number, string> = new Map(
  [...Object.entries(CCID_COMMAND), ...Object.entries(CCID_ANSWER)].map(([name, type]) => [
    type,
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
);

const DAMAGE_WORDS: Readonly<Record<FrameDamage, string>> = {
  sync: 'bytes that begin no frame',
  checksum: 'a frame with a wrong checksum',
  length: 'a frame that says it is longer than allowed',
  truncated: 'a frame whose rest did not come',
};

const BLOCK_FAULT_WORDS: Readonly<Record<BlockFault, string>> = {
  length: 'a block with a wrong length',
  checksum: 'a block with a wrong checksum',
  control: 'a block with an unknown control byte',
};

const REPEAT_WORDS = {
  none: '',
  checksum: ', the checksum was wrong',
  other: ', something was wrong',
} as const;

/** An observation in words. */
export function describeTraffic(observation: Observation): DescribedTraffic {
  const onLine = (from: 'host' | 'reader', words: string, slot: number | null = null): DescribedTraffic => ({
    layer: 'line',
    from,
    slot,
    sequence: null,
    words,
  });
  switch (observation.type) {
    case 'message': {
      const { from, message, isEcho, content } = observation;
      const { slot, sequence } = message;
      return { layer: 'message', from, slot, sequence, words: messageWords(message, isEcho, content) };
    }
    case 'negativeAcknowledge':
      return onLine(observation.from, 'NAK: asks for the last frame again');
    case 'timeRequest':
      return onLine('reader', 'asks for more time');
    case 'notice': {
      const { slot, present } = observation;
      return onLine('reader', `a card was ${present ? 'put into' : 'taken out of'} slot ${slot}`, slot);
    }
    case 'damaged':
      return onLine(observation.from, `damage: ${DAMAGE_WORDS[observation.reason]}`);
    case 'command':
    case 'response': {
      const { slot, words } = observation;
      const from = observation.type === 'command' ? 'host' : 'card';
      return { layer: 'apdu', from, slot, sequence: null, words };
    }
  }
}

/**
 * A line for a person.
 *
 * @param elapsedMs since the monitor began
 */
export function trafficLine({ layer, from, slot, words }: DescribedTraffic, elapsedMs: number): string {
  const time = (elapsedMs / 1000).toFixed(3).padStart(9);
  if (layer !== 'apdu') return `${time} ${from.padEnd(6)} ${words}`;
  const what = `${from === 'host' ? 'command' : 'response'}${slot === 0 ? '' : ` in slot ${slot}`}`;
  return `${time}          ${what}: ${words}`;
}

function messageWords(message: CcidMessage, isEcho: boolean, content: MessageContent): string {
  const { type, slot, sequence, data } = message;
  const name = MESSAGE_NAMES.get(type) ?? `message ${hex(Uint8Array.of(type))}`;
  const head = `${name} slot ${slot} #${sequence}`;
  if (isEcho) return `echo of ${head}`;
  const words = [...statusWords(message), ...contentWords(type, data, content)];
  return words.length === 0 ? head : `${head}: ${words.join(', ')}`;
}

/** What an answer says of the slot and the command; nothing that goes without saying. */
function statusWords(message: CcidMessage): string[] {
  const { type } = message;
  if (type < CCID_ANSWER.dataBlock) return [];
  const status = answerStatus(message);
  if (status === null) return ['an unknown status'];
  const { icc, command, error } = status;
  if (command === 'timeExtension') return ['asks for more time'];
  const card = icc === 'absent' ? 'no card' : `card ${icc === 'active' ? 'with' : 'without'} power`;
  if (command === 'failed')
    return [`refused, ${describeCcidError(error)} (${hex(Uint8Array.of(error))})`, card];
  return type === CCID_ANSWER.slotStatus ? [card] : [];
}

function contentWords(type: number, data: Uint8Array, content: MessageContent): string[] {
  switch (content.type) {
    case 'block':
      return [blockWords(content.decoded)];
    case 'answerToReset':
      return [atrWords(data)];
    case 'pinEntry':
      return [pinEntryWords(content.operation)];
    case 'data':
      return data.length === 0 ? [] : [dataWords(type, data)];
  }
}

/** Only what cannot come from a card is shown. */
function dataWords(type: number, data: Uint8Array): string {
  const isText = type === CCID_ANSWER.escape && data.length <= MAXIMUM_TEXT_BYTES;
  if (isText && data.every((byte) => byte >= 0x20 && byte < 0x7f)) return asciiText(data);
  const isSetting = (
    [CCID_COMMAND.escape, CCID_COMMAND.setParameters, CCID_ANSWER.parameters] as number[]
  ).includes(type);
  return isSetting && data.length <= MAXIMUM_SHOWN_BYTES ? hex(data) : bytes(data);
}

function blockWords(decoded: DecodedBlock): string {
  return decoded.ok ? undamagedWords(decoded.block) : BLOCK_FAULT_WORDS[decoded.fault];
}

function undamagedWords(block: Block): string {
  switch (block.kind) {
    case 'I':
      return `I(${block.sequence}${block.more ? ', more' : ''}) ${bytes(block.information)}`;
    case 'R':
      return `R(${block.expected})${REPEAT_WORDS[block.error]}`;
    case 'S': {
      const value = block.information[0] === undefined ? '' : ` ${block.information[0]}`;
      return `S(${block.request.toUpperCase()} ${block.response ? 'response' : 'request'})${value}`;
    }
  }
}

function atrWords(data: Uint8Array): string {
  const atr = parseAtr(data);
  if (atr === null) return `ATR ${hex(data.subarray(0, 33))}, which breaks the standard`;
  const says = asciiText(atr.historicalBytes).includes(DEVICE_NOTE) ? `, says "${DEVICE_NOTE}"` : '';
  const protocol = atr.offersT1
    ? `T=1, ${atr.checksum.toUpperCase()}, IFSC ${atr.informationFieldBytes}`
    : 'no T=1';
  return `ATR ${hex(data)}, ${protocol}${says}`;
}

function pinEntryWords({ operation, minimumDigits, maximumDigits, timeoutSeconds }: PinOperation): string {
  const digits = minimumDigits === maximumDigits ? minimumDigits : `${minimumDigits} to ${maximumDigits}`;
  const what = operation === 'verify' ? 'the PIN' : 'a new PIN';
  return `the holder is to type ${what}, ${digits} digits, within ${timeoutSeconds} s`;
}

function bytes({ length }: Uint8Array): string {
  return `${length} byte${length === 1 ? '' : 's'}`;
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
