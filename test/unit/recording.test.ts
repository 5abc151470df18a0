/** Recordings: what was recorded happens again, exactly, and one can travel in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardFaults } from '../../emulator/board/card-faults.js';
import { scriptOf } from '../../emulator/recording/as-script.js';
import { Recorder } from '../../emulator/recording/recorder.js';
import { parseRecording, type RecordedReader } from '../../emulator/recording/recording.js';
import { replayRecording } from '../../emulator/recording/replay.js';
import { pastOf, Timeline } from '../../emulator/recording/timeline.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { KEY_NAMES, type KeyName } from '../../firmware/dsc-plus/keys.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { isTokentwinError } from '../../firmware/error.js';
import { drawSeed } from '../simulation/link-seed.js';
import { hostOf } from './recorded-reader.js';

const SEED = drawSeed();

type Act = (card: DscPlus) => unknown;

const keys = fc.constantFrom(...KEY_NAMES);
const faults: fc.Arbitrary<Partial<CardFaults>> = fc.oneof(
  fc.constantFrom('wrong', 'swapped', null).map((nextResponse) => ({ nextResponse }) as const),
  fc.constant({ deadSegments: [{ cell: 1, segment: 'a' }] }),
  fc.option(keys).map((stuckKey) => ({ stuckKey })),
  fc.option(keys).map((bouncingKey) => ({ bouncingKey })),
  fc.integer({ min: 0, max: 900 }).map((slowMs) => ({ slowMs })),
  fc.integer({ min: -900, max: 900 }).map((clockDriftPpm) => ({ clockDriftPpm })),
);

/** Something that a person or a test does; whole logins among them, or most would be refused at the PIN. */
const acts: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: keys.map((key) => (card: DscPlus) => card.press(key)), weight: 4 },
  {
    arbitrary: fc.integer({ min: 0, max: 40_000 }).map((ms) => (card: DscPlus) => card.advance({ ms })),
    weight: 2,
  },
  {
    arbitrary: fc.tuple(keys, fc.integer({ min: 0, max: 6000 })).map(
      ([key, ms]: [KeyName, number]) =>
        (card: DscPlus) =>
          card.hold(key, { ms }),
    ),
    weight: 2,
  },
  {
    arbitrary: fc.constantFrom('1234', '1235').map((pin) => (card: DscPlus) => {
      card.hold('power', { ms: 2500 });
      card.press('power');
      card.type(pin);
      card.press('ok');
      card.type('123456');
      return card.press('ok');
    }),
    weight: 3,
  },
  { arbitrary: faults.map((changes) => (card: DscPlus) => card.setFaults(changes)), weight: 1 },
  { arbitrary: fc.constant((card: DscPlus) => card.cutPower()), weight: 1 },
  {
    arbitrary: fc
      .option(fc.integer({ min: 0, max: 100 }))
      .map((percent) => (card: DscPlus) => card.setBattery(percent)),
    weight: 1,
  },
);

const profiles = fc.constantFrom(...DSC_PLUS_PROFILES.map(({ name }) => name));

function recorded(profile: string, does: readonly Act[], reader: RecordedReader | null = null) {
  const card = DscPlus.demo({ profile, seed: 'a recording' });
  const lines: string[] = [];
  const recorder = new Recorder(card, { line: (line) => lines.push(line), reader });
  for (const act of does) act(card);
  recorder.stop();
  return { card, lines, text: `${lines.join('\n')}\n` };
}

function whatIs(card: DscPlus) {
  const { frame } = card;
  return {
    frame,
    status: card.status(),
    faults: card.faults,
    flash: Buffer.from(card.flashImage()).toString('hex'),
  };
}

describe(`random recordings (seed ${SEED})`, () => {
  const random = { seed: SEED, numRuns: 60 };

  it('are replayed exactly, to the same card', () => {
    fc.assert(
      fc.property(profiles, fc.array(acts, { maxLength: 40 }), (profile, does) => {
        const { card, text } = recorded(profile, does);
        const again = replayRecording(parseRecording(text));
        expect(whatIs(again)).toEqual(whatIs(card));
      }),
      random,
    );
  });

  it('give the same card at every position, whether one comes from a snapshot or the beginning', () => {
    fc.assert(
      fc.property(
        profiles,
        fc.array(acts, { minLength: 20, maxLength: 60 }),
        fc.nat(),
        (profile, does, place) => {
          const recording = parseRecording(recorded(profile, does).text);
          const timeline = new Timeline(pastOf(recording));
          timeline.visit(timeline.length);
          const position = place % (timeline.length + 1);
          const fresh = replayRecording({
            ...recording,
            inputs: recording.inputs.slice(0, position),
            end: null,
          });
          const visited = timeline.visit(position);
          expect(whatIs(visited)).toEqual(whatIs(fresh));
          // And they stay alike, whichever way they go on.
          for (const act of does.slice(0, 10)) {
            act(visited);
            act(fresh);
            expect(whatIs(visited)).toEqual(whatIs(fresh));
          }
        },
      ),
      random,
    );
  });
});

