/** What can be made wrong with a card, and that everybody can see it in its frames. */
import { describe, expect, it } from 'vitest';
import { SOUND, spoiled } from '../../emulator/board/card-faults.js';
import { VirtualClock } from '../../emulator/board/virtual-clock.js';
import { slotsFor } from '../../emulator/reader/slots.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { respondCommand, selectCommand, verifyCommand } from '../../firmware/card/commands.js';
import { AID } from '../../firmware/card/tags.js';

const RIGHT = '98276595';

function login(card: DscPlus): string {
  card.hold('power', { ms: 2500 });
  card.press('power');
  card.type('1234');
  card.press('ok');
  card.type('123456');
  return card.press('ok').text;
}

describe('the next response', () => {
  it.each([
    ['wrong', '98276596'],
    ['swapped', '89276595'],
  ] as const)('is %s once, and the frame says so', (nextResponse, shown) => {
    const card = DscPlus.demo();
    card.setFaults({ nextResponse });
    expect(card.press('power').faults).toEqual([`next response ${nextResponse}`]);
    expect(login(card)).toBe(shown);
    expect(card.response).toBe(shown);
    expect(card.frame.faults).toEqual([`response ${nextResponse}`]);
    expect(card.faults).toEqual(SOUND);
    expect(login(card)).toBe(RIGHT);
    expect(card.frame).not.toHaveProperty('faults');
  });

  it('is wrong on the wire as well', () => {
    const card = DscPlus.demo();
    const [slot] = slotsFor({ dscPlus: card, codeCard: null }, {});
    card.input(() => slot?.powerOn());
    const answer = (command: Uint8Array) => card.input(() => slot?.answer(command)) ?? new Uint8Array(0);
    const response = () => {
      answer(selectCommand(AID.dscPlus));
      answer(verifyCommand('1234'));
      return Buffer.from(answer(respondCommand('123456')).subarray(0, -2)).toString('latin1');
    };
    card.setFaults({ nextResponse: 'wrong' });
    expect([response(), response()]).toEqual(['98276596', RIGHT]);
  });

  it('differs also where all digits are equal', () => {
    expect(spoiled('11111111', 'swapped')).toBe('11111112');
    expect(spoiled('99', 'wrong')).toBe('90');
    expect(spoiled('112', 'swapped')).toBe('121');
  });
});

describe('a dead segment', () => {
  it('leaves its place dark, and the text is what can be read', () => {
    const card = DscPlus.demo();
    const before = login(card);
    const { number } = card.frame;
    const frame = card.setFaults({
      deadSegments: [
        { cell: 1, segment: 'g1' },
        { cell: 1, segment: 'g2' },
      ],
    });
    expect(frame.number).toBe(number + 1);
    expect(frame.cells[1]?.segments).not.toBe(0);
    expect([...frame.text][0]).toBe(before[0]);
    expect(frame.text[1]).not.toBe('8');
    expect(frame.faults).toEqual(['segment g1 of cell 1 dead', 'segment g2 of cell 1 dead']);
    expect(card.response, 'the chip knows nothing of it').toBe(RIGHT);
    expect(card.setFaults(SOUND).text).toBe(RIGHT);
  });

  it('that was dark anyway makes no new frame', () => {
    const card = DscPlus.demo();
    const { number } = card.press('power');
    expect(card.setFaults({ deadSegments: [{ cell: 7, segment: 'a' }] }).number).toBe(number);
  });
});

describe('a key', () => {
  it('that bounces counts twice', () => {
    const card = DscPlus.demo();
    card.press('power');
    card.type('1234');
    card.press('ok');
    card.setFaults({ bouncingKey: '5' });
    card.type('157');
    expect(card.frame.text).toBe('1557__');
  });

  it('that is stuck stays down until it is no longer stuck', () => {
    const card = DscPlus.demo();
    card.setFaults({ stuckKey: 'power' });
    card.press('power');
    card.advance({ seconds: 5 });
    expect(card.frame.text, 'held that long it starts the self-test').toBe('SELFTST');
    card.setFaults({ stuckKey: null });
    card.advance({ seconds: 60 });
    card.press('power');
    expect(card.frame.text).toBe('PIN>');
  });
});

describe('time', () => {
  it('of a slow card is later at every frame', () => {
    const [fast, slow] = [DscPlus.demo(), DscPlus.demo()];
    slow.setFaults({ slowMs: 250 });
    for (const card of [fast, slow]) {
      card.press('power');
      card.type('1234');
    }
    expect(slow.status().timeMs - fast.status().timeMs).toBe(5 * 250);
  });

  it('of a drifting clock is the card\u2019s own, and moves its responses', () => {
    const profile = 'dsc-plus-time';
    const suite = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1-T30S';
    const cards = [0, 200_000, -200_000].map((clockDriftPpm) => {
      const card = DscPlus.make({ suite, pin: '1234', key: Buffer.alloc(20, 7) });
      card.setFaults({ clockDriftPpm });
      card.advance({ seconds: 3000 });
      return card;
    });
    const [right, fast, slow] = cards.map((card) => card.status().timeMs - Date.UTC(2026, 0, 1));
    expect([right, fast, slow], profile).toEqual([3_000_000, 3_600_000, 2_400_000]);
    expect(new Set(cards.map(login)).size).toBe(3);
  });

  it('of a clock that drifts never goes back', () => {
    let wallMs = 1000;
    const clock = new VirtualClock('real', null, () => wallMs);
    clock.drift(100_000);
    wallMs = 2000;
    expect(clock.now()).toBe(2100);
    clock.drift(-100_000);
    expect(clock.now()).toBe(2100);
    wallMs = 3000;
    expect(clock.now()).toBe(3000);
    wallMs = 2500;
    expect(clock.now()).toBe(3000);
    clock.skip(1000);
    expect(clock.now()).toBe(3900);
  });
});

describe('faults that a card cannot have', () => {
  it.each([
    [{ nextResponse: 'late' }, 'The next response can be wrong or swapped, or null.'],
    [{ stuckKey: 'enter' }, 'The card has no such key'],
    [{ slowMs: -1 }, 'A card is slow by 0 to 60000 ms a key.'],
    [{ slowMs: Number.NaN }, 'A card is slow by'],
    [{ clockDriftPpm: 1e9 }, 'A clock drifts by at most'],
    [{ deadSegments: [{ cell: 8, segment: 'a' }] }, 'The display has the cells 0 to 7.'],
    [{ deadSegments: [{ cell: 0, segment: 'toString' }] }, 'has no such segment'],
    [{ deadSegments: 3 }, 'The dead segments are a list.'],
    [{ smell: 1 }, 'A card has no such fault'],
  ])('are refused and change nothing: %j', (changes, message) => {
    const card = DscPlus.demo();
    expect(() => card.setFaults(changes as object)).toThrow(message);
    expect(card.faults).toEqual(SOUND);
  });
});
