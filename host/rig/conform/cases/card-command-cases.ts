/**
 * Cases of the card's commands that take no PIN: selection, data objects, and what is refused.
 */
import { sameBytes } from '../../../../firmware/bytes.js';
import {
  attestCommand,
  getDataCommand,
  INS,
  PARAMETERS,
  selectCommand,
  verifyCommand,
} from '../../../../firmware/card/commands.js';
import { STATUS } from '../../../../firmware/card/status-words.js';
import { AID, DATA_TAG, type DataName } from '../../../../firmware/card/tags.js';
import { type ConformCase, hex, must, NotTried } from '../case.js';
import { aidOf } from '../device.js';
import { apdu, mustBeStatus, type Probe } from '../probe.js';
import { CARD_COMMANDS } from './sources.js';

const UNKNOWN_AID = Uint8Array.of(0xf0, 0x54, 0x57, 0x49, 0x4e, 0x7e);
const UNKNOWN_TAG = 0x01fe;

const isText = (value: Uint8Array) => value.length > 0 && value.every((byte) => byte >= 0x20 && byte < 0x7f);
const isByte = (value: Uint8Array) => value.length === 1;

/** What every DSC+ tells, and the form of it. */
const DATA: readonly (readonly [DataName, string, (value: Uint8Array) => boolean])[] = [
  ['serialNumber', 'printable ASCII', isText],
  ['firmwareVersion', 'printable ASCII', isText],
  ['suite', 'an OCRA suite', (value) => isText(value) && value[0] === 0x4f],
  ['pinPolicy', 'four bytes', (value) => value.length === 4],
  ['triesLeft', 'one byte', isByte],
  [
    'batteryPercent',
    'one byte of at most 100',
    ([percent = 101, ...more]) => percent <= 100 && more.length === 0,
  ],
  ['profileName', 'printable ASCII', isText],
  ['lifeCycle', 'one byte', isByte],
  ['challengeDigits', 'one byte', isByte],
];

function dataCase([name, form, isRight]: (typeof DATA)[number]): ConformCase {
  const tag = DATA_TAG[name];
  return {
    id: `card.data.${tag.toString(16).padStart(4, '0')}`,
    requirement: `GET DATA ${hex(Uint8Array.of(tag >> 8, tag & 0xff))} answers ${form}.`,
    source: CARD_COMMANDS,
    async run(probe) {
      probe.needApplication('dsc-plus');
      const { data } = await probe.mustAnswer(getDataCommand(tag), STATUS.success);
      must(isRight(data), form, `${data.length} bytes of another form`);
    },
  };
}

/** A command that the card refuses by its header or length alone. */
function refusal(name: string, what: string, statusWord: number, command: Uint8Array): ConformCase {
  return {
    id: `card.${name}`,
    requirement: `${what} is refused with ${statusWord.toString(16).toUpperCase()}.`,
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.mustAnswer(command, statusWord);
    },
  };
}

const ONE_BYTE = Uint8Array.of(0x00);
/** Lc says three bytes, and there are two. */
const CUT_OFF = Uint8Array.of(0x00, INS.verify, 0x00, 0x81, 0x03, 0x31, 0x32);

const REFUSALS: readonly ConformCase[] = [
  refusal(
    'class.unknown',
    'A command of an unknown class',
    STATUS.classNotSupported,
    apdu(0xb0, INS.getData, 0x0101),
  ),
  refusal(
    'instruction.unknown',
    'An unknown instruction',
    STATUS.instructionNotSupported,
    apdu(0x00, 0x0e, 0),
  ),
  refusal('data.unknown', 'GET DATA of an unknown tag', STATUS.dataNotFound, getDataCommand(UNKNOWN_TAG)),
  refusal('length.cut-off', 'A command shorter than its Lc', STATUS.wrongLength, CUT_OFF),
  refusal(
    'length.data',
    'GET DATA with a data field',
    STATUS.wrongLength,
    apdu(0x00, INS.getData, DATA_TAG.serialNumber, ONE_BYTE),
  ),
  refusal(
    'select.parameters',
    'SELECT with unknown P1-P2',
    STATUS.wrongParameters,
    apdu(0x00, INS.select, 0x7f00, AID.dscPlus),
  ),
  refusal(
    'verify.parameters',
    'VERIFY with unknown P1-P2',
    STATUS.wrongParameters,
    apdu(0x00, INS.verify, 0x0001, Uint8Array.of(0x30, 0x30, 0x30, 0x30)),
  ),
  refusal(
    'change.parameters',
    'CHANGE REFERENCE DATA with unknown P1-P2',
    STATUS.wrongParameters,
    apdu(0x00, INS.changeReferenceData, 0x0001),
  ),
  refusal(
    'unlock.parameters',
    'RESET RETRY COUNTER with unknown P1-P2',
    STATUS.wrongParameters,
    apdu(0x00, INS.resetRetryCounter, 0x0001),
  ),
  refusal(
    'respond.parameters',
    'INTERNAL AUTHENTICATE with unknown P1-P2',
    STATUS.wrongParameters,
    apdu(0x00, INS.internalAuthenticate, 0x0002, ONE_BYTE),
  ),
  refusal(
    'put-data',
    'PUT DATA to a finished card',
    STATUS.conditionsNotSatisfied,
    apdu(0x00, INS.putData, DATA_TAG.serialNumber, ONE_BYTE),
  ),
  {
    id: 'card.unlock-question',
    requirement: 'The unlock question of a card that is not locked is refused with 6985.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.needUnlocked();
      await probe.mustAnswer(getDataCommand(DATA_TAG.unlockQuestion), STATUS.conditionsNotSatisfied);
    },
  },
  {
    id: 'card.length.expected',
    requirement: 'A response longer than Le is refused, with 6Cxx where the right Le is short.',
    source: 'ISO/IEC 7816-4, 5.1.3',
    async run(probe) {
      probe.needApplication('dsc-plus');
      const whole = await probe.mustAnswer(getDataCommand(DATA_TAG.serialNumber), STATUS.success);
      await probe.mustAnswer(getDataCommand(DATA_TAG.serialNumber, 1), 0x6c00 | whole.data.length);
    },
  },
];

