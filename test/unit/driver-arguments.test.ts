/** What a caller gives to the driver and the driver refuses, before a byte of it is sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTokentwinError } from '../../firmware/error.js';
import type { Bench, BenchKey } from '../../host/driver/bench.js';
import { callLimitMs } from '../../host/driver/call-limit.js';
import { openToken } from '../../host/driver/open-token.js';
import { isRetryable } from '../../host/driver/predicates.js';
import { type Bench as Demo, openDemo } from './driver-in-process.js';
import { FakeCard, VirtualLine } from './driver-virtual-line.js';

let demo: Demo;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(async () => demo.token.close());

describe('a time-out', () => {
  it.each([
    [1, 1],
    [0.2, 1],
    [1500.5, 1501],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [1e300, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('of %d ms counts as %d', (given, expected) => {
    expect(callLimitMs(given)).toBe(expected);
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31, 9999.5])('of %d ms lets a call end', async (timeoutMs) => {
    const { token, port } = demo;
    expect(await token.pinStatus({ timeoutMs })).toEqual({ type: 'required', triesLeft: 5 });
    await token.close();
    const again = await openToken(port, { timeoutMs });
    expect(await again.respond('123456', { pin: '1234', timeoutMs })).toBe('98276595');
    await again.close();
  });

  it.each([Number.NaN, 0, -1, Number.NEGATIVE_INFINITY])('of %d ms is refused', async (timeoutMs) => {
    const { token, port } = demo;
    const calls = [
      token.pinStatus({ timeoutMs }),
      token.verifyAtKeypad({ timeoutMs }),
      token.bench.status({ timeoutMs }),
      openToken(port, { timeoutMs }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'ARGUMENT' });
    expect(port.opened).toBe(1);
  });
});

describe('a slot', () => {
  it.each([-1, 0.5, 256, Number.NaN])('%d opens no port', async (slot) => {
    await expect(openToken(demo.port, { slot })).rejects.toMatchObject({ code: 'ARGUMENT' });
    expect(demo.port.opened).toBe(1);
  });

  it('that the reader does not have is told as that, and the port is free again', async () => {
    const { token, port } = demo;
    await token.close();
    await expect(openToken(port, { slot: 1 })).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: 'The reader has no slot 1: it has one slot, 0.',
    });
    await (await openToken(port)).close();
  });

  it('that the reader turns out not to have is no missing card', () => {
    const line = new VirtualLine({ card: new FakeCard('lrc', () => Uint8Array.of(0x90, 0x00)), slot: 1 });
    line.open();
    expect(line.transmit(Uint8Array.of(0x00, 0xca, 0x01, 0x01, 0x00))).toMatchObject({
      error: { code: 'READER_REFUSED', message: 'The reader refused: the reader has no such slot.' },
    });
  });
});

describe('a call too many', () => {
  it('is refused as such: to make it again at once would not help', async () => {
    const calls = Array.from({ length: 66 }, () => demo.token.pinStatus().catch((error: unknown) => error));
    const error = (await Promise.all(calls)).at(-1);
    expect(isTokentwinError(error, 'QUEUE_FULL')).toBe(true);
    expect(isRetryable(error)).toBe(false);
  });
});

describe('the bench application', () => {
  const refused: [string, (bench: Bench) => Promise<unknown>][] = [
    ['a battery of 300 %', (bench) => bench.setBattery(300)],
    ['a battery of -1 %', (bench) => bench.setBattery(-1)],
    ['a battery of 255 %, which stands for none', (bench) => bench.setBattery(255)],
    ['a battery of 7.5 %', (bench) => bench.setBattery(7.5)],
    ['half a millisecond at a key', (bench) => bench.hold('ok', 1.5)],
    ['less than no time at a key', (bench) => bench.hold('ok', -1)],
    ['a time of 2^32 ms', (bench) => bench.advance(2 ** 32)],
    ['a time that is no number', (bench) => bench.advance(Number.NaN)],
    ['a key that is not there', (bench) => bench.press('enter' as BenchKey)],
    ['no digits', (bench) => bench.type('')],
    ['letters', (bench) => bench.type('12a')],
    ['less than no bytes', (bench) => bench.readFlash(0, -1)],
    ['bytes beyond 2^32', (bench) => bench.readFlash(2 ** 32 - 1, 2)],
    ['an offset below 0', (bench) => bench.readFlash(-1, 1)],
    ['nothing to write', (bench) => bench.writeFlash(0, new Uint8Array(0))],
    ['too much to write', (bench) => bench.writeFlash(0, new Uint8Array(4097))],
    ['half an offset to write to', (bench) => bench.writeFlash(0.5, new Uint8Array(1))],
    ['a fault without a name', (bench) => bench.injectFault('')],
    ['a fault whose name is not ASCII', (bench) => bench.injectFault('d\u00e9faut')],
  ];

  it.each(refused)('is not asked for %s', async (_, call) => {
    let frames = 0;
    demo.port.onWrite(() => {
      frames += 1;
    });
    await expect(call(demo.token.bench)).rejects.toMatchObject({ code: 'ARGUMENT' });
    expect(frames).toBe(0);
  });

  it('takes what is just within', async () => {
    const { token, twin } = demo;
    for (const percent of [1, 100]) {
      await token.bench.setBattery(percent);
      expect(twin.status().batteryPercent).toBe(percent);
    }
    expect(await token.bench.readFlash(0, 0)).toEqual(new Uint8Array(0));
    expect((await token.bench.hold('5', 0)).frame).toBe(twin.frame.number);
    expect((await token.bench.type('1'.repeat(65))).frame).toBe(twin.frame.number);
  });
});
