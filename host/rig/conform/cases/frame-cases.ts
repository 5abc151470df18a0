/**
 * Cases of the serial frame and the CCID messages in it.
 */
import { sameBytes } from '../../../../firmware/bytes.js';
import { CCID_ANSWER, CCID_COMMAND } from '../../../../firmware/link/ccid/message.js';
import { answerStatus, CCID_ERROR } from '../../../../firmware/link/ccid/status.js';
import { type ConformCase, hex, must } from '../case.js';
import type { Probe } from '../probe.js';
import {
  ANSWER_MS,
  describeAnswer,
  describeEvent,
  isAnswer,
  mustBeProcessed,
  type ProbeAnswer,
  type ReaderProbe,
} from '../reader-probe.js';

const FRAME = 'serial frame of the GemPC Twin family, as libccid 1.5.2 speaks it (ccid_serial.c)';
const CCID = 'USB CCID 1.1, section';

const STATUS_COMMAND = { type: CCID_COMMAND.getSlotStatus };
/** A message type that no revision of CCID has. */
const UNKNOWN_TYPE = 0x55;
const UNKNOWN_SLOT = 7;
const NEGATIVE_ACKNOWLEDGE = Uint8Array.of(0x03, 0x15, 0x16);

/** The device must be itself again: one good command, one good answer. */
async function mustAnswerAgain({ reader }: Probe): Promise<void> {
  const answer = await reader.ask(STATUS_COMMAND);
  mustBeProcessed(answer, 'the next good GetSlotStatus');
}

async function mustHavePower({ reader }: Probe): Promise<void> {
  const answer = await reader.ask(STATUS_COMMAND);
  must(
    answerStatus(answer.message)?.icc === 'active',
    'a card that still has power, since IccPowerOff was damaged',
    describeAnswer(answer.bytes),
  );
}

function mustBeRefused({ message, bytes }: ProbeAnswer, error: number): void {
  const status = answerStatus(message);
  must(
    status?.command === 'failed' && status.error === error,
    `a refusal with bError ${hex(Uint8Array.of(error))}`,
    describeAnswer(bytes),
  );
}

/** Writes what no reader may take, lets it settle, and sees that the reader goes on. */
async function disturb(probe: Probe, bytes: Uint8Array): Promise<void> {
  const { reader } = probe;
  reader.wire.write(bytes);
  const events = await reader.untilQuiet(ANSWER_MS);
  const answer = events.find((event) => event.type === 'message' && isAnswer(event.message));
  must(answer === undefined, 'no answer to what is no command', describeEvent(answer ?? null));
  await mustAnswerAgain(probe);
}

/** The same answer twice: what the reader says to a negative acknowledge. */
async function mustRepeat(reader: ReaderProbe, first: Uint8Array): Promise<void> {
  reader.wire.write(NEGATIVE_ACKNOWLEDGE);
  const again = await reader.answer();
  must(sameBytes(again.bytes, first), 'the last answer once more', describeAnswer(again.bytes));
}

const GOOD_FRAMES: readonly ConformCase[] = [
  {
    id: 'frame.status',
    requirement: 'GetSlotStatus is answered by SlotStatus with the slot of the command and no data.',
    source: `${CCID} 6.2.2`,
    async run({ reader }) {
      const { message, bytes } = await reader.ask(STATUS_COMMAND);
      const { type, slot, data } = message;
      must(
        type === CCID_ANSWER.slotStatus && slot === reader.slot && data.length === 0,
        `SlotStatus (81) of slot ${reader.slot} without data`,
        describeAnswer(bytes),
      );
    },
  },
  {
    id: 'frame.sequence',
    requirement: 'An answer has the bSeq of its command.',
    source: `${CCID} 6.2`,
    async run({ reader }) {
      for (const sequence of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const { message } = await reader.ask({ ...STATUS_COMMAND, sequence });
        must(message.sequence === sequence, `bSeq ${sequence}`, `bSeq ${message.sequence}`);
      }
    },
  },
  {
    id: 'frame.echo',
    requirement: 'Every command is sent back before its answer, or none is.',
    source: `${FRAME}: readers that echo always do`,
    async run({ reader }) {
      const echoed: boolean[] = [];
      for (let count = 0; count < 5; count += 1) {
        const frame = reader.frame(STATUS_COMMAND);
        reader.wire.write(frame);
        const { before } = await reader.answer();
        const echo = before.find((event) => event.type === 'message');
        if (echo?.type === 'message')
          must(
            sameBytes(echo.message, frame.slice(2, -1)),
            'an echo equal to the command',
            hex(echo.message),
          );
        echoed.push(echo !== undefined);
      }
      must(new Set(echoed).size === 1, 'five echoes or none', `${echoed.filter(Boolean).length}`);
    },
  },
  {
    id: 'frame.divided',
    requirement: 'A frame may come byte by byte.',
    source: FRAME,
    async run({ reader }) {
      for (const byte of reader.frame(STATUS_COMMAND)) reader.wire.write(Uint8Array.of(byte));
      mustBeProcessed(await reader.answer(), 'GetSlotStatus');
    },
  },
  {
    id: 'frame.power',
    requirement:
      'IccPowerOn is answered by the ATR of a card that speaks T=1, IccPowerOff by a card without power.',
    source: `${CCID} 6.1.1 and 6.1.2`,
    async run({ reader, card }) {
      await card.powerOn();
      const off = await reader.ask({ type: CCID_COMMAND.iccPowerOff });
      must(answerStatus(off.message)?.icc === 'inactive', 'a card without power', describeAnswer(off.bytes));
      await card.powerOn();
    },
  },
  {
    id: 'frame.parameters',
    requirement: 'GetParameters tells the protocol T=1 with its seven bytes.',
    source: `${CCID} 6.2.3`,
    async run({ reader }) {
      const { message, bytes } = await reader.ask({ type: CCID_COMMAND.getParameters });
      must(
        message.type === CCID_ANSWER.parameters && message.parameters[2] === 1 && message.data.length === 7,
        'Parameters (82) with bProtocolNum 01 and 7 bytes',
        describeAnswer(bytes),
      );
    },
  },
  {
    id: 'frame.nak.host',
    requirement:
      'Upon a negative acknowledge the reader sends its last answer again, as often as it is asked.',
    source: FRAME,
    async run({ reader }) {
      const { bytes } = await reader.ask(STATUS_COMMAND);
      await mustRepeat(reader, bytes);
      await mustRepeat(reader, bytes);
    },
  },
];

