/**
 * Bytes of the link, each with what it means, as the examples of its document have them.
 *
 * Takes frames apart by itself, apart from the code that speaks them, as far as lengths and checksums go. PINs and
 * responses are shown: those of the demo card are published.
 */
import { apduParts, atrParts } from './protocol-apdu-annotation.js';
import { type Part, part } from './protocol-part.js';
import { secureParts, t1ParameterParts } from './protocol-settings-annotation.js';

const COMMANDS: Readonly<Record<number, string>> = {
  97: 'PC_to_RDR_SetParameters',
  98: 'PC_to_RDR_IccPowerOn',
  99: 'PC_to_RDR_IccPowerOff',
  101: 'PC_to_RDR_GetSlotStatus',
  105: 'PC_to_RDR_Secure',
  107: 'PC_to_RDR_Escape',
  111: 'PC_to_RDR_XfrBlock',
  114: 'PC_to_RDR_Abort',
};
const ANSWERS: Readonly<Record<number, string>> = {
  128: 'RDR_to_PC_DataBlock',
  129: 'RDR_to_PC_SlotStatus',
  130: 'RDR_to_PC_Parameters',
  131: 'RDR_to_PC_Escape',
};
const XFR_BLOCK = 0x6f;
const SECURE = 0x69;
const SET_PARAMETERS = 0x61;
const POWER_ON = 0x62;
const DATA_BLOCK = 0x80;
const PARAMETERS = 0x82;
const ESCAPES = [0x6b, 0x83];

const ICC = ['card with power', 'card without power', 'no card'];

/** What was asked, by which answers are understood. */
interface Context {
  /** bMessageType of each bSeq. */
  readonly commands: Map<number, number>;
  /** The latest command APDU that is complete; a chain until then. */
  command: number[];
  complete: boolean;
}

export class Annotator {
  readonly #context: Context = { commands: new Map(), command: [], complete: true };

  /** @param bytes whole frames, notices and time requests, or what is left of them after damage */
  annotate(from: 'host' | 'reader', bytes: Uint8Array): Part[] {
    const parts: Part[] = [];
    for (let at = 0; at < bytes.length; ) {
      const found = this.#next(from, bytes.subarray(at));
      parts.push(...found);
      at += found.reduce((length, part) => length + part.bytes.length, 0);
    }
    return parts;
  }

