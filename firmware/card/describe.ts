/**
 * A command and its response in plain words, for the display of traffic.
 *
 * Promises: never shows a PIN, a response, an unlock answer, a server's response, card values, typed keys, the
 * contents of a display or of flash, however a command is malformed: of those only the length. Challenges, index
 * numbers and questions are no secret and are shown.
 */
import { asciiText } from '../ascii.js';
import { decodeCommand, decodeResponse } from './apdu.js';
import type { CommandApdu } from './application.js';
import { type BenchCommand, decodeBenchCommand } from './bench-commands.js';
import { INS, PARAMETERS, parameters } from './commands.js';
import { describeStatusWord, STATUS, triesLeftIn } from './status-words.js';
import { AID, type DataName, dataName } from './tags.js';

const DATA_WORDS: Readonly<Record<DataName, string>> = {
  serialNumber: 'serial number',
  firmwareVersion: 'firmware version',
  suite: 'suite',
  pinPolicy: 'PIN policy',
  triesLeft: 'tries left',
  counter: 'counter',
  batteryPercent: 'battery',
  unlockQuestion: 'unlock question',
  certificate: 'certificate',
  profileName: 'profile name',
  lifeCycle: 'life cycle',
  challengeDigits: 'challenge digits',
  checkValue: 'check value',
  expiry: 'expiry',
};

/** Data objects that are text. */
const TEXTS: readonly DataName[] = [
  ...(['serialNumber', 'firmwareVersion', 'suite', 'unlockQuestion'] as const),
  ...(['profileName', 'checkValue', 'expiry'] as const),
];

/** Data objects that are one small number. */
const NUMBERS: readonly DataName[] = ['triesLeft', 'batteryPercent', 'challengeDigits'];

const APPLICATION_WORDS: readonly (readonly [Uint8Array, string])[] = [
  [AID.dscPlus, 'DSC+'],
  [AID.securityCodeCard, 'Security Code Card'],
  [AID.bench, 'bench'],
];

const MAXIMUM_SHOWN = 64;

function hex(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'));
  return shown.join('').toUpperCase() + (bytes.length > 16 ? '...' : '');
}

/** How much there is of something that is not shown; what are no digits throughout are bytes. */
function amount(bytes: Uint8Array, unit: 'byte' | 'digit' | 'character' = 'byte'): string {
  const isUnit = unit !== 'digit' || bytes.every((byte) => byte >= 0x30 && byte <= 0x39);
  return `(${bytes.length} ${isUnit ? unit : 'byte'}${bytes.length === 1 ? '' : 's'})`;
}

/** The text, if it is one of printable ASCII and not too long for a line; else its length. */
function shownText(bytes: Uint8Array): string {
  const isShort = bytes.length <= MAXIMUM_SHOWN;
  return isShort && bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? asciiText(bytes) : amount(bytes);
}

function applicationWords(aid: Uint8Array): string {
  const known = APPLICATION_WORDS.find(([own]) => hex(own) === hex(aid));
  return known?.[1] ?? (aid.length === 0 ? 'no name' : hex(aid));
}

/** Index numbers of a code card have three digits at most; what is no question at all may be a secret. */
function questionWords(data: Uint8Array): string {
  if (data.length > MAXIMUM_SHOWN) return amount(data);
  const text = asciiText(data);
  if (/^[0-9]{1,3}$/.test(text)) return `index number ${text}`;
  if (/^[0-9]{1,3}( [0-9]{1,3})+$/.test(text)) return `index numbers ${text}`;
  return /^[0-9A-Za-z]+$/.test(text) ? `challenge ${text}` : amount(data);
}

function benchWords(command: BenchCommand): string {
  switch (command.type) {
    case 'pressKey': {
      const key = /^[0-9]$/.test(command.key) ? 'a digit' : command.key;
      return `PRESS KEY ${key}${command.holdMs === null ? '' : ` for ${command.holdMs} ms`}`;
    }
    case 'typeDigits':
      return `TYPE (${command.digits.length} digits)`;
    case 'readDisplay':
      return 'READ DISPLAY';
    case 'advance':
      return `ADVANCE ${command.ms} ms`;
    case 'cutPower':
      return 'CUT POWER';
    case 'status':
      return 'STATUS';
    case 'setBattery':
      return `SET BATTERY ${command.percent === null ? 'as estimated' : `${command.percent} %`}`;
    case 'flashGeometry':
      return 'FLASH GEOMETRY';
    case 'readFlash':
      return `READ FLASH ${command.length} bytes at ${command.offset}`;
    case 'writeFlash':
      return `WRITE FLASH ${command.bytes.length} bytes at ${command.offset}`;
    case 'injectFault':
      return `INJECT FAULT ${command.name}`;
  }
}

