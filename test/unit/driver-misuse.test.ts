/** Arguments of a wrong type, as a program without types gives them: refused, and the next call works. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { openToken } from '../../host/driver/open-token.js';
import { ReaderConnection } from '../../host/driver/reader-connection.js';
import type { ResponseApdu, Token } from '../../host/index.js';
import { type Bench, InProcessPort, openDemo } from './driver-in-process.js';
import { FakeCard, VirtualLine } from './driver-virtual-line.js';

const GET_DATA = Uint8Array.of(0x00, 0xca, 0x01, 0x01, 0x00);

let demo: Bench;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(async () => {
  vi.useRealTimers();
  await demo.token.close();
});

/** A value of any type where the types ask for another. */
function wrong<T>(value: unknown): T {
  return value as T;
}

/** Refused before a frame is written; a login still works. */
async function expectRefused(code: string, call: (token: Token) => Promise<unknown>): Promise<void> {
  const { token, port } = demo;
  let frames = 0;
  port.onWrite(() => {
    frames += 1;
  });
  await expect(call(token)).rejects.toMatchObject({ name: 'TokentwinError', code });
  expect(frames).toBe(0);
  expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
}

const NO_TEXT: readonly (readonly [string, unknown])[] = [
  ['a number', 1234],
  ['nothing', undefined],
  ['null', null],
  ['an array', ['1234']],
  ['an empty text', ''],
  ['more text than a command takes', '1'.repeat(256)],
];

describe.each(NO_TEXT)('%s in place of a text', (_, value) => {
  const text = wrong<string>(value);
  it.each<[string, string, (token: Token) => Promise<unknown>]>([
    ['the PIN of verify', 'PIN_FORMAT', (token) => token.verify(text)],
    ['the old PIN', 'PIN_FORMAT', (token) => token.changePin(text, '8351')],
    ['the new PIN', 'PIN_FORMAT', (token) => token.changePin('1234', text)],
    ['the challenge', 'CHALLENGE_FORMAT', (token) => token.respond(text, { pin: '1234' })],
    ['the unlock answer', 'PIN_FORMAT', (token) => token.unlock(text, '8351')],
    ['the new PIN of unlock', 'PIN_FORMAT', (token) => token.unlock('12345678', text)],
    ["the server's question", 'ARGUMENT', (token) => token.authenticateServer(text, '12345678')],
    ["the server's response", 'ARGUMENT', (token) => token.authenticateServer('SRV00001', text)],
    [
      'the digits of the bench',
      'ARGUMENT',
      (token) => token.bench.type(value === '1'.repeat(256) ? 'a' : text),
    ],
    ['the fault of the bench', 'ARGUMENT', (token) => token.bench.injectFault(text)],
  ])('is refused as %s', async (_what, code, call) => expectRefused(code, call));
});

describe('a PIN for a response', () => {
  it.each([1234, '', null, ['1234']])('%j is no question for the state of the PIN', async (pin) => {
    const { token } = demo;
    await token.verify('1234');
    // As a status VERIFY it would succeed here, and the wrong PIN would go unnoticed.
    await expectRefused('PIN_FORMAT', (each) => each.respond('123456', { pin: wrong<string>(pin) }));
  });
});

describe('a command', () => {
  it.each([['00'], [[0, 0xca]], [new Uint8Array(3)], [null], [new ArrayBuffer(5)]])(
    '%j is refused',
    async (command) => expectRefused('ARGUMENT', (token) => token.transmit(wrong(command))),
  );

  it('of four bytes is a command', async () => {
    const response: ResponseApdu = await demo.token.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x81));
    expect(response.statusWord).toBe(0x63c5);
  });

  it('that the core cannot start is taken back by it', () => {
    const line = new VirtualLine({ card: new FakeCard('lrc', () => Uint8Array.of(0x90, 0x00)) });
    line.open();
    line.transmit(GET_DATA);
    expect(() => line.client.transmit(wrong('00'), line.at, () => {})).toThrow(TypeError);
    expect(line.transmit(GET_DATA)).toMatchObject({ type: 'done', value: Uint8Array.of(0x90, 0x00) });
  });

  it('that could not be started leaves nothing to be called off', async () => {
    const port = new InProcessPort({ dscPlus: DscPlus.demo(), codeCard: null });
    const connection = new ReaderConnection(port, {});
    await connection.open({ timeoutMs: 5000 });
    await connection.call({}, 5000, () => connection.transmit(GET_DATA));
    const caller = new AbortController();
    const call = connection.call({ signal: caller.signal }, 5000, async () => {
      const failure: unknown = await connection.transmit(wrong('00')).catch((error: unknown) => error);
      caller.abort();
      throw failure;
    });
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', details: { outcomeUnknown: false } });
    const next = connection.call({}, 5000, () => connection.transmit(GET_DATA));
    expect((await next).length).toBeGreaterThan(2);
    await connection.close();
  });
});

