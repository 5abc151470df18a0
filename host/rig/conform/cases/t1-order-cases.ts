/**
 * Cases of T=1: blocks that come again or are asked for again, and the S-blocks that put both ends in order.
 */
import { sameBytes } from '../../../../firmware/bytes.js';
import {
  getDataCommand,
  pinStatusCommand,
  respondCommand,
  verifyCommand,
} from '../../../../firmware/card/commands.js';
import { STATUS } from '../../../../firmware/card/status-words.js';
import { DATA_TAG } from '../../../../firmware/card/tags.js';
import { type ConformCase, must } from '../case.js';
import { mustBeStatus, type Probe, statusText } from '../probe.js';
import { describeBlock, type StrictT1 } from '../strict-t1.js';
import { AT_MOST_ONCE } from './sources.js';

const ERRORS = 'ISO/IEC 7816-3, 11.6.3.2';

const READ_SERIAL = getDataCommand(DATA_TAG.serialNumber);

/** Sends a command as one block, and the same block once more. @returns the card's first block of each */
async function sendTwice(t1: StrictT1, command: Uint8Array) {
  const block = t1.encode(t1.iBlock(command));
  const first = await t1.exchange(block);
  const second = await t1.exchange(block);
  return { first, second };
}

const REPETITIONS: readonly ConformCase[] = [
  {
    id: 't1.repeated-block',
    requirement: 'A block that comes a second time is answered by the same block.',
    source: `${ERRORS}, rule 7.1`,
    async run(probe) {
      const t1 = await probe.card.strict();
      const { first, second } = await sendTwice(t1, READ_SERIAL);
      must(sameBytes(first, second), describeBlock(first), describeBlock(second));
    },
  },
  {
    id: 't1.repeated-block.computation',
    requirement: 'A computation whose block comes twice is made once: both answers are the same response.',
    source: `${ERRORS}, rule 7.1; ${AT_MOST_ONCE}`,
    async run(probe) {
      await needOneWay(probe);
      await probe.verify();
      const t1 = await probe.card.strict();
      const { first, second } = await sendTwice(t1, respondCommand(probe.challenge()));
      must(sameBytes(first, second), 'the response of the first time', 'another answer');
      mustBeStatus(await t1.responseFrom(first), STATUS.success);
    },
  },
  {
    id: 't1.repeated-block.tries',
    requirement: 'A wrong PIN whose block comes twice costs one try.',
    source: `${ERRORS}, rule 7.1; ${AT_MOST_ONCE}`,
    async run(probe) {
      await probe.freshSession();
      const { left, wrongPin } = await probe.needTries(2);
      await sendTwice(await probe.card.strict(), verifyCommand(wrongPin));
      const after = await probe.triesLeft();
      must(after === left - 1, `${left - 1} tries left`, `${after}`);
    },
  },
  {
    id: 't1.repeated-block.counter',
    requirement: 'A computation whose block comes twice moves the counter by one.',
    source: `${ERRORS}, rule 7.1; ${AT_MOST_ONCE}`,
    async run(probe) {
      const before = await probe.counter();
      await probe.freshSession();
      await probe.verify();
      await sendTwice(await probe.card.strict(), respondCommand(probe.challenge()));
      const after = await probe.counter();
      must(after === before + 1n, `${before + 1n}`, `${after}`);
    },
  },
  {
    id: 't1.ask-again',
    requirement: 'An R-block with the N(R) of the last block gets that block again, whatever error it names.',
    source: `${ERRORS}, rules 7.1 and 7.2`,
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.command(READ_SERIAL);
      const before = t1.lastPiece;
      for (const error of ['none', 'checksum', 'other'] as const) {
        const { bytes } = await t1.send(t1.encode(t1.rBlock(t1.expected === 0 ? 1 : 0, error)));
        must(sameBytes(bytes, before), describeBlock(before), describeBlock(bytes));
      }
      await t1.command(READ_SERIAL);
    },
  },
  {
    id: 't1.ask-again.in-chain',
    requirement: 'A piece of a response is sent again when it is asked for, and the response is whole.',
    source: `${ERRORS}, rule 7.2`,
    async run(probe) {
      const t1 = await probe.card.strict();
      const whole = await t1.command(READ_SERIAL);
      await t1.request('ifs', Uint8Array.of(3));
      const first = await t1.exchange(t1.encode(t1.iBlock(READ_SERIAL)));
      const again = await t1.exchange(t1.encode(t1.rBlock(t1.expected, 'checksum')));
      must(sameBytes(first, again), describeBlock(first), describeBlock(again));
      const { data, statusWord } = await t1.responseFrom(again);
      must(
        sameBytes(data, whole.data),
        'the same response in pieces',
        `another one, ${statusText(statusWord)}`,
      );
    },
  },
];

async function needOneWay(probe: Probe): Promise<void> {
  await probe.freshSession();
  probe.needOneWay();
}

const SUPERVISION: readonly ConformCase[] = [
  {
    id: 't1.resynch',
    requirement: 'After S(RESYNCH request) both ends begin with N(S) = 0.',
    source: 'ISO/IEC 7816-3, 11.6.3.2, rule 6.3',
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.command(READ_SERIAL);
      await t1.request('resynch');
      await t1.command(READ_SERIAL);
    },
  },
  {
    id: 't1.resynch.in-chain',
    requirement: 'S(RESYNCH request) in the middle of a chain ends it; the next command stands alone.',
    source: 'ISO/IEC 7816-3, 11.6.3.2, rule 6.3',
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.piece(READ_SERIAL);
      await t1.request('resynch');
      mustBeStatus(await t1.command(READ_SERIAL), STATUS.success);
    },
  },
  {
    id: 't1.abort',
    requirement: 'S(ABORT request) in the middle of a chain ends it; the next command stands alone.',
    source: 'ISO/IEC 7816-3, 11.6.2.3, rule 9',
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.piece(READ_SERIAL);
      await t1.request('abort');
      mustBeStatus(await t1.command(READ_SERIAL), STATUS.success);
    },
  },
  {
    id: 't1.silence',
    requirement: 'The card says nothing unasked, and a host may be silent in a chain as long as it likes.',
    source: 'ISO/IEC 7816-3, 11.4.3: only the card has a waiting time',
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.piece(READ_SERIAL.subarray(0, 2));
      const unasked = await probe.reader.untilQuiet(2000);
      must(unasked.length === 0, 'silence', `${unasked.length} messages`);
      await t1.lastOf(READ_SERIAL.subarray(2));
    },
  },
  {
    id: 't1.resynch.session',
    requirement: 'S(RESYNCH request) leaves the session of the application alone.',
    source: 'ISO/IEC 7816-3, 11.6.3.2: it concerns the protocol',
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      const t1 = await probe.card.strict();
      mustBeStatus(await t1.command(pinStatusCommand()), STATUS.success);
    },
  },
];

export const T1_ORDER_CASES: readonly ConformCase[] = [...REPETITIONS, ...SUPERVISION];
