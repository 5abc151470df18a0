/**
 * The reader byte by byte against what libccid 1.5.2 sent to a serial reader under pcscd, and what it took.
 */
import { describe, expect, it } from 'vitest';
import { READER_VARIANTS } from '../../firmware/link/reader/variants.js';
import { frame, hex, ReaderBench, toHex } from './reader-with-fake-card.js';

const ATR = '3B8D8131FE45805B746573742064657669636573';
const FIRMWARE = toHex(Buffer.from('tokentwin PinPad 1.0 (test device)'));

const TELL_FIRMWARE = '03066B010000000000000000026D';
const TELL_MOVEMENTS = '03066B0300000000010000000101016D';
const STATUS_2 = '03066500000000000200000062';
const STATUS_3 = '03066500000000000300000063';

const PROMPTS = [
  ...['Enter PIN', 'New PIN', 'Confirm PIN', 'PIN OK', 'Incorrect PIN!', 'Time Out', '* retries left'],
  ...['Insert Card', 'Card Error', 'PIN blocked'],
];
const LOAD_PROMPTS = `B2A0004D4C${toHex(Buffer.from(PROMPTS.map((text) => text.padEnd(16)).join('')))}`;

function bench(variant: 'gempc-pinpad' | 'gempc-twin' | 'two-slot'): ReaderBench {
  const made = new ReaderBench(variant);
  made.card.atr = hex(ATR);
  return made;
}

/** What the host sends and the one output that it gets. */
function exchange(reader: ReaderBench, sent: string, output: string): void {
  expect(reader.receive(hex(sent))).toEqual([output]);
}

describe('the PIN pad, at the start', () => {
  it('echoes, answers and takes the prompts with a bare header for an echo', () => {
    const reader = bench('gempc-pinpad');
    exchange(reader, TELL_FIRMWARE, `${TELL_FIRMWARE}030683220000000000010000${FIRMWARE}F8`);
    exchange(reader, TELL_MOVEMENTS, `${TELL_MOVEMENTS}03068300000000000101000086`);
    exchange(reader, STATUS_2, `${STATUS_2}03068100000000000201000186`);
    exchange(reader, STATUS_3, `${STATUS_3}03068100000000000301000187`);
    const prompts = frame(`6B A5000000 00 04 000000 ${LOAD_PROMPTS}`);
    exchange(reader, prompts, '03066B0000000000040000006A03068300000000000401000083');
    const features = '03066B0100000000050000006A00';
    exchange(reader, features, `${features}030683000000000005410000C2`);
  });

  it('switches the card on, takes its parameters and hands its blocks on', () => {
    const reader = bench('gempc-pinpad');
    const powerOn = '0306620000000000090100006F';
    exchange(reader, powerOn, `${powerOn}030680140000000009000000${ATR}A3`);
    const parameters = '0306610700000000120100001110004500FE00CA';
    exchange(reader, parameters, `${parameters}0306820700000000120000011110004500FE0029`);
    reader.card.answer = () => hex('00E101FE1E');
    const block = '03066F05000000001300000000C101FE3E7C';
    exchange(reader, block, `${block}03068005000000001300000000E101FE1E93`);
    const status = '03066500000000000A0000006A';
    exchange(reader, status, `${status}03068100000000000A0000008E`);
    const powerOff = '03066300000000000C0000006A';
    exchange(reader, powerOff, `${powerOff}03068100000000000C01000188`);
    expect(reader.card.calls).toEqual(['on', 'block 00C101FE3E', 'off']);
  });
});

describe('the other variants', () => {
  it('a reader without PIN pad refuses PIN entry and prompts', () => {
    const reader = bench('gempc-twin');
    reader.send('62 00000000 00 00 010000');
    const secure = '69 13000000 00 01 000000 00 1E 82 00 00 0404 02 01 0904 00 004004 00200081';
    expect(reader.send(secure)).toEqual([`${frame(secure)}${frame('80 00000000 00 01 400000')}`]);
    const prompts = `6B A5000000 00 02 000000 ${LOAD_PROMPTS}`;
    expect(reader.send(prompts)[0]).toMatch(new RegExp(`${frame('83 00000000 00 02 400000')}$`));
    expect(reader.card.requests).toEqual([]);
  });

  it('the reader with two slots does not echo and keeps its cards apart', () => {
    const reader = bench('two-slot');
    expect(reader.send('62 00000000 01 00 010000')).toEqual([frame('80 04000000 01 00 000000 3B808101')]);
    expect(reader.send('65 00000000 00 01 000000')).toEqual([frame('81 00000000 00 01 010001')]);
    expect(reader.send('65 00000000 01 02 000000')).toEqual([frame('81 00000000 01 02 000000')]);
    expect(reader.cards.map(({ calls }) => calls)).toEqual([[], ['on']]);
  });

  it('each tells its own firmware text, which fits the 50 bytes that libccid has for it', () => {
    for (const { name, firmware } of READER_VARIANTS) {
      const text = toHex(Buffer.from(firmware));
      const [output] = bench(name).receive(hex(TELL_FIRMWARE));
      expect(output).toContain(text);
      expect(firmware.length).toBeLessThan(50);
      expect(firmware).toMatch(/test device/);
      expect(/PinPad/.test(firmware)).toBe(name === 'gempc-pinpad');
    }
    expect(new Set(READER_VARIANTS.map(({ firmware }) => firmware)).size).toBe(READER_VARIANTS.length);
  });
});

describe('notices of card movement', () => {
  function move(reader: ReaderBench, slot: number, present: boolean): string[] {
    const card = reader.cards[slot];
    if (card) card.present = present;
    reader.reader.slotChanged(slot);
    return reader.outputs();
  }

  it('are silent until they are switched on', () => {
    const reader = bench('gempc-twin');
    expect(move(reader, 0, false)).toEqual([]);
    exchange(reader, STATUS_2, `${STATUS_2}03068100000000000202000185`);
  });

  it('then stand between the next command and its answer, once', () => {
    const reader = bench('gempc-twin');
    reader.receive(hex(TELL_MOVEMENTS));
    expect(move(reader, 0, false)).toEqual([]);
    const [out] = reader.receive(hex('03066500000000001000000070'));
    expect(out).toBe('03066500000000001000000070' + '5002' + '03068100000000001002000197');
    expect(move(reader, 0, true)).toEqual([]);
    exchange(reader, STATUS_2, `${STATUS_2}500303068100000000000201000186`);
    exchange(reader, STATUS_3, `${STATUS_3}03068100000000000301000187`);
  });

  it('tell of both slots, and of the last state of each', () => {
    const reader = bench('two-slot');
    reader.receive(hex(TELL_MOVEMENTS));
    move(reader, 1, false);
    const status = '65 00000000 00 02 000000';
    expect(reader.send(status)).toEqual([`5009${frame('81 00000000 00 02 010001')}`]);
    move(reader, 1, true);
    move(reader, 0, false);
    move(reader, 0, true);
    move(reader, 0, false);
    expect(reader.send(status)).toEqual([`500E${frame('81 00000000 00 02 020001')}`]);
  });

  it('are off again for the next host', () => {
    const reader = bench('gempc-twin');
    reader.receive(hex(TELL_MOVEMENTS));
    move(reader, 0, false);
    reader.reader.hostLeft();
    exchange(reader, STATUS_2, `${STATUS_2}03068100000000000202000185`);
    move(reader, 0, true);
    exchange(reader, STATUS_3, `${STATUS_3}03068100000000000301000187`);
  });
});
