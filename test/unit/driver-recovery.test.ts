/** The driver's core after a command that was called off, on a line that never comes to rest. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RECOVERY_MS } from '../../host/driver/core/reader-client.js';
import { COUNTER_MEANINGS } from '../../host/driver/counters.js';
import { type InProcessPort, openDemo } from './driver-in-process.js';
import { FakeCard, VirtualLine } from './driver-virtual-line.js';

const COMMAND = Uint8Array.of(0x00, 0xca, 0x01, 0x01, 0x00);
const DONE = Uint8Array.of(0x90, 0x00);

describe.each([
  ['time requests that never end', 0x81],
  ['noise that never pauses', 0x33],
])('%s', (_, byte) => {
  /** A powered card, a command called off, and the next one made at once. */
  function calledOff() {
    const line = new VirtualLine({ card: new FakeCard('lrc', () => DONE) });
    line.open();
    line.transmit(COMMAND);
    line.client.transmit(COMMAND, line.at, () => {
      throw new Error('a command that was called off has no outcome');
    });
    line.client.abort(line.at);
    const outcomes: unknown[] = [];
    line.client.transmit(COMMAND, line.at, (outcome) => outcomes.push(outcome));
    return { line, outcomes };
  }

  it('cannot hold up the recovery for ever: the port is given up', () => {
    const { line, outcomes } = calledOff();
    const start = line.at;
    while (line.gaveUpAt === null && line.at < start + 3_600_000) {
      line.at += 20;
      line.client.receive(Uint8Array.of(byte), line.at);
      if ((line.client.deadline ?? line.at + 1) <= line.at) line.client.timePassed(line.at);
    }
    expect(outcomes).toMatchObject([
      { type: 'failed', error: { code: 'LINE_LOST', details: { outcomeUnknown: false } } },
    ]);
    // One command: a block waiting time of 1600 ms, and what the reader may take on top.
    expect((line.gaveUpAt ?? Number.NaN) - start).toBeLessThanOrEqual(RECOVERY_MS + 2600 + 20);
    expect(line.client.deadline).toBeNull();
  });

  it('for a while only is no reason to give the port up', () => {
    const { line, outcomes } = calledOff();
    for (let times = 0; times < 50; times += 1) {
      line.at += 20;
      line.client.receive(Uint8Array.of(byte), line.at);
    }
    line.settle();
    expect(outcomes).toEqual([{ type: 'done', value: DONE }]);
    line.at += 60_000;
    line.client.timePassed(line.at);
    expect(line.gaveUpAt).toBeNull();
  });
});

describe('a token', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets time pass on the driver's clock, with a byte on the line each time, until something has happened. */
  async function babble(port: InProcessPort, happened: Promise<unknown>): Promise<void> {
    let isOver = false;
    void happened.then(() => {
      isOver = true;
    });
    for (let times = 0; times < 1000 && !isOver; times += 1) {
      port.say(Uint8Array.of(0x81));
      vi.advanceTimersByTime(20);
      await new Promise(setImmediate);
    }
    expect(isOver).toBe(true);
  }

  it('on a line that never comes to rest opens the port anew', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { token, port } = await openDemo();
    const lost = new Promise<void>((resolve) => token.on('lineLost', resolve));
    const back = new Promise<void>((resolve) => token.on('lineBack', resolve));
    port.carries = false;
    const begun = new Promise<void>((resolve) => port.onWrite(resolve));
    const caller = new AbortController();
    const call = token.pinStatus({ signal: caller.signal }).catch((error: unknown) => error);
    await begun;
    caller.abort();
    expect(await call).toMatchObject({ code: 'ABORTED' });
    const next = token.pinStatus({ timeoutMs: 20_000 }).catch((error: unknown) => error);
    await babble(port, lost);
    expect(await next).toMatchObject({ code: 'LINE_LOST', details: { outcomeUnknown: false } });
    port.carries = true;
    vi.advanceTimersByTime(100);
    await back;
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    await token.close();
  });
});

describe('the counter of received blocks', () => {
  it('counts damaged ones as well, and says so', () => {
    const card = new FakeCard('lrc', () => DONE);
    const line = new VirtualLine({ card });
    line.open();
    line.transmit(COMMAND);
    const before = line.client.counters;
    const exchange = card.exchange.bind(card);
    card.exchange = (block) => {
      card.exchange = exchange;
      const answer = exchange(block);
      return answer === null ? null : answer.map((each, at) => (at === answer.length - 1 ? each ^ 1 : each));
    };
    line.transmit(COMMAND);
    const { blocksReceived, blockChecksumErrors } = line.client.counters;
    expect(blockChecksumErrors - before.blockChecksumErrors).toBe(1);
    expect(blocksReceived - before.blocksReceived).toBe(2);
    expect(COUNTER_MEANINGS.blocksReceived).toBe('T=1 blocks received from the card, damaged ones included.');
  });
});
