/** Two twins behind two drivers: alike in every step, or told apart in words without secrets. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { twinPort } from '../../emulator/cli/commands/host/twin-port.js';
import type { PlantedFaultName } from '../../emulator/faults/planted-faults.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { openToken } from '../../host/driver/open-token.js';
import { alignCounters, compareTokens, switchOff } from '../../host/rig/compare/compare-tokens.js';
import { drawSession, type SessionFacts } from '../../host/rig/compare/session.js';
import { type Bench, openDemo } from './driver-in-process.js';

async function demo(profile = 'dsc-plus', bench = true): Promise<Bench> {
  const opened = await openDemo({ profile, bench });
  onTestFinished(() => opened.token.close());
  return opened;
}

function facts(profile: string, hasBench: boolean): SessionFacts {
  const isSoft = profile === 'dsc-plus-soft' || profile === 'dsc-plus-classic';
  return { pin: '1234', tries: isSoft ? null : 5, challengeDigits: 6, hasBench };
}

async function compareDemo(profile: string, seed: string, steps: number, plant?: PlantedFaultName) {
  const [device, twin] = [await demo(profile), await demo(profile)];
  if (plant !== undefined) device.port.reader.slots[0]?.plant(plant);
  const session = drawSession(seed, steps, facts(profile, true));
  return { comparison: await compareTokens(device.token, twin.token, session), device };
}

describe('two twins', () => {
  it.each(['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic', 'dsc-plus-counter', 'dsc-plus-mutual'])(
    'of the profile %s are alike',
    async (profile) => {
      const { comparison, device } = await compareDemo(profile, `alike ${profile}`, 300);
      expect(comparison).toEqual({ result: 'same', steps: 300 });
      expect(device.twin.status().locked).toBe(false);
    },
  );

  it('are alike without the bench application', async () => {
    const [device, twin] = [await demo('dsc-plus', false), await demo('dsc-plus', false)];
    const session = drawSession('sealed', 200, facts('dsc-plus', false));
    expect(await compareTokens(device.token, twin.token, session)).toMatchObject({ result: 'same' });
  });
});

describe('the first difference', () => {
  it('is the status word that tells one try too many', async () => {
    const { comparison } = await compareDemo('dsc-plus', 'tries', 300, 'tries-off-by-one');
    expect(comparison).toMatchObject({ result: 'different' });
    if (comparison.result !== 'different') return;
    expect(comparison.device).toMatch(/^63C[1-6] .*[0-9] tries left$/);
    const told = (words: string) => Number(/63C([0-9])/.exec(words)?.[1]);
    expect(told(comparison.device)).toBe(told(comparison.twin) + 1);
  });

  it('comes again with the same seed and just as many steps', async () => {
    const first = (await compareDemo('dsc-plus', 'again', 400, 'try-not-counted')).comparison;
    if (first.result !== 'different') throw new Error('the planted fault was not found');
    const again = (await compareDemo('dsc-plus', 'again', first.step, 'try-not-counted')).comparison;
    expect(again).toEqual(first);
  });

  it('tells of a response only that it is another one', async () => {
    const [device, twin] = [await demo('dsc-plus-counter'), await demo('dsc-plus-counter')];
    await twin.token.respond('000000', { pin: '1234' });
    const drawn = drawSession('counters', 300, facts('dsc-plus-counter', false));
    const steps = [...drawn.steps].filter((step) => step.type !== 'command' || step.command[1] !== 0xca);
    const session = { ...drawn, steps };
    expect(await compareTokens(device.token, twin.token, session)).toMatchObject({
      result: 'different',
      asked: expect.stringMatching(/^INTERNAL AUTHENTICATE challenge [0-9]{6}$/),
      device: '9000 response (8 digits)',
      twin: '9000 response (8 digits), but not the same',
    });
  });

  it('masks a display that may show a response', async () => {
    const [device, twin] = [await demo('dsc-plus-counter'), await demo('dsc-plus-counter')];
    await twin.token.respond('000000', { pin: '1234' });
    const keys = drawSession('keys', 400, facts('dsc-plus-counter', true));
    const steps = [...keys.steps];
    const from = steps.findIndex((step) => step.type === 'press');
    const session = { ...keys, steps: steps.slice(from, from + 8) };
    const comparison = await compareTokens(device.token, twin.token, session);
    expect(comparison).toMatchObject({ asked: 'key ok', device: 'display ########' });
  });

  it('is that one of them has no answer', async () => {
    const [device, twin] = [await demo(), await demo()];
    device.port.reader.removeCard(0);
    const session = drawSession('gone', 20, facts('dsc-plus', false));
    expect(await compareTokens(device.token, twin.token, session)).toMatchObject({
      result: 'different',
      step: 1,
      device: expect.stringMatching(/^no answer: .*\(NO_CARD\)$/),
      twin: expect.stringMatching(/^ATR 3B/),
    });
  });
});

describe('after a difference', () => {
  it('the tries are given back', async () => {
    const { comparison, device } = await compareDemo('dsc-plus', 'spent', 400, 'tries-off-by-one');
    expect(comparison).toMatchObject({ result: 'different' });
    expect(device.twin.status().triesLeft).toBe(5);
  });

  it('a PIN that was wrong from the beginning is not tried again', async () => {
    const [device, twin] = [await demo(), await demo()];
    await twin.token.changePin('1234', '9876');
    const session = drawSession('wrong', 50, { ...facts('dsc-plus', false), pin: '9876' });
    expect(await compareTokens(device.token, twin.token, session)).toMatchObject({
      step: 3,
      device: '63C4 wrong PIN, 4 tries left',
    });
    expect(device.twin.status().triesLeft).toBe(4);
  });

  it('and after a comparison that was called off, likewise', async () => {
    const [device, twin] = [await demo(), await demo()];
    const session = drawSession('called off', 300, facts('dsc-plus', false));
    const stopping = new AbortController();
    let wrongAt = 0;
    const onStep = (step: number) => {
      if (wrongAt === 0 && (device.twin.status().triesLeft ?? 5) < 5) {
        wrongAt = step;
        stopping.abort();
      }
    };
    const options = { signal: stopping.signal, onStep };
    const comparison = compareTokens(device.token, twin.token, session, options);
    await expect(comparison).rejects.toMatchObject({ code: 'ABORTED' });
    expect(wrongAt).toBeGreaterThan(3);
    expect(device.twin.status().triesLeft).toBe(5);
  });
});

describe('the closing of a comparison that was called off', () => {
  it('is called off by a signal of its own', async () => {
    const [device, twin] = [await demo(), await demo()];
    const [stopping, atOnce] = [new AbortController(), new AbortController()];
    const onStep = (step: number) => {
      if (step < 10) return;
      // No more answers: without the second signal the closing would last until its time-out.
      device.port.carries = false;
      device.port.onWrite(() => atOnce.abort());
      stopping.abort();
    };
    const options = { signal: stopping.signal, onStep, closing: { signal: atOnce.signal } };
    const comparison = compareTokens(
      device.token,
      twin.token,
      drawSession('stuck', 300, facts('dsc-plus', false)),
      options,
    );
    await expect(comparison).rejects.toMatchObject({ code: 'ABORTED' });
    expect(atOnce.signal.aborted).toBe(true);
  });
});

describe('before a comparison', () => {
  it('a twin in this process lets other events through, and can be called off', async () => {
    const twin = await openToken(twinPort(DscPlus.demo({ profile: 'dsc-plus-counter' })));
    onTestFinished(() => twin.close());
    const ahead = { ...(await twin.info()), counter: 5000n };
    const device = Object.assign(Object.create(twin) as typeof twin, { info: async () => ahead });
    const stopping = new AbortController();
    const told: number[] = [];
    setImmediate(() => setImmediate(() => stopping.abort()));
    const call = { signal: stopping.signal };
    const aligning = alignCounters(device, twin, '1234', 6, call, (response) => told.push(response));
    await expect(aligning).rejects.toMatchObject({ code: 'ABORTED' });
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(100);
    expect(told).toEqual(told.map((_, index) => index + 1));
  });

  it('a twin computes until its counter is that of the device', async () => {
    const [device, twin] = [await demo('dsc-plus-counter'), await demo('dsc-plus-counter')];
    for (let count = 0; count < 7; count += 1) await device.token.respond('123456', { pin: '1234' });
    await alignCounters(device.token, twin.token, '1234', 6);
    expect((await twin.token.info()).counter).toBe(7n);
    await twin.token.respond('123456', { pin: '1234' });
    await expect(alignCounters(device.token, twin.token, '1234', 6)).rejects.toMatchObject({
      code: 'ARGUMENT',
    });
  });

  it('a display is switched off, whatever it shows', async () => {
    const { token, twin } = await demo();
    twin.press('power');
    twin.type('12');
    await switchOff(token);
    expect(twin.frame.text).toBe('');
    await switchOff(token);
    expect(twin.frame.text).toBe('');
  });
});