describe('the options of a call', () => {
  it.each<[string, unknown]>([
    ['a signal that is none', { signal: {} }],
    ['a signal that is null', { signal: null }],
    ['a controller in place of its signal', { signal: new AbortController() }],
    ['a time-out as text', { timeoutMs: '5000' }],
    ['a number in their place', 5000],
    ['a PIN in their place', '1234'],
  ])('%s is refused, and nothing fires later', async (_, options) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const given = wrong<{ timeoutMs?: number }>(options);
    const short = typeof given === 'object' ? { timeoutMs: 1, ...given } : given;
    for (const call of [
      demo.token.pinStatus(short),
      demo.token.respond('123456', short),
      demo.token.transmit(GET_DATA, short),
      demo.token.verifyAtKeypad(short),
      demo.token.reset(short),
      openToken(demo.port, short),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'ARGUMENT' });
    }
    // A timer that was left behind would throw here.
    vi.advanceTimersByTime(10);
    vi.useRealTimers();
    await expectRefused('ARGUMENT', (token) => token.info(short));
    expect(demo.port.opened).toBe(1);
  });

  it('names an application that there is', async () => {
    const opening = openToken(demo.port, { application: wrong('bench') });
    await expect(opening).rejects.toMatchObject({ code: 'ARGUMENT' });
    expect(demo.port.opened).toBe(1);
  });
});

describe('other arguments', () => {
  it('are checked for their type as well', async () => {
    await expectRefused('ARGUMENT', (token) => token.bench.writeFlash(0, wrong([1, 2])));
    await expect(demo.token.attest({ nonce: wrong('0123456789abcdef') })).rejects.toMatchObject({
      code: 'ARGUMENT',
    });
    await expect(demo.token.attest({ authorities: wrong('PEM') })).rejects.toMatchObject({
      code: 'ARGUMENT',
    });
  });

  it.each(['foo', 'toString', '__proto__'])('%s is no event', (event) => {
    expect(() => demo.token.on(wrong<'cardIn'>(event), () => {})).toThrow(
      expect.objectContaining({ code: 'ARGUMENT', message: expect.stringContaining('cardIn, cardOut') }),
    );
  });

  it('a listener is a function', () => {
    expect(() => demo.token.on('cardIn', wrong(null))).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
  });

  it.each<[string, unknown, string]>([
    ['a text', '12', 'ARGUMENT'],
    ['a number', 12, 'ARGUMENT'],
    ['texts', ['12'], 'CARD_INDEX'],
    ['an array with a hole', [1].concat(new Array(1)), 'CARD_INDEX'],
    ['no number', [], 'CARD_INDEX'],
  ])('%s is no list of index numbers', async (_, indices, code) => {
    const codeCard = SecurityCodeCard.demo();
    const port = new InProcessPort({ dscPlus: null, codeCard });
    const token = await openToken(port);
    await expect(token.lookUp(wrong(indices))).rejects.toMatchObject({ code });
    expect(await token.lookUp([1])).toBe(codeCard.card.codes[0]);
    await token.close();
  });
});

describe('the bench application', () => {
  it('that is missing is told by its name, with the reasons', async () => {
    const { token } = await openDemo({ bench: false });
    await expect(token.bench.display()).rejects.toMatchObject({
      code: 'APPLICATION_MISSING',
      message: expect.stringMatching(
        /^The bench application .*sealed.*--bench-over-tcp.*code cards.*real dev/,
      ),
    });
    await token.close();
  });
});
