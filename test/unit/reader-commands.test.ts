/**
 * What the reader answers to each command in each state, and what it refuses with which bError.
 */
import { describe, expect, it } from 'vitest';
import { frame, hex, ReaderBench } from './reader-with-fake-card.js';

const POWER_ON = '62 00000000 00 01 000000';
const BLOCK = '6F 04000000 00 02 000000 00000000';

/** A reader without echo, to see answers alone. */
function silent(): ReaderBench {
  return new ReaderBench('two-slot');
}

function powered(): ReaderBench {
  const bench = silent();
  bench.send(POWER_ON);
  return bench;
}

describe('a card that is not there, not switched on or mute', () => {
  it('power-on', () => {
    const bench = silent();
    bench.card.present = false;
    expect(bench.send(POWER_ON)).toEqual([frame('80 00000000 00 01 42FE00')]);
    bench.card.present = true;
    bench.card.atr = null;
    expect(bench.send(POWER_ON)).toEqual([frame('80 00000000 00 01 41FE00')]);
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 41FE00')]);
    expect(bench.card.calls).toEqual(['on']);
  });

  it('a block', () => {
    const bench = silent();
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 41FE00')]);
    bench.send(POWER_ON);
    bench.card.answer = () => null;
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 40FE00')]);
    bench.send('63 00000000 00 03 000000');
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 41FE00')]);
    expect(bench.card.calls).toEqual(['on', 'block 00000000', 'off']);
  });

  it('a card that was taken out and put back has lost its power', () => {
    const bench = powered();
    bench.card.present = false;
    bench.reader.slotChanged(0);
    expect(bench.send('65 00000000 00 02 000000')).toEqual([frame('81 00000000 00 02 020001')]);
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 42FE00')]);
    bench.card.present = true;
    bench.reader.slotChanged(0);
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 41FE00')]);
    expect(bench.card.calls).toEqual(['on']);
  });
});

describe('a card that loses its power by itself', () => {
  it('is mute, and asked no more until it is switched on again', () => {
    const bench = powered();
    bench.card.isPowered = false;
    expect(bench.send('65 00000000 00 03 000000')).toEqual([frame('81 00000000 00 03 000000')]);
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 40FE00')]);
    expect(bench.card.calls).toEqual(['on']);
    bench.send(POWER_ON);
    expect(bench.send('65 00000000 00 03 000000')).toEqual([frame('81 00000000 00 03 000000')]);
  });

  it('that has power which the host did not give is not asked either', () => {
    const bench = silent();
    bench.card.isPowered = true;
    expect(bench.send(BLOCK)).toEqual([frame('80 00000000 00 02 41FE00')]);
    expect(bench.card.calls).toEqual([]);
  });
});

describe('parameters of T=1', () => {
  const SET = '61 07000000 00 05 010000 11 11 00 4D 00 FE 00';

  it.each(['6C 00000000 00 05 000000', '6D 00000000 00 05 000000', SET])(
    'an empty slot has none: %s',
    (message) => {
      const bench = silent();
      bench.card.present = false;
      expect(bench.send(message)).toEqual([frame('82 00000000 00 05 42FE01')]);
      bench.card.present = true;
      bench.reader.slotChanged(0);
      const defaults = frame('82 07000000 00 05 010001 11 10 00 4D 00 20 00');
      expect(bench.send('6C 00000000 00 05 000000')).toEqual([defaults]);
    },
  );

  it('are kept, told and forgotten', () => {
    const bench = powered();
    const defaults = frame('82 07000000 00 05 000001 11 10 00 4D 00 20 00');
    expect(bench.send('6C 00000000 00 05 000000')).toEqual([defaults]);
    const kept = frame('82 07000000 00 05 000001 11 11 00 4D 00 FE 00');
    expect(bench.send(SET)).toEqual([kept]);
    expect(bench.send('6C 00000000 00 05 000000')).toEqual([kept]);
    expect(bench.send('6D 00000000 00 05 000000')).toEqual([defaults]);
    bench.send(SET);
    bench.send(POWER_ON);
    expect(bench.send('6C 00000000 00 05 000000')).toEqual([defaults]);
  });

  it.each([
    ['T=0', '61 05000000 00 05 000000 11 00 00 0A 00', 7],
    ['a byte too few', '61 06000000 00 05 010000 11 10 00 4D 00 FE', 1],
    ['bits kept free', SET.replace('11 11', '11 31'), 11],
    ['a clock stop kept free', SET.replace('4D 00', '4D 04'), 14],
    ['an information field of none', SET.replace('FE 00', '00 00'), 15],
    ['an information field of 255', SET.replace('FE 00', 'FF 00'), 15],
    ['a node address', SET.replace('FE 00', 'FE 01'), 16],
  ])('%s is refused', (_, message, error) => {
    expect(powered().send(message)).toEqual([
      frame(`82 00000000 00 05 40 ${error.toString(16).padStart(2, '0')} 01`),
    ]);
  });
});

