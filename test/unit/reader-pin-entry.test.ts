/**
 * PIN entry at the reader: what the holder is asked, what the card gets, how it ends.
 */
import { describe, expect, it } from 'vitest';
import { frame, hex, ReaderBench, toHex } from './reader-with-fake-card.js';

/** As libccid 1.5.2 sent it for VERIFY without data, the PIN as long as it is. */
const VERIFY = '69 13000000 00 20 000000 00 1E 82 00 00 0404 02 01 0904 00 004004 00200081';
const MODIFY =
  '69 21000000 00 24 000000 01 1E 82 04 00 00 04 0404 03 02 03 0904 00 01 02 00400D 00240081 08 3030303030303030';
const STATUS = '65 00000000 00 21 000000';
const NAK = '031516';
const TIME_REQUEST = '81';
const ENTERED = { type: 'entered', pins: ['1234'] } as const;

function bench(): ReaderBench {
  const made = new ReaderBench('gempc-pinpad');
  made.send('62 00000000 00 1F 010000');
  made.card.calls.length = 0;
  made.card.answer = () => hex('00 40 02 90 00 D2');
  return made;
}

function ended(
  reader: ReaderBench,
  outcome: Parameters<ReaderBench['reader']['pinEntryEnded']>[1],
): string[] {
  reader.reader.pinEntryEnded(0, outcome);
  return reader.outputs();
}

describe('a verification', () => {
  it('asks the holder, sends the PIN to the card alone and tells host and holder the end', () => {
    const reader = bench();
    expect(reader.send(VERIFY)).toEqual([frame(VERIFY)]);
    expect(reader.card.requests).toEqual([
      { prompts: ['current'], minimumDigits: 4, maximumDigits: 4, timeoutMs: 30_000 },
    ]);
    expect(reader.pass(2500)).toEqual([TIME_REQUEST, TIME_REQUEST]);
    expect(ended(reader, ENTERED)).toEqual([frame('80 06000000 00 20 000000 0040029000D2')]);
    expect(reader.card.calls).toEqual(['block 004009002000810431323334E8', 'conclude 9000']);
    expect(reader.reader.deadline).toBeNull();
  });

  it('hands the sequence bit on, and the checksum that the host has set', () => {
    const reader = bench();
    reader.send('61 07000000 00 01 010000 11 11 00 4D 00 FE 00');
    reader.send(VERIFY.replace('004004', '000004'));
    ended(reader, ENTERED);
    // The CRC as Python's binascii.crc_hqx gives it: every byte mirrored, and the result again.
    expect(reader.card.calls[0]).toBe('block 000009002000810431323334C874');
  });

  it('without a time asks for 30 seconds', () => {
    const reader = bench();
    reader.send(VERIFY.replace('00 1E 82', '00 00 82'));
    expect(reader.card.requests[0]?.timeoutMs).toBe(30_000);
  });

  it('asks for no more digits than fit the block', () => {
    const reader = bench();
    const template = '0020008108 3030303000000000';
    reader.send(`69 1C000000 00 20 000000 00 1E 82 04 00 0804 02 01 0904 00 004004 ${template}`);
    expect(reader.card.requests[0]).toMatchObject({ minimumDigits: 4, maximumDigits: 4 });
  });
});

describe('a modification', () => {
  it('asks for the current PIN and twice for the new one', () => {
    const reader = bench();
    reader.send(MODIFY);
    expect(reader.card.requests[0]?.prompts).toEqual(['current', 'new', 'again']);
    ended(reader, { type: 'entered', pins: ['1234', '5678', '5678'] });
    expect(reader.card.calls[0]).toMatch(/^block 00400D00240081083132333435363738/);
  });

  it.each([
    ['00', ['new'], '3030303035363738'],
    ['01', ['new', 'again'], '3030303035363738'],
    ['02', ['current', 'new'], '3132333435363738'],
  ])('with bConfirmPIN %s asks for %s', (confirm, prompts, data) => {
    const reader = bench();
    reader.send(MODIFY.replace('0404 03', `0404 ${confirm}`));
    expect(reader.card.requests[0]?.prompts).toEqual(prompts);
    const typed = { current: '1234', new: '5678', again: '5678' };
    ended(reader, { type: 'entered', pins: prompts.map((prompt) => typed[prompt as keyof typeof typed]) });
    expect(reader.card.calls[0]).toContain(`0024008108${data}`);
  });
});

