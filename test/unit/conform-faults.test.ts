/** Conformance runs on twins with one mistake each: the mistake is found, and nothing secret is told. */
import { describe, expect, it } from 'vitest';
import type { PlantedFaultName } from '../../emulator/faults/planted-faults.js';
import { asciiBytes } from '../../firmware/ascii.js';
import { lrc } from '../../firmware/link/checksum.js';
import { Ocra } from '../../firmware/oath/index.js';
import { junitXml } from '../../host/rig/conform/junit.js';
import { reportText } from '../../host/rig/conform/report.js';
import { DEMO_KEY, DEMO_PIN, failedIds, runOn } from './conform-run.js';
import { TwinWire } from './twin-wire.js';

const FAULTS: readonly (readonly [PlantedFaultName, string, readonly string[]])[] = [
  ['checksum-ignored', 'dsc-plus', ['t1.checksum', 't1.checksum.effect', 't1.chaining.damaged-block']],
  [
    'sequence-ignored',
    'dsc-plus',
    ['t1.sequence', 't1.sequence.effect', 't1.repeated-block', 't1.repeated-block.tries'],
  ],
  ['try-not-counted', 'dsc-plus', ['card.verify.wrong.counted']],
  ['counter-reused', 'dsc-plus-counter', ['card.counter.response']],
  ['tries-off-by-one', 'dsc-plus', ['card.verify.status', 'card.verify.wrong.told']],
];

describe('a conformance run finds', () => {
  it.each(FAULTS)('%s on a %s', async (plantedFault, profile, ids) => {
    const wire = new TwinWire({ profile, plantedFault });
    const report = await runOn(wire);
    expect(failedIds(report)).toEqual(expect.arrayContaining([...ids]));
    expect(wire.twin.status()).toMatchObject({ locked: false, triesLeft: 5 });
  });

  it('the computation that is made twice, also without a counter', async () => {
    const wire = new TwinWire({ profile: 'dsc-plus-soft', plantedFault: 'sequence-ignored' });
    expect(failedIds(await runOn(wire))).toContain('t1.repeated-block.computation');
  });

  it('the reused counter without knowing the key', async () => {
    const wire = new TwinWire({ profile: 'dsc-plus-counter', plantedFault: 'counter-reused' });
    expect(failedIds(await runOn(wire, { key: null }))).toEqual(['card.counter.response']);
  });

  it('another key than the one given', async () => {
    const other = DEMO_KEY.slice().fill(1);
    const failed = failedIds(await runOn(new TwinWire(), { key: other }));
    expect(failed).toEqual(expect.arrayContaining(['vectors.123456', 'vectors.000000']));
    expect(failed.every((id) => id.startsWith('vectors.'))).toBe(true);
  });
});

/** A wire that changes whole frames on their way. */
class SpoilingWire extends TwinWire {
  constructor(
    private readonly toReader: (frame: Uint8Array) => Uint8Array,
    private readonly fromReader: (message: Uint8Array) => Uint8Array = (message) => message,
  ) {
    super();
  }

  override write(bytes: Uint8Array): void {
    super.write(this.toReader(bytes));
  }

  override async next(waitMs: number) {
    const event = await super.next(waitMs);
    return event?.type === 'message' ? { ...event, message: this.fromReader(event.message) } : event;
  }
}

const isAnswer = (message: Uint8Array) => (message[0] as number) >= 0x80;

describe('a conformance run finds a reader that', () => {
  it('takes a frame with a wrong checksum', async () => {
    const repair = (frame: Uint8Array) =>
      frame.length < 13 ? frame : Uint8Array.of(...frame.subarray(0, -1), lrc(frame.subarray(0, -1)));
    expect(failedIds(await runOn(new SpoilingWire(repair), {}, 'frame.*'))).toEqual(['frame.checksum']);
  });

  it('does not mirror bSeq', async () => {
    const forget = (message: Uint8Array) => {
      if (isAnswer(message)) message[6] = 0;
      return message;
    };
    const wire = new SpoilingWire((frame) => frame, forget);
    expect(failedIds(await runOn(wire, {}, 'frame.*'))).toEqual(['frame.sequence']);
  });

  it('says nothing to a negative acknowledge', async () => {
    const swallow = (frame: Uint8Array) => (frame[1] === 0x15 ? new Uint8Array(0) : frame);
    expect(failedIds(await runOn(new SpoilingWire(swallow), {}, 'frame.*'))).toEqual(['frame.nak.host']);
  });

  it('echoes something else', async () => {
    const spoil = (message: Uint8Array) => {
      if (!isAnswer(message)) message[9] = 0x55;
      return message;
    };
    const wire = new SpoilingWire((frame) => frame, spoil);
    expect(failedIds(await runOn(wire, {}, 'frame.*'))).toEqual(['frame.echo']);
  });
});

describe('a report', () => {
  it('never tells a response, also of a case that failed', async () => {
    const ocra = new Ocra('OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256', DEMO_KEY);
    const responses = ['111111', '222222', '333333', '444444', '123456', '000000'].flatMap((question) =>
      Array.from({ length: 40 }, (_, counter) => ocra.respond({ question, counter, pin: DEMO_PIN })),
    );
    for (const plantedFault of ['counter-reused', 'sequence-ignored', 'checksum-ignored'] as const) {
      const report = await runOn(new TwinWire({ profile: 'dsc-plus-counter', plantedFault }));
      expect(failedIds(report).length).toBeGreaterThan(0);
      const told = reportText(report) + JSON.stringify(report) + junitXml(report);
      expect(responses.filter((response) => told.includes(response))).toEqual([]);
      const inHex = responses.map((text) => asciiBytes(text).join(' '));
      expect(inHex.filter((bytes) => told.includes(bytes))).toEqual([]);
    }
  });
});
