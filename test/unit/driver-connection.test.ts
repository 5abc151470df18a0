/** The shell of the driver: the queue, calls called off, a port that goes and comes back, cards in and out. */
import { describe, expect, it } from 'vitest';
import { TokentwinError } from '../../firmware/error.js';
import { openToken } from '../../host/driver/open-token.js';
import { isLineLost, isOutcomeUnknown, isRetryable } from '../../host/driver/predicates.js';
import type { Token, TokenEvents } from '../../host/driver/token.js';
import { type InProcessPort, openDemo } from './driver-in-process.js';

async function failure(promise: Promise<unknown>): Promise<TokentwinError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof TokentwinError) return error;
  throw new Error('the call was expected to fail with an error of the driver');
}

function event(token: Token, name: keyof TokenEvents): Promise<void> {
  return new Promise((resolve) => {
    const remove = token.on(name, () => {
      remove();
      resolve();
    });
  });
}

describe('calls', () => {
  it('that wait are taken out of the queue by their signal, and never reach the card', async () => {
    const { token, twin } = await openDemo();
    const caller = new AbortController();
    const first = token.verify('9999');
    const second = failure(token.verify('9999', { signal: caller.signal }));
    caller.abort();
    expect((await failure(first)).code).toBe('PIN_WRONG');
    expect(await second).toMatchObject({ code: 'ABORTED', details: { outcomeUnknown: false } });
    expect(twin.status().triesLeft).toBe(4);
    await expect(token.verify('1234', { signal: caller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('under way that are called off say that the outcome is unknown, and the next one is right', async () => {
    const { token, port } = await openDemo();
    port.carries = false;
    const caller = new AbortController();
    const call = token.pinStatus({ signal: caller.signal });
    await written(port);
    caller.abort();
    expect(isOutcomeUnknown(await failure(call))).toBe(true);
    port.carries = true;
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    expect(token.counters().resynchronisations).toBeGreaterThan(0);
  });

  it('end with their time-out, whether they wait or are under way', async () => {
    const { token, port } = await openDemo();
    port.carries = false;
    const [running, waiting] = await Promise.all([
      failure(token.pinStatus({ timeoutMs: 40 })),
      failure(token.pinStatus({ timeoutMs: 20 })),
    ]);
    expect(running).toMatchObject({ code: 'TIMED_OUT', details: { outcomeUnknown: true } });
    expect(waiting).toMatchObject({ code: 'TIMED_OUT', details: { outcomeUnknown: false } });
    expect([isRetryable(running), isRetryable(waiting)]).toEqual([false, true]);
  });

  it('beyond 64 that wait are refused', async () => {
    const { token } = await openDemo();
    const calls = Array.from({ length: 70 }, () =>
      token.pinStatus().then(
        () => null,
        (error: unknown) => error,
      ),
    );
    const errors = (await Promise.all(calls)).filter((error) => error !== null);
    expect(errors).toHaveLength(5);
    expect(errors[0]).toMatchObject({ details: { outcomeUnknown: false } });
  });

  it('end with CLOSED when the token is closed, now and later', async () => {
    const { token } = await openDemo();
    const calls = [token.verify('1234'), token.verify('1234')];
    const closed = token.close();
    expect((await Promise.all(calls.map(failure))).map(({ code }) => code)).toEqual(['CLOSED', 'CLOSED']);
    await closed;
    await token.close();
    expect((await failure(token.info())).code).toBe('CLOSED');
  });
});

describe('closing', () => {
  it('ends the session on the card', async () => {
    const { token, port } = await openDemo();
    await token.verify('1234');
    await token.close();
    const next = await openToken(port);
    expect(await next.pinStatus()).toMatchObject({ type: 'required' });
  });
});

describe('a port that is lost', () => {
  it('ends the call under way, and comes back by itself', async () => {
    const { token, port } = await openDemo();
    await token.verify('1234');
    port.carries = false;
    const call = token.respond('123456');
    await written(port);
    const lost = event(token, 'lineLost');
    const back = event(token, 'lineBack');
    port.isThere = false;
    port.cut();
    const error = await failure(call);
    expect([isLineLost(error), isOutcomeUnknown(error)]).toEqual([true, true]);
    await lost;
    // Made while there is no port: it waits for it.
    const later = token.respond('123456', { pin: '1234' });
    port.carries = true;
    port.isThere = true;
    await back;
    expect(await later).toBe('98276595');
    expect(token.counters().reconnects).toBe(1);
  });

  it('is not looked for any more once the token is closed', async () => {
    const { token, port } = await openDemo();
    port.isThere = false;
    port.cut();
    await token.close();
    expect(port.opened).toBe(1);
    expect((await failure(token.info())).code).toBe('CLOSED');
  });
});

describe('a card', () => {
  it('that is missing keeps a token from being opened', async () => {
    const { token, port } = await openDemo();
    await token.close();
    port.reader.removeCard(0);
    expect(await failure(openToken(port))).toMatchObject({
      code: 'NO_CARD',
      details: { outcomeUnknown: false },
    });
    port.reader.insertCard(0);
    await (await openToken(port)).close();
  });
});

describe('the bench application', () => {
  it('presses the keys and reads the display', async () => {
    const { token, twin } = await openDemo();
    expect((await token.bench.press('power')).text).toBe('PIN>');
    await token.bench.type('1234');
    await token.bench.press('ok');
    await token.bench.type('123456');
    const display = await token.bench.press('ok');
    expect(display).toMatchObject({ text: '98276595', frame: twin.frame.number, segmentCount: 14 });
    await token.bench.advance(40_000);
    expect((await token.bench.display()).text).toBe('');
    expect((await token.bench.hold('power', 6000)).text).not.toBe('');
  });

  it('reads and writes the flash beyond one command, and cuts the power', async () => {
    const { token } = await openDemo();
    const { pageBytes, pageCount } = await token.bench.flashGeometry();
    const image = await token.bench.readFlash(0, pageBytes * pageCount);
    expect(Buffer.from(image).includes('12345678901234567890')).toBe(true);
    await token.bench.cutPower();
    await token.bench.writeFlash(0, image);
    await token.bench.setBattery(7);
    expect(await token.bench.status()).toMatchObject({ lifeCycle: 'inUse', batteryPercent: 7 });
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    await expect(token.bench.readFlash(pageBytes * pageCount, 1)).rejects.toMatchObject({
      code: 'CARD_REFUSED',
    });
  });

  it('is missing on a sealed device, which stays what it is', async () => {
    const { token } = await openDemo({ bench: false });
    expect(await token.bench.isAvailable()).toBe(false);
    expect((await failure(token.bench.press('ok'))).code).toBe('APPLICATION_MISSING');
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
  });
});

/** The next frame that the driver writes. */
function written(port: InProcessPort): Promise<void> {
  return new Promise((resolve) => port.onWrite(resolve));
}
