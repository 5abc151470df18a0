/**
 * Cases of the PIN: its tries, what ends it, and what it is good for.
 */
import {
  attestCommand,
  changePinCommand,
  getDataCommand,
  pinStatusCommand,
  respondCommand,
  selectCommand,
  unlockCommand,
  verifyCommand,
} from '../../../../firmware/card/commands.js';
import { refused, STATUS, triesLeftIn } from '../../../../firmware/card/status-words.js';
import { AID, DATA_TAG } from '../../../../firmware/card/tags.js';
import { type ConformCase, must, NotTried } from '../case.js';
import { mustBeStatus, type Probe, statusText } from '../probe.js';
import { CARD_COMMANDS } from './sources.js';

const ONCE = `${CARD_COMMANDS}: the PIN is good for one computation`;

function needCheckedPin({ device }: Probe): void {
  if (device.pin?.check !== 'card') throw new NotTried('the card does not compare its PIN');
}

function needSoftPin({ device }: Probe): void {
  if (device.pin?.check !== 'soft') throw new NotTried('the card compares its PIN');
}

async function mustCostNoTry(probe: Probe, act: () => Promise<void>): Promise<void> {
  const counts = probe.device.pin?.check === 'card';
  const before = counts ? await probe.triesLeft() : null;
  await act();
  if (before === null) return;
  const after = await probe.triesLeft();
  must(after === before, `${before} tries left`, `${after}`);
}

function malformedCase(name: string, what: string, pinOf: (digits: number) => string): ConformCase {
  return {
    id: `card.verify.malformed.${name}`,
    requirement: `VERIFY with ${what} is refused with 6A80 and costs no try.`,
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const pin = pinOf(probe.device.pin?.digits ?? 4);
      await mustCostNoTry(probe, async () => {
        await probe.needUnlocked();
        await probe.mustAnswer(verifyCommand(pin), STATUS.wrongData);
      });
    },
  };
}

const TRIES: readonly ConformCase[] = [
  {
    id: 'card.verify.status',
    requirement: 'An empty VERIFY tells the same number of tries as GET DATA and costs none.',
    source: `${CARD_COMMANDS}; ISO/IEC 7816-4, VERIFY`,
    async run(probe) {
      await probe.freshSession();
      needCheckedPin(probe);
      await mustCostNoTry(probe, async () => {
        const left = await probe.triesLeft();
        await probe.mustAnswer(pinStatusCommand(), left === 0 ? STATUS.blocked : refused(left));
      });
    },
  },
  {
    id: 'card.verify.wrong.counted',
    requirement: 'A wrong PIN costs one try, as GET DATA tells.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const { left, wrongPin } = await probe.needTries(1);
      await probe.card.command(verifyCommand(wrongPin));
      const after = await probe.triesLeft();
      must(after === left - 1, `${left - 1} tries left`, `${after}`);
    },
  },
  {
    id: 'card.verify.wrong.told',
    requirement: 'The 63Cx of a wrong PIN tells the number of tries that are left then.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const { left, wrongPin } = await probe.needTries(1);
      mustBeStatus(await probe.card.command(verifyCommand(wrongPin)), refused(left - 1));
    },
  },
  {
    id: 'card.verify.right',
    requirement: 'The right PIN is answered by 9000 and gives all tries back.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const { wrongPin } = await probe.needTries(1);
      await probe.card.command(verifyCommand(wrongPin));
      await probe.verify();
      const after = await probe.triesLeft();
      must(after === probe.device.pin?.tries, `${probe.device.pin?.tries} tries left`, `${after}`);
    },
  },
  {
    id: 'card.verify.wrong.ends',
    requirement: 'A wrong PIN ends what an earlier right one allowed.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const { wrongPin } = await probe.needTries(1);
      await probe.verify();
      await probe.card.command(verifyCommand(wrongPin));
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
    },
  },
  {
    id: 'card.verify.soft',
    requirement: 'A soft PIN of the right length is answered by 9000, whatever it is.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      needSoftPin(probe);
      for (const digit of ['0', '7'])
        await probe.mustAnswer(verifyCommand(digit.repeat(probe.device.pin?.digits ?? 4)), STATUS.success);
    },
  },
  malformedCase('short', 'a PIN that is too short', (digits) => '1'.repeat(digits - 1)),
  malformedCase('long', 'a PIN that is too long', (digits) => '1'.repeat(digits + 1)),
  malformedCase('letters', 'letters', (digits) => 'A'.repeat(digits)),
];

