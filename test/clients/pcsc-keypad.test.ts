/** The PIN typed at the card's own keypad, asked for by a PC/SC program through pcscd and libccid. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ocraNumeric } from '../unit/node-ocra.js';
import * as card from './demo-card-commands.js';
import type { LineProgram } from './line-program.js';
import { type PcscBench, PYSCARD, sharedBench } from './pcsc-bench.js';
import { modifyPin, verifyPin } from './pin-structures.js';
import type { PyscardHost } from './pyscard-host.js';

const READER = 'Tokentwin 00 00';
const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';

/** What the reader makes of an entry without a PIN (PC/SC part 10, section 2.5.2). */
const TIMED_OUT = '6400';
const CANCELLED = '6401';

/** Takes part while the host waits. */
type Holder = (twin: LineProgram) => Promise<void>;

/** A holder who answers each prompt with a PIN and the OK key. */
function types(...answers: readonly (readonly [RegExp, string])[]): Holder {
  return async (twin) => {
    for (const [prompt, pin] of answers) {
      await twin.line(prompt);
      for (const line of [`type ${pin}`, 'press ok']) twin.tell(line);
    }
  };
}

/** Waits until the card asks for the PIN. */
function afterPrompt(holder: Holder): Holder {
  return async (twin) => {
    await twin.line(/PIN>/);
    await holder(twin);
  };
}

/** A program of PC/SC asks for PINs at the keypad. @returns the answer of the card, or of the reader */
async function askHolder(
  { twin }: PcscBench,
  host: PyscardHost,
  [feature, structure]: readonly [string, string],
  holder: Holder,
): Promise<string> {
  const code = (await host.features())[feature];
  if (code === undefined) throw new Error(`the reader has no ${feature}`);
  const answer = host.control(code, structure);
  const acted = holder(twin);
  await Promise.allSettled([answer, acted]);
  await acted;
  return answer;
}

const VERIFY = ['FEATURE_VERIFY_PIN_DIRECT', verifyPin(30)] as const;
const MODIFY = ['FEATURE_MODIFY_PIN_DIRECT', modifyPin(30)] as const;

/** A new session with the DSC+, in which no PIN is verified. */
async function selected(bench: PcscBench): Promise<PyscardHost> {
  const host = await bench.pyscard(READER);
  expect(await host.transmit(card.SELECT_DSC_PLUS)).toMatch(/ 9000$/);
  return host;
}

describe('a PIN at the keypad of a card with T=1 and crc', () => {
  const bench = sharedBench(PYSCARD, { profile: { extends: 'dsc-plus', wire: { checksum: 'crc' } } });

  it('goes to the card', async () => {
    const host = await selected(bench());
    // libccid 1.5 takes a checksum of one byte away (src/commands.c, SecurePINVerify): half of the CRC stays.
    expect(await askHolder(bench(), host, VERIFY, types([/PIN>/, '1234']))).toMatch(/^9000/);
    expect(await host.transmit(card.RESPOND)).toBe(card.RESPONSE);
  });
});

describe('a PIN at the keypad', () => {
  const bench = sharedBench(PYSCARD, { traced: true });

  it('makes the card respond, and the host never has it', async () => {
    const host = await selected(bench());
    expect(await askHolder(bench(), host, VERIFY, types([/PIN>/, '1234']))).toBe('9000');
    expect(await host.transmit(`00 88 00 00 06 ${card.hexOfText('654321')}`)).toBe(
      `${card.hexOfText(ocraNumeric(SUITE, '654321', { pin: '1234' }))} 9000`,
    );
    // All bytes on the line: the command with room for the PIN, the question, and no PIN.
    await bench().pcscd.line(/00 88 00 00 06 36 35 34 33 32 31/);
    const { output } = bench().pcscd;
    expect(output.includes('00 20 00 81 04 FF FF FF FF')).toBe(true);
    expect(output.includes('31 32 33 34')).toBe(false);
  });

  it('costs a try when it is wrong', async () => {
    const host = await selected(bench());
    expect(await askHolder(bench(), host, VERIFY, types([/PIN>/, '9999']))).toBe('63c4');
    await bench().twin.line(/PIN ERR4/);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c4');
    expect(await askHolder(bench(), host, VERIFY, types([/PIN>/, '1234']))).toBe('9000');
    expect(await host.transmit(card.TRIES_LEFT)).toBe('9000');
  });

  it('may take longer than the reader lets the host wait at a time', async () => {
    const host = await selected(bench());
    const slow: Holder = async (twin) => {
      await twin.ask('type 12', /-2__/);
      await wait(2_500);
      for (const line of ['type 34', 'press ok']) twin.tell(line);
    };
    expect(await askHolder(bench(), host, VERIFY, afterPrompt(slow))).toBe('9000');
    // Meanwhile the reader asked libccid for time, once a second.
    expect(bench().pcscd.output.match(/time request: 0x81/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('is cancelled by the power key', async () => {
    const host = await selected(bench());
    const cancelling = afterPrompt(async (twin) => {
      for (const line of ['type 12', 'hold power 2500']) twin.tell(line);
    });
    expect(await askHolder(bench(), host, VERIFY, cancelling)).toBe(CANCELLED);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c5');
  });

  it('times out', async () => {
    const host = await selected(bench());
    const late = afterPrompt(async (twin) => {
      for (const line of ['type 12', 'advance 29']) twin.tell(line);
      // A key begins the time anew.
      for (const line of ['type 3', 'advance 29']) twin.tell(line);
      await twin.line(/--3_/);
      await twin.ask('frame', /--3_/);
      twin.tell('advance 2');
    });
    expect(await askHolder(bench(), host, VERIFY, late)).toBe(TIMED_OUT);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c5');
  });

  it('ends when the card is taken out', async () => {
    const host = await selected(bench());
    await host.watch();
    expect((await host.event())[0]).toBe('inserted');
    const removing = afterPrompt(async (twin) => {
      for (const line of ['type 12', 'card-out']) twin.tell(line);
    });
    await expect(askHolder(bench(), host, VERIFY, removing)).rejects.toThrow('pyscard refused control');
    expect((await host.event())[0]).toBe('removed');
    bench().twin.tell('card-in');
    expect((await host.event())[0]).toBe('inserted');
  });

  it('is over when pcscd is killed, and the next pcscd finds all as it was', async () => {
    const host = await selected(bench());
    const killing = afterPrompt(async (twin) => {
      await twin.ask('type 12', /-2__/);
      await bench().restartPcscd();
    });
    await expect(askHolder(bench(), host, VERIFY, killing)).rejects.toThrow('pyscard refused control');
    const next = await selected(bench());
    expect(await next.transmit(card.TRIES_LEFT)).toBe('63c5');
    expect(await askHolder(bench(), next, VERIFY, types([/PIN>/, '1234']))).toBe('9000');
  });

  it('changes the PIN', async () => {
    const host = await selected(bench());
    const holder = types([/OLD PIN>/, '1234'], [/NEW PIN>/, '7392'], [/AGAIN>/, '7392']);
    expect(await askHolder(bench(), host, MODIFY, holder)).toBe('9000');
    expect(await host.transmit(card.VERIFY)).toBe('63c4');
    expect(await askHolder(bench(), host, VERIFY, types([/PIN>/, '7392']))).toBe('9000');
    const response = ocraNumeric(SUITE, '123456', { pin: '7392' });
    expect(await host.transmit(card.RESPOND)).toBe(`${card.hexOfText(response)} 9000`);
  });
});