describe('an entry that ends without a PIN', () => {
  it.each([
    ['cancelled', 'EF'],
    ['timedOut', 'F0'],
  ] as const)('%s', (type, error) => {
    const reader = bench();
    reader.send(VERIFY);
    expect(ended(reader, { type })).toEqual([frame(`80 00000000 00 20 40${error}00`)]);
    expect(reader.card.calls).toEqual([]);
  });

  it('because the card was taken out', () => {
    const reader = bench();
    reader.send(VERIFY);
    reader.card.present = false;
    reader.reader.slotChanged(0);
    expect(reader.outputs()).toEqual([frame('80 00000000 00 20 42FE00')]);
    expect(reader.card.calls).toEqual(['abort']);
    expect(reader.pass(5000)).toEqual([]);
    expect(ended(reader, ENTERED)).toEqual([]);
  });

  it('because the host aborts it: first its own answer, then that to Abort', () => {
    const reader = bench();
    reader.send(VERIFY);
    const abort = '72 00000000 00 21 000000';
    expect(reader.send(abort)).toEqual([
      frame(abort) + frame('80 00000000 00 20 40FF00') + frame('81 00000000 00 21 000000'),
    ]);
    expect(reader.card.calls).toEqual(['abort']);
    expect(ended(reader, ENTERED)).toEqual([]);
    expect(reader.send(STATUS)).toEqual([frame(STATUS) + frame('81 00000000 00 21 000000')]);
  });

  it('because the host leaves', () => {
    const reader = bench();
    reader.send(VERIFY);
    reader.reader.hostLeft();
    expect(reader.card.calls).toEqual(['abort', 'off']);
    expect(ended(reader, ENTERED)).toEqual([]);
    expect(reader.pass(5000)).toEqual([]);
  });
});

describe('a card that gives no verdict', () => {
  it('because it is mute', () => {
    const reader = bench();
    reader.send(VERIFY);
    reader.card.answer = () => null;
    expect(ended(reader, ENTERED)).toEqual([frame('80 00000000 00 20 40FE00')]);
    expect(reader.card.calls).toHaveLength(1);
  });

  it.each(['00 C3 01 02 C0', '00 90 00 90', '00 60 02 90 00 F2', '00 40 02 90 00 00', '00 40 01 90 D1'])(
    'but another block, which the host gets: %s',
    (block) => {
      const reader = bench();
      reader.send(VERIFY);
      reader.card.answer = () => hex(block);
      expect(ended(reader, ENTERED)[0]).toContain(toHex(hex(block)));
      expect(reader.card.calls).toHaveLength(1);
    },
  );
});

describe('while the holder types', () => {
  it('the slot is busy', () => {
    const reader = bench();
    reader.send(VERIFY);
    expect(reader.send(STATUS)).toEqual([frame(STATUS) + frame('81 00000000 00 21 40E000')]);
    const second = VERIFY.replace('00 20', '00 22');
    expect(reader.send(second)).toEqual([frame(second) + frame('80 00000000 00 22 40E000')]);
    expect(reader.card.requests).toHaveLength(1);
    expect(ended(reader, ENTERED)).toEqual([frame('80 06000000 00 20 000000 0040029000D2')]);
  });

  it('a host that asks for the answer is told to wait', () => {
    const reader = bench();
    reader.send(VERIFY);
    reader.pass(500);
    expect(reader.receive(hex(NAK))).toEqual([TIME_REQUEST]);
    expect(reader.pass(999)).toEqual([]);
    expect(reader.pass(1)).toEqual([TIME_REQUEST]);
  });

  it('the same message again starts no second entry', () => {
    const reader = bench();
    reader.send(VERIFY);
    expect(reader.send(VERIFY)).toEqual([frame(VERIFY), TIME_REQUEST]);
    expect(reader.card.requests).toHaveLength(1);
  });
});