const WRONG_FRAMES: readonly ConformCase[] = [
  {
    id: 'frame.checksum',
    requirement:
      'A frame with a wrong LRC is answered by a negative acknowledge, and nothing is carried out.',
    source: FRAME,
    async run(probe) {
      const frame = probe.reader.frame({ type: CCID_COMMAND.iccPowerOff });
      frame[frame.length - 1] = (frame.at(-1) as number) ^ 0x01;
      probe.reader.wire.write(frame);
      const events = await probe.reader.untilQuiet(ANSWER_MS);
      must(
        events.some(({ type }) => type === 'negativeAcknowledge'),
        'a negative acknowledge (03 15 16)',
        describeEvent(events[0] ?? null),
      );
      await mustHavePower(probe);
    },
  },
  {
    id: 'frame.rubbish',
    requirement: 'Bytes before SYNC do not keep the next command from its answer.',
    source: FRAME,
    run: (probe) => disturb(probe, Uint8Array.of(0xff, 0x00, 0x41, 0x15, 0x06)),
  },
  {
    id: 'frame.oversize',
    requirement:
      'A frame that says it is longer than any may be is refused, and the next command is answered.',
    source: `${FRAME}; dwMaxCCIDMessageLength 271`,
    run: (probe) =>
      disturb(probe, Uint8Array.of(0x03, 0x06, CCID_COMMAND.xfrBlock, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0)),
  },
  {
    id: 'frame.half',
    requirement: 'A frame that breaks off is given up after a time, and the next command is answered.',
    source: FRAME,
    async run(probe) {
      const frame = probe.reader.frame(STATUS_COMMAND);
      await disturb(probe, frame.subarray(0, 7));
    },
  },
  {
    id: 'frame.type.unknown',
    requirement: 'A message of an unknown type is refused with bError 00.',
    source: `${CCID} 6.2.6: command not supported`,
    async run({ reader }) {
      mustBeRefused(await reader.ask({ type: UNKNOWN_TYPE }), CCID_ERROR.commandNotSupported);
    },
  },
  {
    id: 'frame.slot.unknown',
    requirement: 'A command for a slot that the reader does not have is refused with bError 05.',
    source: `${CCID} 6.2.6: slot does not exist`,
    async run({ reader }) {
      mustBeRefused(await reader.ask({ ...STATUS_COMMAND, slot: UNKNOWN_SLOT }), CCID_ERROR.slotDoesNotExist);
    },
  },
  {
    id: 'frame.block.unpowered',
    requirement: 'A block for a card without power is refused.',
    source: `${CCID} 6.1.4 and 6.2.6`,
    async run({ reader, card }) {
      await reader.ask({ type: CCID_COMMAND.iccPowerOff });
      const block = Uint8Array.of(0x00, 0x00, 0x00, 0x00);
      const { message, bytes } = await reader.ask({ type: CCID_COMMAND.xfrBlock, data: block });
      await card.powerOn();
      must(answerStatus(message)?.command === 'failed', 'a refusal', describeAnswer(bytes));
    },
  },
];

export const FRAME_CASES: readonly ConformCase[] = [...GOOD_FRAMES, ...WRONG_FRAMES];
