/** The same cards in Debian's virtual reader (vsmartcard-vpcd), which passes whole commands. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as card from './demo-card-commands.js';
import { PYSCARD, sharedBench } from './pcsc-bench.js';

const READER = 'Virtual PCD 00 00';
const SECOND_READER = 'Virtual PCD 00 01';

describe('two cards in the virtual reader', () => {
  const bench = sharedBench(['opensc-tool', 'scriptor', ...PYSCARD], { reader: 'vpcd', codeCard: true });

  it('are found by opensc-tool, with the ATR of a test device', async () => {
    const list = await bench().output('opensc-tool', '--list-readers');
    expect(list).toMatch(/^0 +Yes +Virtual PCD 00 00$/m);
    expect(list).toMatch(/^1 +Yes +Virtual PCD 00 01$/m);
    const atr = (await bench().output('opensc-tool', '--reader', '0', '--atr')).replaceAll(':', '');
    expect(atr).toContain(card.ATR);
  });

  it('take a login from opensc-tool', async () => {
    const commands = [card.SELECT_DSC_PLUS, card.VERIFY_WRONG, card.VERIFY, card.RESPOND];
    const words = commands.flatMap((command) => ['-s', command.replaceAll(' ', '')]);
    const printed = await bench().output(
      'opensc-tool',
      '--reader',
      '0',
      '--card-driver',
      'default',
      ...words,
    );
    const statusWords = [...printed.matchAll(/\(SW1=0x(..), SW2=0x(..)\)/g)].map((match) =>
      match.slice(1, 3),
    );
    expect(statusWords.map((bytes) => bytes.join(''))).toEqual(['9000', '63C4', '9000', '9000']);
    expect(printed).toMatch(/^39 38 32 37 36 35 39 35 98276595$/m);
  });

  it('take a script from scriptor', async () => {
    const script = join(bench().folder, 'script');
    const login = [card.SELECT_DSC_PLUS, card.VERIFY, card.RESPOND];
    const lines = ['reset', ...login, card.VERIFY, 'reset', card.RESPOND];
    writeFileSync(script, `${lines.join('\n')}\n`);
    const printed = await bench().output('scriptor', '-r', READER, '-p', 'T=1', script);
    expect(printed).toMatch(/^< 39 38 32 37 36 35 39 35 90 00 : Normal processing\.$/m);
    // The second PIN did not outlive the reset.
    expect(printed.match(/^< .*/gm)?.at(-1)).toMatch(/^< 69 82 /);
  });

  it('answer a program with pyscard, each in its slot', async () => {
    const [dscPlus, codeCard] = [await bench().pyscard(READER), await bench().pyscard(SECOND_READER)];
    await dscPlus.transmit(card.SELECT_DSC_PLUS);
    expect(await dscPlus.transmit(card.VERIFY)).toBe('9000');
    await codeCard.transmit(card.SELECT_CODE_CARD);
    expect(await codeCard.transmit(card.LOOK_UP)).toBe(card.CARD_VALUES);
    expect(await dscPlus.transmit(card.RESPOND)).toBe(card.RESPONSE);
  });

  it('take long commands and give long answers', async () => {
    const host = await bench().pyscard(READER);
    await host.transmit(card.SELECT_BENCH);
    expect(await host.transmit('80 22 00 00 00 0006 00000000 0800 0800')).toMatch(
      /^54574a31[0-9a-f]{4088} 9000$/,
    );
    // More than the flash has: it is refused only when all of it has come.
    const data = randomBytes(4_000).toString('hex');
    expect(await host.transmit(`80 24 00 00 00 0FA4 00000000 ${data}`)).toBe('6a80');
  });

  it('come and go', async () => {
    const host = await bench().pyscard();
    await host.watch();
    for (const _ of [READER, SECOND_READER]) expect((await host.event())[0]).toBe('inserted');
    bench().twin.tell('card-out');
    expect(await host.event()).toEqual(['removed', READER, card.ATR]);
    bench().twin.tell('card-in');
    expect(await host.event()).toEqual(['inserted', READER, card.ATR]);
    await host.connect(READER);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c5');
  });

  it('are found again by a pcscd that was killed and started anew', async () => {
    await bench().restartPcscd();
    const host = await bench().pyscard();
    await host.watch();
    for (const _ of [READER, SECOND_READER]) expect((await host.event())[0]).toBe('inserted');
    await host.connect(READER);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.VERIFY)).toBe('9000');
    expect(await host.transmit(card.RESPOND)).toBe(card.RESPONSE);
  });
});