const SELECTION: readonly ConformCase[] = [
  {
    id: 'card.select',
    requirement: 'SELECT of the application answers its file control information, tag 6F.',
    source: `${CARD_COMMANDS}; ISO/IEC 7816-4, 5.3.3`,
    async run(probe) {
      const { application } = probe.device;
      if (application === null) throw new NotTried('the card has no application that is known here');
      await probe.freshSession(application);
      const { data } = await probe.card.command(selectCommand(aidOf(application)));
      must(data[0] === 0x6f, 'a data object of tag 6F', data.length === 0 ? 'nothing' : 'another tag');
    },
  },
  {
    id: 'card.select.unknown',
    requirement: 'SELECT of an unknown application is refused with 6A82, and the selected one stays.',
    source: CARD_COMMANDS,
    async run(probe) {
      const before = await serialNumber(probe);
      await probe.mustAnswer(selectCommand(UNKNOWN_AID), STATUS.applicationNotFound);
      must(sameBytes(await serialNumber(probe), before), 'the same application', 'another one');
    },
  },
  {
    id: 'card.probes',
    requirement: 'Commands that a program tries on unknown cards cost no try and end no session.',
    source: `${CARD_COMMANDS}: probes change nothing`,
    async run(probe) {
      await probe.freshSession();
      const before = probe.device.pin?.check === 'card' ? await probe.triesLeft() : null;
      const probes = [
        selectCommand(UNKNOWN_AID),
        apdu(0x00, INS.select, 0x0000, Uint8Array.of(0x3f, 0x00)),
        apdu(0x00, INS.getData, 0x004f),
        apdu(0x00, 0xb0, 0x0000),
        apdu(0x80, 0xca, 0x9f7f),
        apdu(0x00, INS.verify, 0x0000),
        apdu(0x00, INS.verify, PARAMETERS.pin),
      ];
      for (const command of probes) await probe.card.command(command);
      if (before === null) return;
      const after = await probe.triesLeft();
      must(after === before, `${before} tries left`, `${after}`);
    },
  },
];

function serialNumber(probe: Probe): Promise<Uint8Array> {
  return probe.mustAnswer(getDataCommand(DATA_TAG.serialNumber), STATUS.success).then(({ data }) => data);
}

const ATTESTATION_NONCES: readonly (readonly [string, number])[] = [
  ['short', 15],
  ['long', 65],
];

function nonceCase([name, length]: (typeof ATTESTATION_NONCES)[number]): ConformCase {
  return {
    id: `card.attestation.nonce-${name}`,
    requirement: `Attestation over a nonce of ${length} bytes is refused with 6A80.`,
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const { statusWord } = await probe.card.command(getDataCommand(DATA_TAG.certificate, 65_536));
      if (statusWord !== STATUS.success) throw new NotTried('the card has no certificate');
      await probe.mustAnswer(attestCommand(new Uint8Array(length)), STATUS.wrongData);
    },
  };
}

const LOCKED: readonly ConformCase[] = [
  {
    id: 'card.locked',
    requirement:
      'A locked card refuses VERIFY and INTERNAL AUTHENTICATE with 6983 and tells its unlock question.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      if (probe.device.pin?.check !== 'card' || (await probe.triesLeft()) > 0)
        throw new NotTried('the card is not locked, and this run locks none');
      const noPin = '0'.repeat(probe.device.pin.digits);
      await probe.mustAnswer(verifyCommand(noPin), STATUS.blocked);
      await probe.mustAnswer(apdu(0x00, INS.internalAuthenticate, 0, ONE_BYTE), STATUS.blocked);
      mustBeStatus(await probe.card.command(getDataCommand(DATA_TAG.unlockQuestion)), STATUS.success);
    },
  },
];

export const CARD_COMMAND_CASES: readonly ConformCase[] = [
  ...SELECTION,
  ...DATA.map(dataCase),
  ...REFUSALS,
  ...ATTESTATION_NONCES.map(nonceCase),
  ...LOCKED,
];
