/** Programs of OpenSC and pcsc-tools with the twin on a pseudo-terminal, through pcscd and libccid. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as card from './demo-card-commands.js';
import { PYSCARD, sharedBench } from './pcsc-bench.js';
import type { PyscardHost } from './pyscard-host.js';

const READER = 'Tokentwin 00 00';

const bench = sharedBench(['opensc-tool', 'scriptor', ...PYSCARD]);

/** Sends commands by opensc-tool, without what it sends of its own. @returns what it printed of the answers */
async function openscSends(...commands: readonly string[]): Promise<string> {
  const words = commands.flatMap((command) => ['-s', command.replaceAll(' ', '')]);
  return bench().output('opensc-tool', '--card-driver', 'default', ...words);
}

function statusWords(printed: string): string[] {
  return [...printed.matchAll(/\(SW1=0x(..), SW2=0x(..)\)/g)].map(([, high, low]) => `${high}${low}`);
}

describe('opensc-tool', () => {
  it('finds the reader, its PIN pad and a card in it', async () => {
    expect(await bench().output('opensc-tool', '--list-readers')).toMatch(
      /^0 +Yes +PIN pad +Tokentwin 00 00$/m,
    );
  });

  it('reads the ATR, which says that this is a test device', async () => {
    const printed = (await bench().output('opensc-tool', '--atr')).replaceAll(':', '');
    const atr = /^[0-9a-f]{10,}$/m.exec(printed)?.[0] ?? '';
    expect(atr).toBe(card.ATR);
    expect(Buffer.from(atr, 'hex').toString('latin1')).toContain('test device');
  });

  it('gets a response after a wrong PIN and the right one', async () => {
    const printed = await openscSends(card.SELECT_DSC_PLUS, card.VERIFY_WRONG, card.VERIFY, card.RESPOND);
    expect(statusWords(printed)).toEqual(['9000', '63C4', '9000', '9000']);
    expect(printed).toMatch(/^39 38 32 37 36 35 39 35 98276595$/m);
  });

  it('gets one response for one PIN', async () => {
    const printed = await openscSends(card.SELECT_DSC_PLUS, card.VERIFY, card.RESPOND, card.RESPOND);
    expect(statusWords(printed)).toEqual(['9000', '9000', '9000', '6982']);
  });

  it('is told of what the card does not know', async () => {
    const commands = [
      '00 A4 04 00 02 3F 00',
      card.SELECT_DSC_PLUS,
      '00 B0 00 00',
      'A0 20 00 81',
      '00 20 00 82',
    ];
    expect(statusWords(await openscSends(...commands))).toEqual(['6A82', '9000', '6D00', '6E00', '6A86']);
  });
});

describe('scriptor', () => {
  it('runs a script', async () => {
    const script = join(bench().folder, 'script');
    const lines = ['reset', '# the demo card', card.SELECT_DSC_PLUS, card.VERIFY, `${card.RESPOND} 00`];
    writeFileSync(script, `${lines.join('\n')}\n`);
    const printed = await bench().output('scriptor', '-r', READER, '-p', 'T=1', script);
    expect(printed).toMatch(/^< OK: 3B 8D 81 31 FE 45 80 5B 74 65 73 74 20 64 65 76 69 63 65 73 *$/m);
    expect(printed).toMatch(/^< 90 00 : Normal processing\.$/m);
    expect(printed).toMatch(/^< 39 38 32 37 36 35 39 35 90 00 : Normal processing\.$/m);
  });
});

describe('what OpenSC sends to find out what a card is', () => {
  /** Tries, counter, number of activations and the state of the keypad; the time goes on by itself. */
  async function everythingOf(host: PyscardHost) {
    await host.transmit(card.SELECT_BENCH);
    return {
      flash: [await host.transmit('80 22 00 00 06 00000000 0100 00'), await wholeFlash(host)],
      status: (await host.transmit('80 1A 00 00 00')).slice(16),
      display: await host.transmit('80 14 00 00 00'),
    };
  }

  /** FLASH GEOMETRY tells two pages of 1024 bytes. */
  async function wholeFlash(host: PyscardHost): Promise<string> {
    expect(await host.transmit('80 20 00 00 00')).toBe('000004000002 9000');
    return host.transmit('80 22 00 00 00 0006 00000000 0800 0800');
  }

  it('changes nothing and costs no try', async () => {
    const host = await bench().pyscard(READER);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.VERIFY_WRONG)).toBe('63c4');
    const before = await everythingOf(host);

    const printed = await bench().output('opensc-tool', '-vvv', '--name');
    expect(printed.match(/Outgoing APDU/g)?.length).toBeGreaterThan(40);
    await bench().machine.run('opensc-tool', '--list-files');
    await bench().machine.run('pkcs15-tool', '--dump');

    expect(await everythingOf(host)).toEqual(before);
    await host.transmit(card.SELECT_DSC_PLUS);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c4');
    expect(await host.transmit(card.VERIFY)).toBe('9000');
    expect(await host.transmit(card.RESPOND)).toBe(card.RESPONSE);
    expect(await host.transmit(card.TRIES_LEFT)).toBe('63c5');
    await host.end();
  });
});
