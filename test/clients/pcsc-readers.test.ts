/** The other readers that a twin can be, several of them in one pcscd, and cards that come and go. */
import { describe, expect, it } from 'vitest';
import * as card from './demo-card-commands.js';
import { type PcscBench, PYSCARD, sharedBench } from './pcsc-bench.js';
import type { PyscardHost } from './pyscard-host.js';

async function expectLogin(host: PyscardHost): Promise<void> {
  expect(await host.transmit(card.SELECT_DSC_PLUS)).toMatch(/ 9000$/);
  expect(await host.transmit(card.VERIFY)).toBe('9000');
  expect(await host.transmit(card.RESPOND)).toBe(card.RESPONSE);
}

async function expectLookUp(host: PyscardHost): Promise<void> {
  expect(await host.transmit(card.SELECT_CODE_CARD)).toMatch(/ 9000$/);
  expect(await host.transmit(card.LOOK_UP)).toBe(card.CARD_VALUES);
}

/** The lines of `opensc-tool -l`, one for each reader. */
async function listed(bench: PcscBench): Promise<string[]> {
  const lines = (await bench.output('opensc-tool', '--list-readers')).split('\n');
  return lines.filter((line) => /^[0-9]/.test(line)).map((line) => line.replaceAll(/ +/g, ' '));
}

describe('a reader without keypad', () => {
  const READER = 'Tokentwin 00 00';
  const bench = sharedBench(['opensc-tool', ...PYSCARD], { reader: 'gempc-twin' });

  it('asks for no PIN and has a card that takes one from the host', async () => {
    expect(await listed(bench())).toEqual([`0 Yes ${READER}`]);
    const host = await bench().pyscard(READER);
    const features = Object.keys(await host.features());
    expect(features).not.toContain('FEATURE_VERIFY_PIN_DIRECT');
    expect(features).not.toContain('FEATURE_MODIFY_PIN_DIRECT');
    await expectLogin(host);
  });

  it('tells of a card that is taken out and put in, and knows no PIN any more', async () => {
    const host = await bench().pyscard(READER);
    await host.watch();
    expect(await host.event()).toEqual(['inserted', READER, card.ATR]);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.VERIFY)).toBe('9000');
    bench().twin.tell('card-out');
    expect(await host.event()).toEqual(['removed', READER, card.ATR]);
    expect(await listed(bench())).toEqual([`0 No ${READER}`]);
    await expect(host.transmit(card.RESPOND)).rejects.toThrow('pyscard refused transmit');
    bench().twin.tell('card-in');
    expect(await host.event()).toEqual(['inserted', READER, card.ATR]);
    await host.connect(READER);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.RESPOND)).toBe('6982');
    await expectLogin(host);
  });
});

describe('a reader with two slots', () => {
  const SLOTS = ['Tokentwin 00 00', 'Tokentwin 00 01'] as const;
  const bench = sharedBench(['opensc-tool', ...PYSCARD], { reader: 'two-slot', codeCard: true });

  it('has a DSC+ and a code card', async () => {
    expect(await listed(bench())).toEqual([`0 Yes ${SLOTS[0]}`, `1 Yes ${SLOTS[1]}`]);
    const [dscPlus, codeCard] = [await bench().pyscard(SLOTS[0]), await bench().pyscard(SLOTS[1])];
    await dscPlus.transmit(card.SELECT_DSC_PLUS);
    expect(await dscPlus.transmit(card.VERIFY)).toBe('9000');
    await expectLookUp(codeCard);
    expect(await dscPlus.transmit(card.RESPOND)).toBe(card.RESPONSE);
  });

  it('loses one card and keeps the other', async () => {
    const [dscPlus, codeCard] = [await bench().pyscard(SLOTS[0]), await bench().pyscard(SLOTS[1])];
    await codeCard.watch();
    await codeCard.event();
    await codeCard.event();
    for (const line of ['device 2', 'card-out']) bench().twin.tell(line);
    expect((await codeCard.event()).slice(0, 2)).toEqual(['removed', SLOTS[1]]);
    expect(await listed(bench())).toEqual([`0 Yes ${SLOTS[0]}`, `1 No ${SLOTS[1]}`]);
    await expectLogin(dscPlus);
    bench().twin.tell('card-in');
    expect((await codeCard.event()).slice(0, 2)).toEqual(['inserted', SLOTS[1]]);
    await codeCard.connect(SLOTS[1]);
    await expectLookUp(codeCard);
  });
});

describe('a twin with each device in a reader of its own', () => {
  const READERS = ['Tokentwin 1 00 00', 'Tokentwin 2 01 00'] as const;
  const bench = sharedBench(['opensc-tool', ...PYSCARD], { codeCard: true });

  it('is two readers for pcscd', async () => {
    expect(await listed(bench())).toEqual([`0 Yes PIN pad ${READERS[0]}`, `1 Yes PIN pad ${READERS[1]}`]);
    const [dscPlus, codeCard] = [await bench().pyscard(READERS[0]), await bench().pyscard(READERS[1])];
    await expectLookUp(codeCard);
    await expectLogin(dscPlus);
  });
});
