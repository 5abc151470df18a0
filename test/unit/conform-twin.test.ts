/** Conformance runs on faultless twins: everything passes that can be tried, and nothing is left spent. */
import { describe, expect, it } from 'vitest';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { TokentwinError } from '../../firmware/error.js';
import type { FrameEvent } from '../../firmware/link/serial/frame.js';
import type { Wire } from '../../host/rig/conform/wire.js';
import { CASES, failedIds, notTriedIds, passedIds, runOn } from './conform-run.js';
import { TwinWire, type TwinWireOptions } from './twin-wire.js';

const PROFILES = DSC_PLUS_PROFILES.map(({ name }) => name);
const CODE_CARD: TwinWireOptions = { codeCard: true };

/** What the built-in devices give no occasion for, unless a test makes one. */
const NEVER_TRIED = ['t1.length.longer-than-ifsc', 'card.locked'];

describe('a faultless twin', () => {
  it.each([
    ...PROFILES.map((profile) => [profile, { profile }] as const),
    ['reader without keypad', { variant: 'gempc-twin' }] as const,
    ['reader with two slots and no echo', { variant: 'two-slot' }] as const,
    ['sealed', { bench: false }] as const,
    ['code card', CODE_CARD] as const,
  ])('passes every case that can be tried: %s', async (_, options) => {
    const wire = new TwinWire(options);
    const report = await runOn(wire);
    expect(failedIds(report)).toEqual([]);
    expect(passedIds(report).length).toBeGreaterThan(550);
    const status = wire.twin.status();
    expect(status.locked).toBe(false);
    if (status.triesLeft !== null) expect(status.triesLeft).toBe(5);
  });

  it('gives, in one profile or another, occasion for every case', async () => {
    const passed = new Set<string>();
    for (const options of [...PROFILES.map((profile) => ({ profile })), CODE_CARD])
      for (const id of passedIds(await runOn(new TwinWire(options)))) passed.add(id);
    const missing = CASES.map(({ id }) => id).filter((id) => !passed.has(id));
    const ofUnlockAndTwoParties = /^vectors\.(00000000|[0-9A-Z]{16})$/;
    expect(missing.filter((id) => !ofUnlockAndTwoParties.test(id))).toEqual(NEVER_TRIED);
  });

  it('is tried by its card commands alone when it is sealed, and the report says so', async () => {
    const report = await runOn(new TwinWire({ bench: false }));
    const bench = report.results.filter(({ group }) => group === 'bench');
    expect(bench.length).toBeGreaterThan(5);
    expect(bench.every(({ verdict }) => verdict === 'notTried')).toBe(true);
    expect(report.device.hasBench).toBe(false);
  });

  it('passes when it is locked, and stays locked', async () => {
    const wire = new TwinWire();
    wire.lock();
    const report = await runOn(wire);
    expect(failedIds(report)).toEqual([]);
    expect(passedIds(report)).toContain('card.locked');
    expect(wire.twin.status().locked).toBe(true);
  });
});

describe('the tries of the card', () => {
  it('are left alone without a PIN', async () => {
    const wire = new TwinWire();
    const report = await runOn(wire, { pin: null });
    expect(failedIds(report)).toEqual([]);
    expect(notTriedIds(report)).toContain('card.verify.wrong.counted');
    expect(wire.fewestTries).toBe(5);
  });

  it('are never fewer than two during a run', async () => {
    const wire = new TwinWire();
    await runOn(wire);
    expect(wire.fewestTries).toBe(4);
    const doubled = new TwinWire({ plantedFault: 'sequence-ignored' });
    await runOn(doubled);
    expect(doubled.fewestTries).toBe(3);
  });

  it('are not touched when only two are left', async () => {
    const wire = new TwinWire();
    wire.spendTries(3);
    const report = await runOn(wire);
    expect(failedIds(report)).toEqual([]);
    expect(notTriedIds(report)).toEqual(expect.arrayContaining(['card.verify.right', 't1.checksum.effect']));
    expect(wire.fewestTries).toBe(2);
  });

  it('lose one to a wrong PIN of the caller, and nothing else is tried', async () => {
    const wire = new TwinWire();
    await expect(runOn(wire, { pin: '4321' })).rejects.toMatchObject({ code: 'PIN_WRONG' });
    expect(wire.twin.status().triesLeft).toBe(4);
  });
});

describe('a run that cannot go on', () => {
  it('gives every case a verdict when the line is lost', async () => {
    const twin = new TwinWire();
    let events = 0;
    const wire: Wire = {
      write: (bytes) => twin.write(bytes),
      close: () => twin.close(),
      async next(waitMs): Promise<FrameEvent | null> {
        events += 1;
        if (events > 500) throw new TokentwinError('LINE_LOST', 'The line is gone.');
        return twin.next(waitMs);
      },
    };
    const report = await runOn(wire);
    expect(report.results).toHaveLength(CASES.length);
    expect(failedIds(report)).toHaveLength(1);
    expect(report.results.at(-1)).toMatchObject({ verdict: 'notTried', reason: 'the line was lost' });
  });

  it('stops after the case in which it was called off', async () => {
    const stopping = new AbortController();
    const report = await runOn(new TwinWire(), {}, '*', {
      signal: stopping.signal,
      onResult: ({ id }) => id === 't1.length.7' && stopping.abort(),
    });
    const stopped = report.results.filter((result) => result.verdict === 'notTried');
    expect(report.results).toHaveLength(CASES.length);
    expect(stopped[0]).toMatchObject({ id: 't1.length.8', reason: 'the run was stopped' });
  });

  it('says that silence is no token', async () => {
    const silent: Wire = { write: () => undefined, next: async () => null, close: async () => undefined };
    await expect(runOn(silent)).rejects.toMatchObject({ code: 'NOT_A_TOKEN' });
  });
});