describe('values that are allowed up to their ends', () => {
  it('the last voltage and the last way to stop the clock', () => {
    const bench = powered();
    expect(bench.send('62 00000000 00 09 030000')[0]).toMatch(/^030680/);
    expect(bench.send('61 07000000 00 05 010000 11 11 00 4D 03 FE 00')).toEqual([
      frame('82 07000000 00 05 000001 11 11 00 4D 03 FE 00'),
    ]);
  });
});

describe('refusals', () => {
  it.each([
    ['a voltage that there is not', '62 00000000 00 09 040000', '80 00000000 00 09 400700'],
    ['power-on with data', '62 01000000 00 09 000000 00', '80 00000000 00 09 400100'],
    ['power-off with data', '63 01000000 00 09 000000 00', '81 00000000 00 09 400100'],
    ['a question for the status with data', '65 01000000 00 09 000000 00', '81 00000000 00 09 400100'],
    ['a question for parameters with data', '6C 01000000 00 09 000000 00', '82 00000000 00 09 400101'],
    ['a reset of parameters with data', '6D 01000000 00 09 000000 00', '82 00000000 00 09 400101'],
    ['an empty block', '6F 00000000 00 09 000000', '80 00000000 00 09 400100'],
    ['a block in several messages', '6F 04000000 00 09 000100 00000000', '80 00000000 00 09 400800'],
    ['an abort with data', '72 01000000 00 09 000000 00', '81 00000000 00 09 400100'],
    ['clock control', '6E 00000000 00 09 000000', '81 00000000 00 09 400000'],
    ['mechanics', '71 00000000 00 09 010000', '81 00000000 00 09 400000'],
    ['a data rate', '73 08000000 00 09 000000 0000000000000000', '84 00000000 00 09 400000'],
    ['PIN entry on a reader without keypad', '69 01000000 00 09 000000 00', '80 00000000 00 09 400000'],
    ['an empty escape', '6B 00000000 00 09 000000', '83 00000000 00 09 400000'],
    ['an unknown escape', '6B 03000000 00 09 000000 010100', '83 00000000 00 09 400000'],
    [
      'a block of which more follows in wLevelParameter',
      '6F 04000000 00 09 000001 00000000',
      '80 00000000 00 09 400800',
    ],
    ['an escape for the firmware with more', '6B 02000000 00 09 000000 0200', '83 00000000 00 09 400000'],
    ['an escape for notices with more', '6B 04000000 00 09 000000 01010100', '83 00000000 00 09 400000'],
    ['prompts without their texts', '6B 05000000 00 09 000000 B2A0004D4C', '83 00000000 00 09 400000'],
    [
      'as many bytes as prompts have',
      `6B A5000000 00 09 000000 ${'00'.repeat(165)}`,
      `83 00000000 00 09 400000`,
    ],
    ['an unknown message', '7F 00000000 00 09 000000', '81 00000000 00 09 400000'],
    ['an answer', '80 00000000 00 09 000000', '81 00000000 00 09 400000'],
  ])('%s', (_, message, answer) => {
    const bench = powered();
    expect(bench.send(message)).toEqual([frame(answer)]);
    expect(bench.card.calls).toEqual(['on']);
  });

  it.each([
    ['62', '80'],
    ['65', '81'],
    ['6C', '82'],
    ['6B', '83'],
    ['73', '84'],
    ['72', '81'],
  ])('a slot that there is not: %s', (type, answerType) => {
    expect(silent().send(`${type} 00000000 02 09 000000`)).toEqual([
      frame(`${answerType} 00000000 02 09 4205 ${answerType === '81' || answerType === '82' ? '01' : '00'}`),
    ]);
  });

  it('an abort with nothing to abort is done', () => {
    expect(powered().send('72 00000000 00 09 000000')).toEqual([frame('81 00000000 00 09 000000')]);
  });
});

