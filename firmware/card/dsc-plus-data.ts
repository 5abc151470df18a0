/**
 * What the DSC+ application tells of the card: GET DATA and the answer to SELECT. None of it is secret.
 *
 *     0101 serial number     ASCII
 *     0102 firmware version  ASCII, for example 1.0
 *     0103 suite             ASCII
 *     0104 PIN policy        check (00 on the card, 01 soft), digits, tries, unlock tries; 00 where there are none
 *     0105 tries left        1 byte, FF = not counted
 *     0106 counter           8 bytes, big-endian: that of the next response; 6A88 when the suite has none
 *     0107 battery           1 byte, per cent
 *     0108 unlock question   ASCII; 6985 unless the card is locked
 *     0109 certificate       X.509 in DER; 6A88 when the card has no attestation key
 *     010A profile name      ASCII
 *     010B life cycle        05 in use, 04 locked, 0C dead
 *     010C challenge digits  1 byte
 *
 * Other tags are 6A88. SELECT: 6F { 84 AID, A5 { 80 version, 81 serial number, 82 suite, 83 profile name } },
 * with the warning 6285 on a dead card.
 */
import { asciiBytes } from '../ascii.js';
import { type CardMemory, triesLeft } from '../dsc-plus/card-memory.js';
import type { DscPlusProfile } from '../dsc-plus/profile.js';
import { writeUint64 } from '../oath/bytes.js';
import { answered, statusOnly } from './apdu.js';
import type { ResponseApdu } from './application.js';
import { certificateResponse } from './attestation/attest.js';
import type { CardIdentity } from './attestation/statement.js';
import type { DscPlusDoor } from './dsc-plus-door.js';
import { FIRMWARE_VERSION } from './firmware-version.js';
import { STATUS } from './status-words.js';
import { AID, type DataName, LIFE_CYCLE, NOT_COUNTED, PIN_CHECK } from './tags.js';
import { dataObject } from './tlv.js';

/** What the card attests of itself. */
export function dscPlusIdentity(memory: CardMemory): CardIdentity {
  return {
    kind: 'dsc-plus',
    serialNumber: memory.contents.serialNumber,
    firmwareVersion: FIRMWARE_VERSION,
  };
}

function pinPolicy({ pin }: DscPlusProfile): Uint8Array {
  return pin.check === 'soft'
    ? Uint8Array.of(PIN_CHECK.soft, pin.digits, 0, 0)
    : Uint8Array.of(PIN_CHECK.card, pin.digits, pin.tries, pin.unlockTries);
}

function counterBytes(counter: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  writeUint64(counter, bytes, 0);
  return bytes;
}

const LIFE_CYCLE_OF = { ready: LIFE_CYCLE.inUse, locked: LIFE_CYCLE.locked, dead: LIFE_CYCLE.dead } as const;

/** One data object. */
export function readDscPlusData(name: DataName, memory: CardMemory, door: DscPlusDoor): ResponseApdu {
  const { profile, suite } = door;
  const { contents } = memory;
  const text = (value: string) => answered(asciiBytes(value));
  const number = (value: number) => answered(Uint8Array.of(value));
  switch (name) {
    case 'serialNumber':
      return text(contents.serialNumber);
    case 'firmwareVersion':
      return text(FIRMWARE_VERSION);
    case 'suite':
      return text(suite.text);
    case 'pinPolicy':
      return answered(pinPolicy(profile));
    case 'triesLeft':
      return number(triesLeft(profile, contents) ?? NOT_COUNTED);
    case 'counter':
      return suite.counter ? answered(counterBytes(contents.counter)) : statusOnly(STATUS.dataNotFound);
    case 'batteryPercent':
      return number(Math.floor(door.batteryPercent()));
    case 'unlockQuestion':
      return memory.condition === 'locked'
        ? text(memory.unlockQuestion())
        : statusOnly(STATUS.conditionsNotSatisfied);
    case 'certificate':
      return certificateResponse(dscPlusIdentity(memory), contents.attestationKey);
    case 'profileName':
      return text(profile.name);
    case 'lifeCycle':
      return number(LIFE_CYCLE_OF[memory.condition]);
    case 'challengeDigits':
      return number(profile.challengeDigits);
    case 'checkValue':
    case 'expiry':
      return statusOnly(STATUS.dataNotFound);
  }
}

/** The file control information that SELECT answers. */
export function dscPlusSelected(memory: CardMemory, { profile, suite }: DscPlusDoor): ResponseApdu {
  const facts = dataObject(
    0xa5,
    dataObject(0x80, asciiBytes(FIRMWARE_VERSION)),
    dataObject(0x81, asciiBytes(memory.contents.serialNumber)),
    dataObject(0x82, asciiBytes(suite.text)),
    dataObject(0x83, asciiBytes(profile.name)),
  );
  const data = dataObject(0x6f, dataObject(0x84, AID.dscPlus), facts);
  const statusWord = memory.condition === 'dead' ? STATUS.applicationTerminated : STATUS.success;
  return { data, statusWord };
}
