/** What the monitor makes of both directions of a line: frames, blocks, commands, and never a secret. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changePinCommand,
  getDataCommand,
  respondCommand,
  selectCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { AID, DATA_TAG } from '../../firmware/card/tags.js';
import { encodeMessage } from '../../firmware/link/ccid/message.js';
import { QUIET_MS } from '../../firmware/link/reader/reader.js';
import { encodeFrame, NAK_FRAME } from '../../firmware/link/serial/frame.js';
import { encodeBlock } from '../../firmware/link/t1/block.js';
import { changePinEntry, verifyEntry } from '../../host/driver/keypad-entry.js';
import type { Observation } from '../../host/rig/monitor/observation.js';
import { TrafficDecoder } from '../../host/rig/monitor/traffic-decoder.js';
import { describeTraffic, trafficLine } from '../../host/rig/monitor/words.js';
import { type Passage, ProtocolSession } from '../readme/protocol-session.js';

/** As the bytes left their ends, which is what a relay beside the host's end sees of the reader's, too. */
function observe(passages: readonly Passage[], decoder = new TrafficDecoder()): Observation[] {
  return passages.flatMap(({ from, bytes, atMs }) => [
    ...decoder.timePassed(atMs),
    ...decoder.push(from, bytes, atMs),
  ]);
}

function words(observations: readonly Observation[]): string[] {
  return observations.map((observation) => describeTraffic(observation).words);
}

function apduWords(passages: readonly Passage[]): string[] {
  return observe(passages).flatMap((seen) =>
    seen.type === 'command' || seen.type === 'response' ? [seen.words] : [],
  );
}

function session(variant: 'gempc-pinpad' | 'two-slot' = 'two-slot'): ProtocolSession {
  const made = new ProtocolSession({ variant });
  made.open();
  made.transmit(selectCommand(AID.dscPlus));
  return made;
}

function login(): ProtocolSession {
  const made = session('gempc-pinpad');
  made.transmit(verifyCommand('9999'));
  made.transmit(verifyCommand('1234'));
  made.transmit(respondCommand('987650'));
  return made;
}