describe('a recording', () => {
  const login: Act[] = [
    (card) => card.press('power'),
    (card) => card.type('1234'),
    (card) => card.press('ok'),
    (card) => card.type('123456'),
    (card) => card.press('ok'),
  ];

  it('has a line an input, that says what it brought about', () => {
    const { lines } = recorded('dsc-plus', login);
    const [header, down, up] = lines.map((line) => JSON.parse(line));
    expect(header).toMatchObject({
      recording: 'tokentwin 1',
      warning: expect.stringContaining('owner only'),
    });
    expect(down).toEqual({ input: 1, at: 1767225600000, do: { type: 'keyDown', key: 'power' } });
    expect(up).toMatchObject({ input: 2, at: 1767225600600, do: { type: 'keyUp', key: 'power' } });
    expect(up.frames).toMatchObject([{ number: 2, at: 1767225600500 }]);
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ end: 26 });
  });

  it('that was cut off is replayed as far as it goes', () => {
    const { lines } = recorded('dsc-plus', login);
    const recording = parseRecording(lines.slice(0, 11).join('\n'));
    expect(recording.end).toBeNull();
    expect(replayRecording(recording).frame.text).toBe('---4');
  });

  it.each([
    ['a frame', '"cells":[243', '"cells":[242', 'the frames differ'],
    ['the flash', '"flash":"6', '"flash":"7', 'the flash differs'],
  ])('in which %s is another fails at that input', (_, from, to, what) => {
    const { text } = recorded('dsc-plus', login);
    expect(text).toContain(from);
    const changed = parseRecording(text.replace(from, to));
    expect(() => replayRecording(changed)).toThrow(`from input 2 on: ${what}.`);
  });

  it('begins with a card that is off', () => {
    const card = DscPlus.demo();
    card.press('power');
    expect(() => new Recorder(card, { line: () => {}, reader: null })).toThrow('switch it off first');
  });

  it.each([
    ['nothing', '', 'Line 1'],
    ['another file', 'hello\n', 'Line 1'],
    ['a newer recording', '{"recording":"tokentwin 2"}\n', 'Line 1'],
  ])('is not %s', (_, text, place) => {
    let error: unknown;
    try {
      parseRecording(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(isTokentwinError(error, 'RECORDING_INVALID'), String(error)).toBe(true);
    expect(String(error)).toContain(place);
  });

  it('with a wrong line is refused with its number', () => {
    const { lines } = recorded('dsc-plus', login);
    const wrong = (line: string) => () => parseRecording([lines[0], lines[1], line].join('\n'));
    expect(wrong('{"input":3,"at":1767225600700,"do":{"type":"time"}}')).toThrow(
      'Line 3 of the recording: the input must have',
    );
    expect(wrong('{"input":2,"at":1767225600700,"do":{"type":"jump"}}')).toThrow(
      'Line 3 of the recording: there is no such input',
    );
    expect(wrong('{"input":2,"at":-1,"do":{"type":"time"}}')).toThrow('Line 3 of the recording: at is not');
    expect(wrong('{"input":2,"at":1767225600700,"do":{"type":"keyUp","key":"x"}}')).toThrow('Line 3');
    expect(wrong('{"input":2,"at":1767225600700,"do":{"type":"wire"}}')).toThrow(
      'the recording has no reader',
    );
  });

  it('of a card in a reader has the bytes of the line, and gives them again', () => {
    const reader = { variant: 'gempc-pinpad', bench: true, plantedFault: null } as const;
    const { text, response } = hostOf(reader);
    const recording = parseRecording(text);
    expect(recording.inputs.some(({ line }) => line.includes('"sent"'))).toBe(true);
    const again = replayRecording(recording);
    expect(response).toMatch(/^[0-9]{8}$/);
    expect(again.status().state).toBe('off');
    const spoiled = parseRecording(text.replace(/"sent":\["(..)/, '"sent":["ff'));
    expect(() => replayRecording(spoiled)).toThrow('the bytes for the host differ');
  });
});

describe('the script of a recording', () => {
  it('says what was done and what came of it', () => {
    const { text } = recorded('dsc-plus', [
      (card) => card.press('power'),
      (card) => card.type('1234'),
      (card) => card.hold('ok', { ms: 700 }),
      (card) => card.setFaults({ nextResponse: 'wrong' }),
      (card) => card.advance({ seconds: 31 }),
    ]);
    expect(scriptOf(parseRecording(text)).split('\n').slice(1)).toEqual([
      'device card dsc-plus',
      'press power',
      'expect "PIN>"',
      'type 1234',
      'hold ok 700ms',
      'expect "CHALLNG>"',
      'fault next-response wrong',
      'advance 31000ms',
      'expect off',
      '',
    ]);
  });
});

describe('a recording of ten thousand inputs', () => {
  const login = (card: DscPlus, round: number) => {
    card.press('power');
    card.type('1234');
    card.press('ok');
    card.type(String(100_000 + round));
    card.press('ok');
    card.hold('power', { ms: card.profile.times.powerOffMs });
  };

  it('is replayed exactly, and a step back at its end costs a twentieth of that at most', () => {
    const acts = Array.from({ length: 384 }, (_, round) => (card: DscPlus) => login(card, round));
    const recording = parseRecording(recorded('dsc-plus', acts).text);
    const { length } = recording.inputs;
    expect(length).toBeGreaterThan(10_000);
    const timeOf = (act: () => unknown) => {
      const startedAt = performance.now();
      act();
      return performance.now() - startedAt;
    };
    const replayMs = timeOf(() => replayRecording(recording));
    const timeline = new Timeline(pastOf(recording));
    timeline.visit(length);
    const backMs = Array.from({ length: 21 }, (_, back) => timeOf(() => timeline.visit(length - 1 - back)));
    expect(backMs.sort((one, other) => one - other)[10]).toBeLessThan(replayMs / 20);
  });
});
