/**
 * Cases of a device with the bench application: its keys and display against its commands.
 */
import { decodeBenchFrame, decodeFlashGeometry } from '../../../../firmware/card/bench-answers.js';
import {
  BENCH_CLA,
  type BenchCommand,
  encodeBenchCommand,
} from '../../../../firmware/card/bench-commands.js';
import { respondCommand, selectCommand, verifyCommand } from '../../../../firmware/card/commands.js';
import { STATUS } from '../../../../firmware/card/status-words.js';
import { AID } from '../../../../firmware/card/tags.js';
import { CCID_COMMAND } from '../../../../firmware/link/ccid/message.js';
import { answerStatus } from '../../../../firmware/link/ccid/status.js';
import { type ConformCase, Mismatch, must, NotTried } from '../case.js';
import { apdu, type Probe } from '../probe.js';
import { describeAnswer } from '../reader-probe.js';
import { BENCH_COMMANDS, TWO_DOORS } from './sources.js';

/** Longer than any profile's power key needs to switch a card off. */
const SWITCH_OFF_MS = 3000;

async function selectBench(probe: Probe): Promise<void> {
  if (!probe.device.hasBench) throw new NotTried('the device has no bench application');
  probe.needApplication('dsc-plus');
  await probe.mustAnswer(selectCommand(AID.bench), STATUS.success);
}

async function bench(probe: Probe, command: BenchCommand): Promise<Uint8Array> {
  return (await probe.mustAnswer(encodeBenchCommand(command), STATUS.success)).data;
}

/** A command that answers with the display. */
async function show(probe: Probe, command: BenchCommand) {
  const frame = decodeBenchFrame(await bench(probe, command));
  if (frame === null) throw new Mismatch('a display in the layout of the bench', 'other bytes');
  return frame;
}

const readDisplay = (probe: Probe) => show(probe, { type: 'readDisplay' });
const press = (probe: Probe, key: 'ok' | 'power', holdMs: number | null = null) =>
  show(probe, { type: 'pressKey', key, holdMs });
const type = (probe: Probe, digits: string) => show(probe, { type: 'typeDigits', digits });

/** Off, whatever the display showed. */
async function switchOff(probe: Probe): Promise<void> {
  if ((await readDisplay(probe)).text === '') return;
  const { text } = await press(probe, 'power', SWITCH_OFF_MS);
  must(text === '', 'a blank display after the power key was held', 'a display that shows something');
}

/** The response by the keys, all its groups. */
async function responseByKeys(probe: Probe, challenge: string): Promise<string> {
  await selectBench(probe);
  await switchOff(probe);
  await press(probe, 'power');
  await type(probe, probe.needPin());
  await press(probe, 'ok');
  await type(probe, challenge);
  let { text } = await press(probe, 'ok');
  const digits = probe.device.suite?.digits ?? 8;
  // A card that shows its response in groups goes on to the next one with OK.
  for (let groups = 1; text.length < digits && groups < digits; groups += 1)
    text += (await press(probe, 'ok')).text;
  await switchOff(probe);
  return text;
}

const KEYPAD: readonly ConformCase[] = [
  {
    id: 'bench.display',
    requirement:
      'READ DISPLAY answers in its layout, and again with the same frame when nothing has happened.',
    source: BENCH_COMMANDS,
    async run(probe) {
      await selectBench(probe);
      await switchOff(probe);
      const [first, second] = [await readDisplay(probe), await readDisplay(probe)];
      must(first.number === second.number, `frame ${first.number}`, `frame ${second.number}`);
    },
  },
  {
    id: 'bench.keys.response',
    requirement: 'The same challenge gets the same response by the keys as by the command.',
    source: TWO_DOORS,
    async run(probe) {
      await probe.freshSession();
      probe.needOneWay();
      if (probe.device.suite?.counter === true) throw new NotTried('the suite of the card has a counter');
      await probe.verify();
      const byCommand = await probe.respond(probe.challenge(4));
      const byKeys = await responseByKeys(probe, probe.challenge(4));
      must(byKeys === byCommand, 'the same response', 'another display');
    },
  },
  {
    id: 'bench.keys.counter',
    requirement: 'A response by the keys moves the one counter of the card.',
    source: TWO_DOORS,
    async run(probe) {
      await probe.freshSession();
      const before = await probe.counter();
      await responseByKeys(probe, probe.challenge(4));
      await probe.freshSession();
      const after = await probe.counter();
      must(after === before + 1n, `${before + 1n}`, `${after}`);
    },
  },
  {
    id: 'bench.keys.tries',
    requirement: 'A wrong PIN at the keypad costs one of the tries that the commands have as well.',
    source: TWO_DOORS,
    async run(probe) {
      await probe.freshSession();
      const { left, wrongPin } = await probe.needTries(1);
      await selectBench(probe);
      await switchOff(probe);
      await press(probe, 'power');
      await type(probe, wrongPin);
      await press(probe, 'ok');
      await switchOff(probe);
      await probe.freshSession();
      const after = await probe.triesLeft();
      must(after === left - 1, `${left - 1} tries left`, `${after}`);
    },
  },
  {
    id: 'bench.display.left-alone',
    requirement: 'Commands leave the display alone.',
    source: TWO_DOORS,
    async run(probe) {
      await selectBench(probe);
      await switchOff(probe);
      const before = await readDisplay(probe);
      await probe.freshSession();
      await probe.card.command(verifyCommand(probe.needPin()));
      await probe.card.command(respondCommand(probe.challenge()));
      await selectBench(probe);
      const after = await readDisplay(probe);
      must(after.number === before.number, `frame ${before.number}`, `frame ${after.number}`);
    },
  },
];

const BODY: readonly ConformCase[] = [
  {
    id: 'bench.power.cut',
    requirement:
      'CUT POWER is answered; then the card is mute until it is powered again, and its PIN is forgotten.',
    source: BENCH_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      await selectBench(probe);
      await bench(probe, { type: 'cutPower' });
      const { message, bytes } = await probe.reader.ask({
        type: CCID_COMMAND.xfrBlock,
        data: Uint8Array.of(0x00, 0xc0, 0x00, 0xc0),
      });
      await probe.card.powerOn();
      must(answerStatus(message)?.command === 'failed', 'a card that is mute', describeAnswer(bytes));
      await probe.freshSession();
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
    },
  },
  {
    id: 'bench.flash',
    requirement:
      'READ FLASH gives as many bytes as were asked for, within the geometry that the device tells.',
    source: BENCH_COMMANDS,
    async run(probe) {
      await selectBench(probe);
      const geometry = decodeFlashGeometry(await bench(probe, { type: 'flashGeometry' }));
      if (geometry === null) throw new Mismatch('a geometry in the layout of the bench', 'other bytes');
      const length = Math.min(64, geometry.pageBytes);
      const bytes = await bench(probe, { type: 'readFlash', offset: 0, length });
      must(bytes.length === length, `${length} bytes`, `${bytes.length}`);
    },
  },
  {
    id: 'bench.malformed',
    requirement: 'A malformed bench command is refused with 6A80, an unknown one with 6D00.',
    source: BENCH_COMMANDS,
    async run(probe) {
      await selectBench(probe);
      await probe.mustAnswer(apdu(BENCH_CLA, 0x10, 0, Uint8Array.of(0x7f)), STATUS.wrongData);
      await probe.mustAnswer(apdu(BENCH_CLA, 0x7e, 0), STATUS.instructionNotSupported);
    },
  },
];

export const BENCH_CASES: readonly ConformCase[] = [...KEYPAD, ...BODY];
