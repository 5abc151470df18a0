/**
 * Cases of T=1: information fields of every length, commands and responses in chains.
 */
import { sameBytes } from '../../../../firmware/bytes.js';
import { selectCommand } from '../../../../firmware/card/commands.js';
import { STATUS } from '../../../../firmware/card/status-words.js';
import { flip } from '../../../../firmware/link/t1/block.js';
import { type ConformCase, must, NotTried } from '../case.js';
import { aidOf } from '../device.js';
import { mustBeStatus, type Probe } from '../probe.js';
import { describeBlock, type StrictT1 } from '../strict-t1.js';

const CHAINING = 'ISO/IEC 7816-3, 11.6.2.3';
/** No application here has it: ERASE BINARY of ISO/IEC 7816-4. */
const UNKNOWN_INSTRUCTION = 0x0e;
/** Longest command APDU: header, extended Lc, 65535 bytes, extended Le. */
const LONGEST_COMMAND_BYTES = 65_544;

/**
 * A command of an unknown instruction, or one that is too short to be a command.
 *
 * @param bytes length of the whole APDU; its Lc agrees with it, so a card that loses a byte says 6700
 */
export function commandOf(bytes: number): Uint8Array {
  const command = new Uint8Array(bytes);
  command.set([0x00, UNKNOWN_INSTRUCTION].slice(0, bytes));
  if (bytes > 260) command.set([0x00, (bytes - 7) >> 8, (bytes - 7) & 0xff], 4);
  else if (bytes > 5) command[4] = bytes - 5;
  return command;
}

function statusOf(bytes: number): number {
  return bytes < 4 ? STATUS.wrongLength : STATUS.instructionNotSupported;
}

function needInformation({ informationFieldBytes }: StrictT1, bytes: number): void {
  if (bytes > informationFieldBytes)
    throw new NotTried(`the card takes ${informationFieldBytes} bytes in a block at most`);
}

async function selected(probe: Probe): Promise<StrictT1> {
  const { application } = probe.device;
  if (application === null) throw new NotTried('the card has no application that is known here');
  await probe.freshSession(application);
  return probe.card.strict();
}

function lengthCase(bytes: number): ConformCase {
  return {
    id: `t1.length.${bytes}`,
    requirement: `An I-block with ${bytes} bytes of information is taken whole.`,
    source: 'ISO/IEC 7816-3, 11.3.2.3',
    async run(probe) {
      const t1 = await probe.card.strict();
      needInformation(t1, bytes);
      mustBeStatus(await t1.lastOf(commandOf(bytes)), statusOf(bytes));
    },
  };
}

function chainingCase(bytes: number): ConformCase {
  return {
    id: `t1.chaining.${bytes}`,
    requirement: `A command in three blocks of ${bytes}, ${bytes} and 1 bytes is put together.`,
    source: CHAINING,
    async run(probe) {
      const t1 = await probe.card.strict();
      needInformation(t1, bytes);
      const length = 2 * bytes + 1;
      mustBeStatus(await t1.command(commandOf(length), bytes), statusOf(length));
    },
  };
}

function piecesCase(pieces: number): ConformCase {
  return {
    id: `t1.pieces.${pieces}`,
    requirement: `A command in ${pieces} full ${pieces === 1 ? 'block' : 'blocks'} is put together.`,
    source: CHAINING,
    async run(probe) {
      const t1 = await probe.card.strict();
      const length = pieces * t1.informationFieldBytes;
      mustBeStatus(await t1.command(commandOf(length)), statusOf(length));
    },
  };
}

function ifsdCase(bytes: number): ConformCase {
  return {
    id: `t1.ifsd.${bytes}`,
    requirement: `After S(IFS request) with ${bytes} a response comes in pieces of ${bytes} bytes at most.`,
    source: 'ISO/IEC 7816-3, 11.4.2 and 11.6.2.3',
    async run(probe) {
      const t1 = await selected(probe);
      const command = selectCommand(aidOf(probe.device.application ?? 'dsc-plus'));
      const whole = await t1.command(command);
      await t1.request('ifs', Uint8Array.of(bytes));
      t1.longestPiece = 0;
      const divided = await t1.command(command);
      must(t1.longestPiece <= bytes, `pieces of at most ${bytes} bytes`, `one of ${t1.longestPiece}`);
      mustBeStatus(divided, whole.statusWord);
      must(sameBytes(divided.data, whole.data), 'the same response in pieces', 'another one');
    },
  };
}

