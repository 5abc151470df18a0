/**
 * Cases of T=1: what is damaged, out of turn, unknown or repeated.
 *
 * Each fault of a block is tried twice: for the card's answer, and for whether the command was carried out all the
 * same. The command of the second kind is a SELECT, which would end the session of a verified PIN: it shows, and
 * costs no try.
 */
import { getDataCommand, selectCommand } from '../../../../firmware/card/commands.js';
import { AID, DATA_TAG } from '../../../../firmware/card/tags.js';
import { checksumOf } from '../../../../firmware/link/checksum.js';
import { type ConformCase, must } from '../case.js';
import type { StrictT1 } from '../strict-t1.js';

const ERRORS = 'ISO/IEC 7816-3, 11.6.3.2';

const READ_SERIAL = getDataCommand(DATA_TAG.serialNumber);
const SELECT = selectCommand(AID.dscPlus);

/** One way in which a block with a command can be wrong. */
interface BlockFault {
  readonly name: string;
  readonly what: string;
  readonly rule: string;
  readonly spoil: (t1: StrictT1, command: Uint8Array) => Uint8Array;
}

/** NAD, PCB, LEN and information as given, with the right code behind. */
function sealed(t1: StrictT1, ...content: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from(content);
  return Uint8Array.of(...bytes, ...checksumOf(t1.checksum, bytes));
}

const BLOCK_FAULTS: readonly BlockFault[] = [
  {
    name: 'checksum',
    what: 'A block with a wrong error detection code',
    rule: `${ERRORS}, rule 7.2`,
    spoil(t1, command) {
      const block = t1.encode(t1.iBlock(command));
      block[block.length - 1] = (block.at(-1) as number) ^ 0x40;
      return block;
    },
  },
  {
    name: 'sequence',
    what: 'An I-block with the wrong N(S)',
    rule: '11.6.2.1 and 11.6.3.2 of ISO/IEC 7816-3',
    spoil: (t1, command) => t1.encode(t1.iBlock(command, false, t1.sequence === 0 ? 1 : 0)),
  },
  {
    name: 'control.information',
    what: 'An I-block with a reserved bit in its PCB',
    rule: `11.3.2.2 and ${ERRORS}`,
    spoil: (t1, command) => sealed(t1, 0x00, (t1.sequence << 6) | 0x01, command.length, ...command),
  },
  {
    name: 'length.more',
    what: 'A block whose LEN says more than there is',
    rule: `11.3.2.3 and ${ERRORS}`,
    spoil: (t1, command) => sealed(t1, 0x00, t1.sequence << 6, command.length + 1, ...command),
  },
  {
    name: 'length.less',
    what: 'A block whose LEN says less than there is',
    rule: `11.3.2.3 and ${ERRORS}`,
    spoil: (t1, command) => sealed(t1, 0x00, t1.sequence << 6, command.length - 1, ...command),
  },
  {
    name: 'length.reserved',
    what: 'A block with LEN = FF, which is reserved,',
    rule: `11.3.2.3 and ${ERRORS}`,
    spoil: (t1, command) => sealed(t1, 0x00, t1.sequence << 6, 0xff, ...command),
  },
];

/** Blocks that are wrong by themselves. */
const UNKNOWN_BLOCKS: readonly (readonly [string, string, (t1: StrictT1) => Uint8Array])[] = [
  ['control.receive-ready', 'An R-block with a reserved PCB', (t1) => sealed(t1, 0x00, 0x8f, 0x00)],
  ['control.supervisory', 'An S-block with a reserved PCB', (t1) => sealed(t1, 0x00, 0xc8, 0x00)],
  ['ifs.zero', 'S(IFS request) with 00, which is reserved,', (t1) => sealed(t1, 0x00, 0xc1, 0x01, 0x00)],
  ['ifs.reserved', 'S(IFS request) with FF, which is reserved,', (t1) => sealed(t1, 0x00, 0xc1, 0x01, 0xff)],
  ['truncated', 'A block of two bytes', () => Uint8Array.of(0x00, 0x00)],
];

function answerCase({ name, what, rule, spoil }: BlockFault): ConformCase {
  return {
    id: `t1.${name}`,
    requirement: `${what} is answered by an R-block; the right block afterwards is taken.`,
    source: rule,
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.mustRefuse(spoil(t1, READ_SERIAL));
      await t1.command(READ_SERIAL);
    },
  };
}

function effectCase({ name, what, rule, spoil }: BlockFault): ConformCase {
  return {
    id: `t1.${name}.effect`,
    requirement: `${what} is not carried out.`,
    source: rule,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      const t1 = await probe.card.strict();
      await t1.exchange(spoil(t1, SELECT));
      must(await probe.isVerified(), 'a session that still has its PIN', 'a session without one');
    },
  };
}

function unknownCase([name, what, bytes]: (typeof UNKNOWN_BLOCKS)[number]): ConformCase {
  return {
    id: `t1.${name}`,
    requirement: `${what} is answered by an R-block; the right block afterwards is taken.`,
    source: ERRORS,
    async run(probe) {
      const t1 = await probe.card.strict();
      await t1.mustRefuse(bytes(t1));
      await t1.command(READ_SERIAL);
    },
  };
}

export const T1_ERROR_CASES: readonly ConformCase[] = [
  ...BLOCK_FAULTS.flatMap((fault) => [answerCase(fault), effectCase(fault)]),
  ...UNKNOWN_BLOCKS.map(unknownCase),
];
