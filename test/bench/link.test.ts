/**
 * What guards the figures of the link: the peer that is the yardstick, the recording that it replays, and the
 * answers that are checked. No test asks for a speed.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { BUILT_PROGRAM } from '../../bench/built.js';
import { EFFORTS } from '../../bench/effort.js';
import { startDevice } from '../../bench/link/device-process.js';
import { GET_SERIAL_NUMBER, linkDriver, startTwin } from '../../bench/link/driver-end.js';
import { loginMs } from '../../bench/link/driver-login.js';
import { type LinkContestant, playExchangeRounds } from '../../bench/link/exchange-rounds.js';
import { LinkPeer, startPeerDevice } from '../../bench/link/peer-end.js';
import { recordOne } from '../../bench/link/recorded-exchange.js';
import { runNode } from '../../bench/programs/run-node.js';
import { findingLines } from '../../bench/table.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-link-bench-'));
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const SOCKET = ['--listen', `unix:${folder}/line`];
const RECORDED = {
  command: Uint8Array.of(0x03, 0x06, 0x65, 0x00),
  answer: [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)],
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const xor = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** A device that ends with the test. */
async function running<T extends { end(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const device = await starting;
  closers.push(() => device.end());
  return device;
}

async function open<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const contestant = await opening;
  closers.push(() => contestant.close());
  return contestant;
}

describe("the peer's device", () => {
  it('answers a whole command, however it is divided, with every recorded byte and no more', async () => {
    await running(startPeerDevice(SOCKET, RECORDED));
    for (const host of ['the first host', 'the next one']) {
      const socket = connect(`${folder}/line`);
      let received = Buffer.alloc(0);
      let commands = 0;
      const ask = async () => {
        commands += 1;
        for (const byte of RECORDED.command)
          await new Promise((written) => socket.write(Uint8Array.of(byte), written));
      };
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        if (received.length < commands * 5) return;
        if (commands === 3) socket.end();
        else void ask();
      });
      await once(socket, 'connect');
      await ask();
      await once(socket, 'close');
      expect(hex(received), host).toBe('0102030405'.repeat(3));
    }
  });

  it('says why it does not start', async () => {
    await expect(startPeerDevice(['--listen', 'unix:/no/such/folder/line'], RECORDED)).rejects.toThrow(
      'does not exist',
    );
    await expect(startDevice(['--eval', 'console.log("ready")'])).rejects.toThrow('ready');
  });
});

describe("the peer's host", () => {
  it('has the whole answer when an exchange is over', async () => {
    const { address } = await running(startPeerDevice(SOCKET, RECORDED));
    const peer = await open(LinkPeer.open(address, RECORDED));
    for (let exchange = 0; exchange < 3; exchange += 1) {
      await peer.exchange();
      expect(hex(peer.answer)).toBe('0102030405');
    }
  });

  it('does not wait for a device that is gone', async () => {
    const device = await startPeerDevice(SOCKET, { ...RECORDED, command: new Uint8Array(100) });
    const peer = await open(LinkPeer.open(device.address, RECORDED));
    const exchange = expect(peer.exchange()).rejects.toThrow('was lost');
    await device.end();
    await exchange;
  });
});

describe('a recording', () => {
  it('is what a reader and a T=1 card exchange for one GET DATA', async () => {
    const { address } = await running(startTwin('demo', SOCKET));
    const { command, answer } = await recordOne(address, GET_SERIAL_NUMBER);
    // CCID 1.1, 6.1.4 and 6.2.1; ISO/IEC 7816-3, 11.3: the sequence bit of both blocks depends on their number.
    expect(hex(command)).toMatch(/^03066f0900000000..00000000[04]00500ca010100....$/);
    expect(answer).toHaveLength(1);
    const [echoAndAnswer = new Uint8Array()] = answer;
    const echo = echoAndAnswer.subarray(0, command.length);
    const frame = echoAndAnswer.subarray(command.length);
    expect(hex(echo)).toBe(hex(command));
    expect(hex(frame)).toMatch(/^0306800e00000000..00000000[04]00a31303030303030319000....$/);
    for (const part of [command, command.subarray(12, -1), frame, frame.subarray(12, -1)])
      expect(xor(part)).toBe(0);
  });
});

describe('a card that is not the demo card', () => {
  it('is refused by its serial number and by its response', async () => {
    const file = join(folder, 'other.token');
    const key = '00'.repeat(20);
    runNode([BUILT_PROGRAM, 'new', 'dsc-plus', file, '--pin', '1234', '--key', key, '--seed', '1']);
    const { address } = await running(startTwin(file, SOCKET));
    const driver = await linkDriver(address);
    await expect(driver.exchange()).rejects.toThrow('known serial number');
    await driver.close();
    await expect(loginMs(address, EFFORTS.quick)).rejects.toThrow('known response to 123456');
  });
});

describe('the rounds of exchanges', () => {
  const calls: string[] = [];
  const named = (name: string): LinkContestant => ({
    name,
    exchange: async () => {
      if (calls.at(-1) !== name) calls.push(name);
    },
    close: async () => undefined,
  });
  const effort = { ...EFFORTS.quick, warmUpExchanges: 2, exchangeRounds: 4, exchangeSampleMs: 0.5 };

  it('warm both up and let both begin by turns', async () => {
    const match = { contestant: named('one'), yardstick: named('other') };
    const ratios = await playExchangeRounds(match, effort);
    expect(calls.join(' ')).toBe('one other one other one other one other one');
    expect(ratios).toHaveLength(4);
    for (const ratio of ratios) expect(ratio).toBeGreaterThan(0);
  });

  it('end when an answer is wrong', async () => {
    const wrong = { ...named('wrong'), exchange: () => Promise.reject(new Error('another answer')) };
    const match = { contestant: named('right'), yardstick: wrong };
    await expect(playExchangeRounds(match, effort)).rejects.toThrow('another answer');
  });
});

describe('the table', () => {
  it('gives the bytes of the protocol beside those of the commands', () => {
    expect(findingLines({ type: 'bytes', name: 'GET DATA', lineBytes: 60, payloadBytes: 16 })).toEqual([
      'information: GET DATA: 60 bytes on the line for 16 of the APDUs, 3.75 times as many',
    ]);
  });
});