describe('a card that moves', () => {
  it('is told to nobody who has asked for something else', () => {
    const bench = powered();
    bench.send('6B 03000000 00 09 000000 010100');
    bench.card.present = false;
    bench.reader.slotChanged(0);
    expect(bench.send('65 00000000 00 0A 000000')).toEqual([frame('81 00000000 00 0A 020001')]);
  });
});

describe('an echo', () => {
  it('has the whole message, but of an escape of more than 20 bytes only the header', () => {
    const bench = new ReaderBench('gempc-pinpad');
    const long = `6F 1E000000 00 09 000000 ${'00'.repeat(30)}`;
    expect(bench.send(long)[0]).toMatch(new RegExp(`^${frame(long)}`));
    for (const [bytes, echoed] of [
      [20, 20],
      [21, 0],
    ] as const) {
      const escapeOf = (length: number) =>
        `6B ${length.toString(16).padStart(2, '0')}000000 00 09 000000 ${'00'.repeat(length)}`;
      expect(bench.send(escapeOf(bytes))[0]).toMatch(new RegExp(`^${frame(escapeOf(echoed))}`));
    }
  });
});

describe('a host that did not understand', () => {
  it('gets the last answer again, without echo', () => {
    const bench = new ReaderBench('gempc-pinpad');
    bench.send(POWER_ON);
    const answer = frame('80 04000000 00 01 000000 3B808101');
    expect(bench.receive(hex('031516'))).toEqual([answer]);
    expect(bench.receive(hex('031516'))).toEqual([answer]);
    expect(bench.card.calls).toEqual(['on']);
  });

  it('gets nothing when there was no answer yet', () => {
    const bench = new ReaderBench('gempc-pinpad');
    expect(bench.receive(hex('031516'))).toEqual([]);
    bench.send(POWER_ON);
    bench.reader.hostLeft();
    expect(bench.receive(hex('031516'))).toEqual([]);
  });

  it('who sends a block again sends it to the card again, which knows it by its sequence bit', () => {
    const bench = powered();
    bench.send(BLOCK);
    bench.send(BLOCK);
    expect(bench.card.calls).toEqual(['on', 'block 00000000', 'block 00000000']);
  });
});

describe('a host that leaves', () => {
  it('takes the power of the cards with it', () => {
    const bench = powered();
    bench.reader.hostLeft();
    expect(bench.card.calls).toEqual(['on', 'off']);
    expect(bench.send('65 00000000 00 02 000000')).toEqual([frame('81 00000000 00 02 010001')]);
  });

  it('leaves nothing half received', () => {
    const bench = silent();
    bench.receive(hex('03 06 65 00'));
    bench.reader.hostLeft();
    expect(bench.reader.deadline).toBeNull();
    expect(bench.send('65 00000000 00 02 000000')).toEqual([frame('81 00000000 00 02 010001')]);
  });
});