  #next(from: 'host' | 'reader', bytes: Uint8Array): Part[] {
    const [first = 0, second = 0] = bytes;
    if (first === 0x03 && second === 0x15)
      return [part(bytes, 0, 3, 'NAK: say that again; 16 is the checksum, as in every NAK')];
    if (first === 0x50) return [part(bytes, 0, 2, noticeWords(second))];
    if (first >= 0x80) return [part(bytes, 0, 1, 'time request: go on waiting')];
    const length = 10 + (bytes[3] ?? 0) + 0x100 * (bytes[4] ?? 0);
    const frame = bytes.subarray(0, length + 3);
    if (exclusiveOr(frame) !== 0)
      return [part(frame, 0, frame.length, 'a frame whose XOR over all bytes is not 00')];
    return this.#frame(from, frame);
  }

  #frame(from: 'host' | 'reader', frame: Uint8Array): Part[] {
    const type = frame[2] as number;
    if (from === 'reader' && type < DATA_BLOCK) return [part(frame, 0, frame.length, 'echo of the command')];
    const sequence = frame[8] as number;
    const data = frame.subarray(12, -1);
    const parts = [part(frame, 0, 2, 'SYNC, ACK'), part(frame, 2, 5, headWords(type, data.length))];
    parts.push(part(frame, 7, 2, `bSlot ${frame[7]}, bSeq ${sequence}`));
    parts.push(part(frame, 9, 3, from === 'host' ? commandWords(type, frame) : statusWords(frame)));
    if (from === 'host') this.#context.commands.set(sequence, type);
    parts.push(...this.#data(type, sequence, data));
    return [...parts, part(frame, frame.length - 1, 1, 'XOR of all bytes before it')];
  }

  #data(type: number, sequence: number, data: Uint8Array): Part[] {
    if (data.length === 0) return [];
    const asked = this.#context.commands.get(sequence);
    if (type === SECURE) {
      this.#context.command = [...data.subarray(15)];
      this.#context.complete = true;
      return secureParts(data);
    }
    if (type === SET_PARAMETERS || type === PARAMETERS) return t1ParameterParts(data);
    if (ESCAPES.includes(type)) return [part(data, 0, data.length, escapeWords(type, data))];
    if (type === DATA_BLOCK && asked === POWER_ON) return atrParts(data);
    return this.#block(type === XFR_BLOCK, data);
  }

  /** NAD PCB LEN, information, LRC: the examples have no CRC. */
  #block(isCommand: boolean, data: Uint8Array): Part[] {
    const [, control = 0] = data;
    const information = data.subarray(3, -1);
    const parts = [part(data, 0, 3, blockWords(control, information.length))];
    if (control < 0x80) parts.push(...this.#information(isCommand, (control & 0x20) !== 0, information));
    else if (information.length > 0)
      parts.push(part(information, 0, information.length, `the size: ${information[0]}`));
    return [...parts, part(data, data.length - 1, 1, 'LRC: XOR of the block')];
  }

  #information(isCommand: boolean, more: boolean, information: Uint8Array): Part[] {
    const context = this.#context;
    if (!isCommand) return apduParts(information, { more, command: Uint8Array.from(context.command) });
    const begins = context.complete;
    context.command = begins ? [...information] : [...context.command, ...information];
    context.complete = !more;
    return begins
      ? apduParts(information, { more, command: null })
      : [part(information, 0, information.length, more ? 'goes on' : 'the rest of the command')];
  }
}

function exclusiveOr(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

function headWords(type: number, length: number): string {
  const name = COMMANDS[type] ?? ANSWERS[type];
  if (name === undefined) throw new Error(`no name for message ${type}`);
  return `${name}, dwLength ${length}`;
}

function commandWords(type: number, frame: Uint8Array): string {
  if (type === POWER_ON) return `bPowerSelect ${frame[9]}: 5 V, two bytes RFU`;
  if (type === SET_PARAMETERS) return `bProtocolNum ${frame[9]}: T=1, two bytes RFU`;
  if (type === XFR_BLOCK || type === SECURE) return `bBWI ${frame[9]}, wLevelParameter 0`;
  return 'three bytes RFU';
}

function statusWords(frame: Uint8Array): string {
  const [status = 0, error = 0] = frame.subarray(9);
  const state = ICC[status & 3] as string;
  const failed = (status & 0xc0) === 0x40;
  const wrong = `bError ${error.toString(16).toUpperCase().padStart(2, '0')}`;
  return failed ? `bStatus: failed, ${state}; ${wrong}` : `bStatus: done, ${state}; bError 00`;
}

function noticeWords(bits: number): string {
  return `notice, slot 0: moved, ${bits & 1 ? 'a card is there' : 'no card is there'}`;
}

function escapeWords(type: number, data: Uint8Array): string {
  if (type === 0x83) return `"${Buffer.from(data).toString('latin1')}"`;
  return data.length === 1 ? 'tell the firmware text' : 'tell card movements';
}

function blockWords(control: number, length: number): string {
  if (control < 0x80) {
    const more = control & 0x20 ? ', M bit set: more follows' : '';
    return `NAD 00; PCB: I-block, N(S) ${control >> 6}${more}; LEN ${length}`;
  }
  if (control < 0xc0) return `NAD 00; PCB: R-block, N(R) ${(control >> 4) & 1}; LEN 0`;
  const request = ['RESYNCH', 'IFS', 'ABORT', 'WTX'][control & 0x1f] as string;
  return `NAD 00; PCB: S(${request} ${control & 0x20 ? 'response' : 'request'}); LEN ${length}`;
}
