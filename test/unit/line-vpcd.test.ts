/** The card behind vpcd, with a server in vpcd's place that says what vpcd says. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectVpcd, type VpcdLink } from '../../emulator/lines/vpcd.js';

const OFF = '000100';
const ON = '000101';
const RESET = '000102';
const ATR = '000104';

let server: Server;
let reader: Socket;
let link: VpcdLink | null;
/** What happened, in order. */
let events: string[];
let waiting: (() => void)[];
/** What came from the card and was not looked at yet. */
let heard: Buffer;
let atr: Uint8Array | null;

function happened(event: string): void {
  events.push(event);
  for (const resolve of waiting.splice(0)) resolve();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
}

const card = {
  powerOn: (): Uint8Array | null => {
    happened('on');
    return atr;
  },
  powerOff: (): void => happened('off'),
  transmit: (apdu: Uint8Array): Uint8Array => {
    if (apdu[1] === 0xff) throw new Error('the memory of the card broke');
    happened(Buffer.from(apdu).toString('hex'));
    return Uint8Array.of(apdu[1] ?? 0, 0x90, 0x00);
  },
};

const notices = {
  noticed: (sentence: string): void => happened(sentence),
  failed: (error: unknown): void => happened(String(error)),
};

/** Puts the card in. */
async function putIn(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const [accepted, connected] = await Promise.all([
    once(server, 'connection'),
    connectVpcd({ host: '127.0.0.1', port }, card, notices),
  ]);
  reader = accepted[0] as Socket;
  link = connected;
}

function say(...frames: string[]): void {
  reader.write(Buffer.from(frames.join(''), 'hex'));
}

/** The next so many bytes of answers, lengths included. */
async function hear(count: number): Promise<string> {
  while (heard.length < count) {
    const bytes = reader.read() as Buffer | null;
    if (bytes === null) await once(reader, 'readable');
    else heard = Buffer.concat([heard, bytes]);
  }
  const answer = heard.subarray(0, count).toString('hex');
  heard = heard.subarray(count);
  return answer;
}

beforeEach(async () => {
  events = [];
  waiting = [];
  heard = Buffer.alloc(0);
  atr = Uint8Array.of(0x3b, 0x00);
  link = null;
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  vi.useRealTimers();
  await link?.close();
  reader?.destroy();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

describe('a card in the reader of vpcd', () => {
  it('has power, answers commands, is reset and switched off', async () => {
    await putIn();
    say(ON, ATR, '00050084000008');
    expect(await hear(4)).toBe('00023b00');
    expect(await hear(5)).toBe('0003849000');
    say(RESET, ATR, OFF, OFF, '0004' + '00ca0042');
    expect(await hear(4)).toBe('00023b00');
    expect(await hear(5)).toBe('0003ca9000');
    expect(events).toEqual(['on', '0084000008', 'on', 'off', '00ca0042']);
  });

  it('tells its ATR at every question, and has power for the first one at most', async () => {
    await putIn();
    say(ATR, ATR, ON, OFF, ATR);
    for (const _ of [1, 2, 3]) expect(await hear(4)).toBe('00023b00');
    expect(events).toEqual(['on', 'on', 'off']);
  });

  it('that stays mute is as if it were not there: vpcd would wait for ever behind an empty answer', async () => {
    atr = null;
    await putIn();
    reader.resume();
    const ended = once(reader, 'end');
    say(ON, ATR);
    await ended;
  });

  it('is taken out and put in again, and what was asked before is not asked twice', async () => {
    await putIn();
    say(ON, ATR);
    await hear(4);
    reader.resume();
    const ended = once(reader, 'end');
    link?.remove();
    await ended;
    await until(() => events.length === 2);
    const connection = once(server, 'connection');
    link?.insert();
    link?.insert();
    reader = (await connection)[0] as Socket;
    say(ON, ATR);
    expect(await hear(4)).toBe('00023b00');
    expect(events).toEqual(['on', 'off', 'on']);
  });

  it('put in while there is no vpcd is called for until there is one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await putIn();
    const { port } = server.address() as AddressInfo;
    reader.resume();
    link?.remove();
    await once(reader, 'close');
    await new Promise((resolve) => server.close(resolve));
    link?.insert();
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const connection = once(server, 'connection');
    await vi.advanceTimersByTimeAsync(1_000);
    reader = (await connection)[0] as Socket;
    say(ON, ATR);
    expect(await hear(4)).toBe('00023b00');
  });

  it('does nothing at a control that nobody knows', async () => {
    await putIn();
    say('000103', '0000', ATR);
    expect(await hear(4)).toBe('00023b00');
    expect(events).toEqual([
      expect.stringContaining('not known'),
      expect.stringContaining('not known'),
      'on',
    ]);
  });

  it('loses its power when it is taken out, and ends the connection', async () => {
    await putIn();
    say(ON);
    await until(() => events.length === 1);
    const ended = once(reader, 'end');
    reader.resume();
    await Promise.all([link?.close(), link?.close()]);
    await ended;
    expect(events).toEqual(['on', 'off']);
  });

  it('whose memory fails is taken out, and that is told', async () => {
    await putIn();
    reader.resume();
    const ended = once(reader, 'end');
    say(ON, '000200ff', '000200ca');
    await ended;
    await until(() => events.length === 3);
    expect(events).toEqual(['on', 'Error: the memory of the card broke', 'off']);
  });

  it('is not asked on and on by a reader that takes no answer', async () => {
    atr = new Uint8Array(33);
    await putIn();
    reader.on('error', () => {});
    const closed = new Promise<void>((resolve) => reader.on('close', resolve));
    const questions = Buffer.from(ATR.repeat(10_000), 'hex');
    while (events.length < 2 && !reader.destroyed) {
      if (!reader.writableNeedDrain) reader.write(questions);
      await new Promise((resolve) => setImmediate(resolve));
    }
    reader.resume();
    await closed;
    expect(events.slice(0, 2)).toEqual(['on', expect.stringContaining('does not take')]);
  });
});

describe('vpcd', () => {
  it('that is not there is asked for', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(connectVpcd({ host: '127.0.0.1', port }, card, notices)).rejects.toMatchObject({
      code: 'LINE_OPEN',
      message: expect.stringMatching(/vsmartcard-vpcd.*pcscd/),
    });
  });

  it('that ends is called every second until it is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await putIn();
    const { port } = server.address() as AddressInfo;
    say(ON, ATR);
    await hear(4);
    reader.destroy();
    await until(() => events.length === 3);
    expect(events).toEqual(['on', 'off', expect.stringContaining('every second')]);
    await new Promise((resolve) => server.close(resolve));
    await vi.advanceTimersByTimeAsync(1_000);
    // The refused call has set the next one when it is over.
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    await vi.advanceTimersByTimeAsync(999);
    const connection = once(server, 'connection');
    await vi.advanceTimersByTimeAsync(1);
    reader = (await connection)[0] as Socket;
    say(ATR);
    expect(await hear(4)).toBe('00023b00');
    expect(events.slice(3)).toEqual([expect.stringContaining('back')]);
  });

  it('is not called any more after the card was taken out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await putIn();
    say(ATR);
    await hear(4);
    reader.destroy();
    await until(() => events.some((event) => event.includes('every second')));
    await link?.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
