/** A PIN at the keypad of the card: how long it may take, and readers that have no keypad. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { openToken } from '../../host/driver/open-token.js';
import type { CallOptions, Token } from '../../host/driver/token.js';
import { InProcessPort, openDemo } from './driver-in-process.js';

afterEach(() => {
  vi.useRealTimers();
});

/** CCID Abort (USB CCID 1.1, section 6.1.13) in a frame of the reader's line. */
const ABORT = '030672';

type Entry = (token: Token, options?: CallOptions) => Promise<void>;
const VERIFY: Entry = (token, options) => token.verifyAtKeypad(options);
const CHANGE: Entry = (token, options) => token.changePinAtKeypad(options);

describe('a keypad at which nobody types while the clock of the device stands still', () => {
  it.each<[string, Entry, CallOptions | undefined, number]>([
    ['a PIN within 2 s', VERIFY, { timeoutMs: 2000 }, 3000],
    ['a change of the PIN within 2 s', CHANGE, { timeoutMs: 2000 }, 3000],
    ['a PIN without a time-out', VERIFY, undefined, 61_000],
    ['a change of the PIN without a time-out', CHANGE, {}, 181_000],
  ])('ends %s, and the entry with it', async (_, enter, options, endsAfterMs) => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    const written: string[] = [];
    const { token, twin, port } = await openDemo(
      {},
      {
        onTraffic: ({ direction, bytes }) => {
          if (direction === 'toReader') written.push(Buffer.from(bytes).toString('hex').slice(0, 6));
        },
      },
    );
    const shown = new Promise<void>((resolve) => twin.onFrame(({ text }) => text !== '' && resolve()));
    const startedAt = performance.now();
    let endedAt = Number.NaN;
    const error = enter(token, options).catch((reason: unknown) => {
      endedAt = performance.now();
      return reason;
    });
    await shown;
    // The reader keeps asking for more time.
    for (let second = 0; second <= endsAfterMs / 1000; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      port.reader.timePassed();
      await new Promise(setImmediate);
    }
    expect(endedAt - startedAt).toBeLessThanOrEqual(endsAfterMs + 10);
    expect(await error).toMatchObject({ code: 'PIN_TIMED_OUT', details: { outcomeUnknown: true } });
    expect(written).toContain(ABORT);
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    expect(twin.frame.text).toBe('');
    await token.close();
  });
});

describe('a call for the keypad whose turn does not come', () => {
  it('has passed its own limit, not that of an entry', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { token, port } = await openDemo();
    port.carries = false;
    const first = token.info({ timeoutMs: 60_000 }).catch(() => {});
    const second = token.verifyAtKeypad({ timeoutMs: 1000 }).catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await second).toMatchObject({ code: 'TIMED_OUT', details: { outcomeUnknown: false } });
    const closed = token.close();
    await vi.advanceTimersByTimeAsync(1000);
    await closed;
    await first;
  });
});

describe('a reader without keypad', () => {
  it.each([
    ['verify', VERIFY],
    ['change', CHANGE],
  ])('is told as such before anything is sent: %s', async (_, enter) => {
    const cards = { dscPlus: DscPlus.demo(), codeCard: null };
    const port = new InProcessPort(cards, { variant: 'gempc-twin' });
    const token = await openToken(port);
    let frames = 0;
    port.onWrite(() => {
      frames += 1;
    });
    await expect(enter(token)).rejects.toMatchObject({
      code: 'READER_REFUSED',
      message: expect.stringContaining('The reader has no keypad'),
      details: { outcomeUnknown: false },
    });
    expect(frames).toBe(0);
    await token.close();
  });
});