const SESSION: readonly ConformCase[] = [
  {
    id: 'card.pin.required',
    requirement: 'INTERNAL AUTHENTICATE without a verified PIN is refused with 6982.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.needUnlocked();
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
    },
  },
  {
    id: 'card.pin.verified',
    requirement: 'After the right PIN an empty VERIFY is answered by 9000.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      await probe.mustAnswer(pinStatusCommand(), STATUS.success);
    },
  },
  {
    id: 'card.pin.once',
    requirement: 'The PIN is good for one computation: the second one is refused with 6982.',
    source: ONCE,
    async run(probe) {
      await probe.freshSession();
      probe.needOneWay();
      await probe.verify();
      await probe.respond(probe.challenge());
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
    },
  },
  {
    id: 'card.pin.select',
    requirement: 'SELECT ends what the PIN allowed.',
    source: ONCE,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      await probe.mustAnswer(selectCommand(AID.dscPlus), STATUS.success);
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
    },
  },
  {
    id: 'card.pin.reset',
    requirement: 'A reset of the card ends what the PIN allowed.',
    source: ONCE,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      await probe.card.powerOn();
      await probe.freshSession();
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
    },
  },
  {
    id: 'card.pin.kept',
    requirement: 'GET DATA and attestation leave a verified PIN alone.',
    source: `${CARD_COMMANDS}: each computation ends it, SELECT and reset`,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      await probe.card.command(getDataCommand(DATA_TAG.serialNumber));
      await probe.card.command(attestCommand(new Uint8Array(16)));
      must(await probe.isVerified(), 'a session that still has its PIN', 'a session without one');
    },
  },
];

const CHANGES: readonly ConformCase[] = [
  {
    id: 'card.change.soft',
    requirement: 'CHANGE REFERENCE DATA of a soft PIN is refused with 6985.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      needSoftPin(probe);
      const pin = '1'.repeat(probe.device.pin?.digits ?? 4);
      await probe.mustAnswer(changePinCommand(pin, pin), STATUS.conditionsNotSatisfied);
    },
  },
  {
    id: 'card.change.malformed',
    requirement: 'CHANGE REFERENCE DATA with a malformed new PIN is refused with 6A80 and costs no try.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      needCheckedPin(probe);
      const pin = probe.needPin();
      await mustCostNoTry(probe, async () => {
        await probe.mustAnswer(changePinCommand(pin, 'A'.repeat(pin.length)), STATUS.wrongData);
      });
    },
  },
  {
    id: 'card.change.wrong',
    requirement: 'CHANGE REFERENCE DATA with a wrong old PIN costs a try and changes nothing.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      const { left, wrongPin } = await probe.needTries(1);
      const { statusWord } = await probe.card.command(changePinCommand(wrongPin, probe.needPin()));
      const told = triesLeftIn(statusWord);
      must(told === left - 1, statusText(refused(left - 1)), statusText(statusWord));
      await probe.verify();
    },
  },
  {
    id: 'card.change.same',
    requirement:
      'CHANGE REFERENCE DATA with the right old PIN is taken, unless the card finds the new one weak.',
    source: `${CARD_COMMANDS}; tried with the new PIN equal to the old one, so that the card keeps its PIN`,
    async run(probe) {
      await probe.freshSession();
      needCheckedPin(probe);
      const pin = probe.needPin();
      const { statusWord } = await probe.card.command(changePinCommand(pin, pin));
      must(
        statusWord === STATUS.success || statusWord === STATUS.wrongData,
        statusText(STATUS.success),
        statusText(statusWord),
      );
      await probe.verify();
    },
  },
  {
    id: 'card.unlock.not-locked',
    requirement: 'RESET RETRY COUNTER of a card that is not locked is refused with 6985.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.needUnlocked();
      const pin = '2580'.padEnd(probe.device.pin?.digits ?? 4, '1');
      await probe.mustAnswer(unlockCommand('00000000', pin), STATUS.conditionsNotSatisfied);
    },
  },
];

export const CARD_PIN_CASES: readonly ConformCase[] = [...TRIES, ...SESSION, ...CHANGES];