describe('the monitor', () => {
  it('tells a login message by message', () => {
    const lines = observe(login().passages).map((seen) => trafficLine(describeTraffic(seen), 1500));
    expect(lines.slice(0, 3)).toEqual([
      '    1.500 host   Escape slot 0 #1: 02',
      '    1.500 reader echo of Escape slot 0 #1',
      '    1.500 reader Escape slot 0 #1: tokentwin PinPad 1.0 (test device)',
    ]);
    expect(lines.slice(-10)).toEqual([
      '    1.500 host   XfrBlock slot 0 #9: I(0) 9 bytes',
      '    1.500          command: VERIFY PIN (4 digits)',
      '    1.500 reader echo of XfrBlock slot 0 #9',
      '    1.500 reader DataBlock slot 0 #9: I(0) 2 bytes',
      '    1.500          response: 9000 done',
      '    1.500 host   XfrBlock slot 0 #10: I(1) 12 bytes',
      '    1.500          command: INTERNAL AUTHENTICATE challenge 987650',
      '    1.500 reader echo of XfrBlock slot 0 #10',
      '    1.500 reader DataBlock slot 0 #10: I(1) 10 bytes',
      '    1.500          response: 9000 response (8 digits)',
    ]);
    expect(lines).toContain(
      '    1.500 reader DataBlock slot 0 #4: ATR 3B8D8131FE45805B746573742064657669636573, T=1, LRC, IFSC 254, says "test device"',
    );
    expect(lines).toContain('    1.500          response: 63C4 wrong PIN, 4 tries left');
  });

  it('tells a PIN or response neither to people nor to programs', () => {
    const made = login();
    const response = Buffer.from(made.passages.at(-1)?.bytes ?? [])
      .toString('latin1')
      .match(/\d{8}/)?.[0];
    made.transmit(changePinCommand('1234', '8351'));
    const told = JSON.stringify(observe(made.passages).map(describeTraffic));
    for (const secret of [
      '9999',
      '1234',
      '8351',
      response ?? 'no response',
      Buffer.from('1234').toString('hex'),
    ])
      expect(told).not.toContain(secret);
  });

  it('shows of data that it does not know only how many they are', () => {
    const secret = Buffer.from('8351').toString('hex');
    fc.assert(
      fc.property(fc.integer({ min: 0x60, max: 0xff }), fc.nat(255), fc.nat(3), (type, slot, command) => {
        const decoder = new TrafficDecoder();
        const data = Uint8Array.from(Buffer.from('8351835183518351'));
        const message = { slot, sequence: 1, parameters: [command << 6, 0, 0], data } as const;
        const seen = [
          ...decoder.push('host', encodeFrame(encodeMessage({ ...message, type: 0x6f })), 0),
          ...decoder.push(
            type < 0x80 ? 'host' : 'reader',
            encodeFrame(encodeMessage({ ...message, type })),
            0,
          ),
        ];
        // A reader's own text is told, as it tells its name.
        if (type !== 0x83) expect(JSON.stringify(seen.map(describeTraffic))).not.toMatch(`8351|${secret}`);
      }),
    );
  });

  it('sees the same however the bytes are cut', () => {
    const { passages } = login();
    const whole = observe(passages);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
        const cut = passages.flatMap((passage) =>
          Array.from({ length: Math.ceil(passage.bytes.length / size) }, (_, index) => ({
            ...passage,
            bytes: passage.bytes.subarray(index * size, (index + 1) * size),
          })),
        );
        expect(observe(cut)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('puts chains together, in both directions', () => {
    const made = session();
    made.passages.splice(0);
    made.transmit(verifyCommand('7'.repeat(600)));
    made.transmit(getDataCommand(DATA_TAG.certificate));
    expect(apduWords(made.passages)).toEqual([
      'VERIFY PIN (600 digits)',
      '6A80 the data of the command do not have the right form',
      'GET DATA certificate',
      '9000 certificate (256 bytes)',
    ]);
  });

  it('counts a command once, however often its block was sent', () => {
    const made = session();
    for (const end of ['host', 'reader'] as const) {
      made.passages.splice(0);
      made.damage = (bytes, from) => {
        if (from !== end) return bytes;
        made.damage = (unharmed) => unharmed;
        return bytes.map((byte, index) => (index === bytes.length - 3 ? byte ^ 1 : byte));
      };
      made.transmit(getDataCommand(DATA_TAG.serialNumber));
      expect(apduWords(made.passages)).toEqual(['GET DATA serial number', '9000 serial number 10000001']);
      expect(words(observe(made.passages))).toContain('NAK: asks for the last frame again');
    }
  });

  it('tells what is typed at the keypad by its length alone', () => {
    const made = session('gempc-pinpad');
    made.passages.splice(0);
    const type = (...pins: readonly string[]) => {
      for (const pin of pins) {
        made.twin.type(pin);
        made.twin.press('ok');
      }
    };
    made.plan(1500, () => type('9999'));
    made.request((client, at, done) => client.enterPin(verifyEntry(4, 30_000), at, done));
    made.plan(10, () => made.twin.hold('power', { ms: 2000 }));
    expect(() =>
      made.request((client, at, done) => client.enterPin(verifyEntry(4, 30_000), at, done)),
    ).toThrow();
    made.plan(10, () => type('1234', '8351', '8351'));
    made.request((client, at, done) => client.enterPin(changePinEntry(4, 30_000), at, done));
    expect(apduWords(made.passages)).toEqual([
      'VERIFY PIN (4 digits), typed at the keypad',
      '63C4 wrong PIN, 4 tries left',
      'VERIFY PIN (4 digits), typed at the keypad',
      'CHANGE REFERENCE DATA old and new PIN (8 digits), typed at the keypad',
      '9000 done',
    ]);
    const all = words(observe(made.passages)).join('\n');
    expect(all).toContain('the holder is to type the PIN, 4 digits, within 30 s');
    expect(all).toContain('asks for more time');
    expect(all).toContain('refused, the holder cancelled the entry of the PIN (EF), card with power');
    expect(all).toContain('the holder is to type a new PIN');
  });

  it('tells of cards that are moved', () => {
    const made = session();
    made.passages.splice(0);
    made.reader.removeCard(0);
    made.request((client, at, done) => client.look(at, done));
    expect(words(observe(made.passages))).toEqual([
      'GetSlotStatus slot 0 #8',
      'a card was taken out of slot 0',
      'SlotStatus slot 0 #8: no card',
    ]);
  });

  it('understands a card with CRC from its ATR, and one that it joins later from its blocks', () => {
    const information = selectCommand(AID.dscPlus);
    const block = encodeBlock({ kind: 'I', nad: 0, sequence: 0, more: false, information }, 'crc');
    const frame = encodeFrame(
      encodeMessage({ type: 0x6f, slot: 0, sequence: 1, parameters: [0, 0, 0], data: block }),
    );
    expect(words(new TrafficDecoder().push('host', frame, 0))).toEqual([
      'XfrBlock slot 0 #1: I(0) 12 bytes',
      'SELECT DSC+',
    ]);
    const { passages } = session();
    const knowing = new TrafficDecoder();
    observe(passages, knowing);
    // Its ATR has told of an LRC.
    expect(words(knowing.push('host', frame, 0))).toEqual([
      'XfrBlock slot 0 #1: a block with a wrong length',
    ]);
  });

  it('tells damage, and half a frame when the line is quiet', () => {
    const decoder = new TrafficDecoder();
    const frame = encodeFrame(
      encodeMessage({ type: 0x65, slot: 0, sequence: 1, parameters: [0, 0, 0], data: new Uint8Array(0) }),
    );
    const damaged = frame.map((byte, index) => (index === 8 ? byte ^ 1 : byte));
    expect(words(decoder.push('host', damaged, 0))).toEqual(['damage: a frame with a wrong checksum']);
    expect(words(decoder.push('host', NAK_FRAME, 0))).toEqual(['NAK: asks for the last frame again']);
    expect(decoder.deadline).toBeNull();
    expect(decoder.push('reader', frame.subarray(0, 5), 1000)).toEqual([]);
    expect(decoder.push('host', frame.subarray(0, 5), 1100)).toEqual([]);
    expect(decoder.deadline).toBe(1000 + QUIET_MS);
    expect(decoder.timePassed(1000 + QUIET_MS - 1)).toEqual([]);
    expect(words(decoder.timePassed(1000 + QUIET_MS))).toEqual(['damage: a frame whose rest did not come']);
    expect(decoder.deadline).toBe(1100 + QUIET_MS);
  });

  it('bears whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('host', 'reader'), fc.uint8Array({ maxLength: 300 })), {
          maxLength: 20,
        }),
        (chunks) => {
          const decoder = new TrafficDecoder();
          for (const [from, bytes] of chunks) {
            const framed = bytes.length >= 10 && bytes.length <= 250 ? frameOf(bytes) : bytes;
            for (const seen of decoder.push(from as 'host' | 'reader', framed, 0))
              expect(describeTraffic(seen).words.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

/** Random bytes in a frame that is whole, so that what is inside is looked at. */
function frameOf(bytes: Uint8Array): Uint8Array {
  const message = bytes.slice();
  message.set([message.length - 10, 0, 0, 0, (message[5] as number) & 9], 1);
  return encodeFrame(message);
}