describe('after the end', () => {
  it('the same message again gets the same answer and asks nobody', () => {
    const reader = bench();
    reader.send(VERIFY);
    const [answer] = ended(reader, ENTERED);
    expect(reader.receive(hex(NAK))).toEqual([answer]);
    expect(reader.send(VERIFY)).toEqual([frame(VERIFY) + answer]);
    expect(reader.card.requests).toHaveLength(1);
    expect(reader.card.calls).toHaveLength(2);
  });

  it('but asks again when another command came between', () => {
    const reader = bench();
    reader.send(VERIFY);
    ended(reader, ENTERED);
    reader.send(STATUS);
    reader.send(VERIFY);
    expect(reader.card.requests).toHaveLength(2);
  });
});

describe('times', () => {
  it('of the message are kept', () => {
    const reader = bench();
    reader.send(VERIFY.replace('00 1E 82', '00 0A 82'));
    expect(reader.card.requests).toMatchObject([{ timeoutMs: 10_000 }]);
  });

  it('of a half frame and of the next time request: the earlier counts, and neither comes early', () => {
    const reader = bench();
    reader.send(VERIFY);
    expect(reader.reader.deadline).toBe(reader.at + 1000);
    expect(reader.pass(500)).toEqual([]);
    reader.receive(hex('0306 65'));
    expect(reader.reader.deadline).toBe(reader.at + 200);
    reader.reader.timePassed(reader.at + 199);
    expect(reader.outputs()).toEqual([]);
    reader.reader.timePassed(reader.at + 200);
    expect(reader.outputs()).toEqual([NAK]);
    reader.reader.timePassed(reader.at + 499);
    expect(reader.outputs()).toEqual([]);
    reader.reader.timePassed(reader.at + 500);
    expect(reader.outputs()).toEqual([TIME_REQUEST]);
  });
});

describe('refusals', () => {
  it.each([
    ['a message of several', VERIFY.replace('20 000000', '20 000100'), '08'],
    ['an unknown operation', '69 01000000 00 20 000000 02', '0A'],
    ['an end without OK key', VERIFY.replace('0404 02', '0404 01'), '11'],
    ['a block that does not fit', VERIFY.replace('82 00 00', '82 08 00'), '0D'],
    ['more digits than fit', VERIFY.replace('0404 02', 'FFFE 02'), '0D'],
    ['a level in the high byte', VERIFY.replace('20 000000', '20 000001'), '08'],
    ['an empty message', '69 00000000 00 20 000000', '01'],
  ])('%s', (_, message, error) => {
    const reader = bench();
    expect(reader.send(message)).toEqual([frame(message) + frame(`80 00000000 00 20 40${error}00`)]);
    expect(reader.card.requests).toEqual([]);
  });

  it('a card without power', () => {
    const reader = new ReaderBench('gempc-pinpad');
    expect(reader.send(VERIFY)).toEqual([frame(VERIFY) + frame('80 00000000 00 20 41FE00')]);
    expect(reader.card.requests).toEqual([]);
  });

  it('a card that has lost its power since it was switched on', () => {
    const reader = bench();
    reader.card.isPowered = false;
    expect(reader.send(VERIFY)).toEqual([frame(VERIFY) + frame('80 00000000 00 20 40FE00')]);
    expect(reader.card.requests).toEqual([]);
  });

  it('a keypad that cannot', () => {
    const reader = bench();
    reader.card.takesEntries = false;
    expect(reader.send(VERIFY)).toEqual([frame(VERIFY) + frame('80 00000000 00 20 40FB00')]);
    expect(reader.reader.deadline).toBeNull();
  });
});