const OTHER_CHAINS: readonly ConformCase[] = [
  {
    id: 't1.chaining.repeated-block',
    requirement: 'A block of a chain that comes twice is acknowledged twice and taken once.',
    source: 'ISO/IEC 7816-3, 11.6.3.2, rule 7.1',
    async run(probe) {
      const t1 = await probe.card.strict();
      const command = commandOf(20);
      const first = t1.encode(t1.iBlock(command.subarray(0, 12), true));
      await t1.piece(command.subarray(0, 12));
      const again = await t1.send(first);
      t1.mustAcknowledge(again.block, again.bytes);
      mustBeStatus(await t1.lastOf(command.subarray(12)), STATUS.instructionNotSupported);
    },
  },
  {
    id: 't1.chaining.damaged-block',
    requirement: 'A damaged block of a chain is asked for again, and the command is whole then.',
    source: 'ISO/IEC 7816-3, 11.6.3.2, rule 7.2',
    async run(probe) {
      const t1 = await probe.card.strict();
      const command = commandOf(30);
      await t1.piece(command.subarray(0, 10));
      const damaged = t1.encode(t1.iBlock(command.subarray(10, 20), true));
      damaged[5] = (damaged[5] as number) ^ 0x10;
      await t1.mustRefuse(damaged);
      await t1.piece(command.subarray(10, 20));
      mustBeStatus(await t1.lastOf(command.subarray(20)), STATUS.instructionNotSupported);
    },
  },
  {
    id: 't1.chaining.beyond-limit',
    requirement:
      'A command longer than any APDU is broken off by S(ABORT request) or refused, and the next one works.',
    source: 'ISO/IEC 7816-3, 11.6.2.3; ISO/IEC 7816-4, 5.1',
    async run(probe) {
      const t1 = await probe.card.strict();
      const pieceBytes = t1.informationFieldBytes;
      const piece = commandOf(Math.max(pieceBytes, 1));
      for (let sent = 0; sent <= LONGEST_COMMAND_BYTES; sent += pieceBytes) {
        const { block, bytes } = await t1.send(t1.encode(t1.iBlock(piece, true)));
        t1.sequence = flip(t1.sequence);
        if (block.kind === 'S' && block.request === 'abort' && !block.response) {
          await t1.send(t1.encode(t1.sBlock('abort', undefined, true)));
          break;
        }
        const goesOn = block.kind === 'R' || sent + pieceBytes > LONGEST_COMMAND_BYTES;
        must(goesOn, 'an acknowledgement or S(ABORT request)', describeBlock(bytes));
      }
      const next = await probe.card.strict();
      mustBeStatus(await next.lastOf(commandOf(10)), STATUS.instructionNotSupported);
    },
  },
  {
    id: 't1.length.longer-than-ifsc',
    requirement: 'A block longer than the card takes is not carried out.',
    source: 'ISO/IEC 7816-3, 11.4.2',
    async run(probe) {
      const t1 = await probe.card.strict();
      const bytes = t1.informationFieldBytes + 1;
      if (bytes > 254) throw new NotTried('the card takes the longest block that there is');
      await t1.mustRefuse(t1.encode(t1.iBlock(commandOf(bytes))));
    },
  },
];

function upTo(last: number, first = 0): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export const T1_LENGTH_CASES: readonly ConformCase[] = [
  ...upTo(254).map(lengthCase),
  ...upTo(254, 1).map(chainingCase),
  ...[1, 2, 3, 8].map(piecesCase),
  ...[1, 2, 5, 16, 31, 32, 33, 64, 128, 254].map(ifsdCase),
  ...OTHER_CHAINS,
];