function wordsOf(command: CommandApdu): string {
  const { cla, ins, data } = command;
  const bench = decodeBenchCommand(command);
  if (typeof bench !== 'number') return benchWords(bench);
  if (cla !== 0x00) return otherWords(command);
  switch (ins) {
    case INS.select:
      return (parameters(command) & 0xff00) === PARAMETERS.byName
        ? `SELECT ${applicationWords(data)}`
        : `SELECT file ${hex(data)}`;
    case INS.getData: {
      const name = dataName(command);
      return `GET DATA ${name === null ? hex(Uint8Array.of(command.p1, command.p2)) : DATA_WORDS[name]}`;
    }
    case INS.verify:
      return data.length === 0 ? 'VERIFY status' : `VERIFY PIN ${amount(data, 'digit')}`;
    case INS.changeReferenceData:
      return `CHANGE REFERENCE DATA old and new PIN ${amount(data, 'digit')}`;
    case INS.resetRetryCounter:
      return `RESET RETRY COUNTER answer and new PIN ${amount(data, 'digit')}`;
    case INS.internalAuthenticate:
      return parameters(command) === PARAMETERS.attestation
        ? `INTERNAL AUTHENTICATE attestation, nonce ${amount(data)}`
        : `INTERNAL AUTHENTICATE ${questionWords(data)}`;
    case INS.getChallenge:
      return 'GET CHALLENGE';
    case INS.externalAuthenticate:
      return `EXTERNAL AUTHENTICATE server question and response ${amount(data)}`;
    case INS.putData:
      return `PUT DATA ${amount(data)}`;
    default:
      return otherWords(command);
  }
}

function otherWords({ cla, ins, p1, p2, data }: CommandApdu): string {
  return `command ${hex(Uint8Array.of(cla, ins, p1, p2))} ${amount(data)}`;
}

/** A command, for example `VERIFY PIN (4 digits)` or `INTERNAL AUTHENTICATE challenge 123456`. */
export function describeCommand(apdu: Uint8Array): string {
  const command = decodeCommand(apdu);
  return command === null ? `malformed command ${amount(apdu)}` : wordsOf(command);
}

function readWords(name: DataName, data: Uint8Array): string {
  if (TEXTS.includes(name)) return `${DATA_WORDS[name]} ${shownText(data)}`;
  const [first] = data;
  const isNumber = NUMBERS.includes(name) && data.length === 1 && first !== 0xff;
  return `${DATA_WORDS[name]} ${isNumber ? first : amount(data)}`;
}

/** What the data of a successful answer are. */
function answerWords(command: CommandApdu, data: Uint8Array): string {
  if (data.length === 0) return 'done';
  if (command.cla !== 0x00) return `done ${amount(data)}`;
  switch (command.ins) {
    case INS.getData: {
      const name = dataName(command);
      return name === null ? amount(data) : readWords(name, data);
    }
    case INS.internalAuthenticate:
      if (parameters(command) === PARAMETERS.attestation) return `signature ${amount(data)}`;
      return questionWords(command.data).startsWith('index')
        ? `card values ${amount(data, 'character')}`
        : `response ${amount(data, 'digit')}`;
    case INS.getChallenge:
      return `question ${shownText(data)}`;
    default:
      return `done ${amount(data)}`;
  }
}

/** What was refused by 63Cx. */
function refusedThing(command: CommandApdu): string {
  switch (command.ins) {
    case INS.verify:
      return command.data.length === 0 ? 'PIN not verified' : 'wrong PIN';
    case INS.changeReferenceData:
      return 'wrong PIN';
    case INS.resetRetryCounter:
      return 'wrong unlock answer';
    case INS.externalAuthenticate:
      return 'wrong server response';
    default:
      return 'refused';
  }
}

/** `Like this.` becomes `like this`; words in capitals stay. */
function inside(sentence: string): string {
  const isWord = /^[A-Z][a-z]*\b/.test(sentence);
  return (isWord ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence).replace(/\.$/, '');
}

/** The response to a command, for example `63C4 wrong PIN, 4 tries left` or `9000 response (8 digits)`. */
export function describeResponse(command: Uint8Array, response: Uint8Array): string {
  const answer = decodeResponse(response);
  if (answer === null) return `malformed response ${amount(response)}`;
  const { data, statusWord } = answer;
  const asked = decodeCommand(command);
  const code = statusWord.toString(16).toUpperCase().padStart(4, '0');
  if (asked !== null && statusWord === STATUS.success) return `${code} ${answerWords(asked, data)}`;
  const left = triesLeftIn(statusWord);
  if (asked !== null && left !== null)
    return `${code} ${refusedThing(asked)}, ${left} ${left === 1 ? 'try' : 'tries'} left`;
  return `${code} ${inside(describeStatusWord(statusWord))}`;
}
