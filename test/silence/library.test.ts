/** No secret in what the library throws, nor in its objects when a program prints them. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { parseCodeCardCsv } from '../../firmware/code-card/csv.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { Hotp, HotpEngine, Ocra, OcraEngine, Totp } from '../../firmware/oath/index.js';
import { openToken } from '../../host/driver/open-token.js';
import type { Token } from '../../host/driver/token.js';
import { InProcessPort } from '../unit/driver-in-process.js';
import {
  CHALLENGE,
  CODE_SEED,
  KEY,
  markedCard,
  markedCodeCard,
  NEW_PIN,
  PIN,
  PROFILE,
  SUITE,
  secretMarks,
  WRONG_ANSWER,
  WRONG_PIN,
} from './marked-card.js';
import { textMark } from './marks.js';

const key = Buffer.from(KEY, 'hex');
const profile = dscPlusProfileFrom(PROFILE);
/** Half a PIN is as bad as a whole one. */
const marks = secretMarks([textMark('most of the PIN', PIN.slice(0, 6))]);

/** Everything that a program could print of a value. */
function printed(value: unknown): string {
  const error = value instanceof Error ? `${value.stack} ${String(value.cause)}` : '';
  const depth = { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;
  return `${inspect(value, depth)}\n${json(value)}\n${String(value)}\n${error}`;
}

function json(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? ''
    );
  } catch {
    return '';
  }
}

async function caught(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const ocra = () => new Ocra(SUITE, key);

const LOCAL: readonly (readonly [string, () => unknown])[] = [
  ['a new card with a long PIN', () => DscPlus.make({ profile, pin: `${PIN}${PIN}` })],
  ['a new card with a PIN of letters', () => DscPlus.make({ profile, pin: `${PIN.slice(1)}x` })],
  ['a new card with a short key', () => DscPlus.make({ key: key.subarray(0, 15) })],
  ['a new card with a serial number that is a PIN', () => DscPlus.make({ serialNumber: `${PIN}${PIN}` })],
  ['typing what are no digits', () => markedCard(profile).type(`${PIN}x`)],
  [
    'a code card with a short seed',
    () => SecurityCodeCard.make({ cardSeed: Buffer.from(CODE_SEED, 'hex').subarray(1) }),
  ],
  ['a code card of wrong codes', () => SecurityCodeCard.make({ codes: [PIN, KEY], serialNumber: 'X-01' })],
  ['a CSV file with a PIN for a code', () => parseCodeCardCsv(`1,${PIN}`, 'X-01')],
  ['a CSV file with a PIN for an index', () => parseCodeCardCsv(`${PIN},A1B`, 'X-01')],
  ['a suite that is a key', () => new Ocra(KEY, key)],
  ['an empty key', () => new Ocra(SUITE, new Uint8Array(0))],
  ['a question that is a key', () => ocra().respond({ question: KEY, pin: PIN })],
  ['a PIN and its hash', () => ocra().respond({ question: CHALLENGE, pin: PIN, pinHash: key })],
  ['a PIN hash that is too short', () => ocra().respond({ question: CHALLENGE, pinHash: key.subarray(1) })],
  [
    'a counter that is a key',
    () => new Ocra('OCRA-1:HOTP-SHA1-6:C-QN08', key).respond({ question: '1', counter: KEY }),
  ],
  ['a code with too many digits', () => new Hotp(key, { digits: 12 })],
  ['a time that is none', () => new Totp(key).code(-1)],
];

const WIRE: readonly (readonly [string, (token: Token) => Promise<unknown>])[] = [
  ['a wrong PIN', (token) => token.verify(WRONG_PIN)],
  ['a PIN of letters', (token) => token.verify(`${PIN.slice(1)}x`)],
  ['an empty PIN', (token) => token.verify('')],
  ['a challenge that is a PIN twice', (token) => token.respond(`${PIN}${PIN}`, { pin: PIN })],
  ['a new PIN that is too long', (token) => token.changePin(PIN, `${NEW_PIN}${NEW_PIN}`)],
  ['an unlock answer when it is not locked', (token) => token.unlock(WRONG_ANSWER, NEW_PIN)],
  ['index numbers of a DSC+', (token) => token.lookUp([1])],
  ['a server response', (token) => token.authenticateServer(CHALLENGE, WRONG_ANSWER)],
  ['digits that are none', (token) => token.bench.type(`${PIN}x`)],
  ['a fault that is none', (token) => token.bench.injectFault(PIN)],
  ['a command that is none', (token) => token.transmit(Buffer.from(PIN.slice(0, 3)))],
];

describe('an error of the library', () => {
  it.each(LOCAL)('has no secret: %s', async (_, act) => {
    expect(marks.findIn(printed(await caught(act)))).toEqual([]);
  });

  it.each(WIRE)('of a token on a port has none: %s', async (_, act) => {
    const port = new InProcessPort({ dscPlus: markedCard(profile), codeCard: null }, { bench: true });
    const token = await openToken(port);
    const error = await caught(() => act(token));
    await token.close();
    expect(marks.findIn(printed(error))).toEqual([]);
  });
});

describe('an object of the library, when it is printed,', () => {
  const usedCard = () => {
    const card = markedCard(profile);
    card.press('power');
    for (const digits of [PIN, CHALLENGE]) {
      card.type(digits);
      card.press('ok');
    }
    return card;
  };
  const answering = () => {
    const prepared = ocra();
    prepared.respond({ question: CHALLENGE, pin: PIN });
    return prepared;
  };

  it.each([
    ['a DSC+ that shows its response', usedCard],
    ['its status', () => usedCard().status()],
    ['a code card', markedCodeCard],
    ['a prepared suite', answering],
    ['HOTP', () => new Hotp(key)],
    ['TOTP', () => new Totp(key)],
    ['the engine of HOTP', () => new HotpEngine(key)],
    ['the engine of OCRA', () => new OcraEngine(SUITE, key)],
  ] as const)('shows no secret: %s', (_, make) => {
    expect(marks.findIn(printed(make()))).toEqual([]);
  });

  it('shows no secret: a token on a port, with what it tells', async () => {
    const port = new InProcessPort({ dscPlus: markedCard(profile), codeCard: null }, { bench: true });
    const token = await openToken(port);
    await token.respond(CHALLENGE, { pin: PIN });
    const texts = [token, await token.info(), await token.pinStatus(), token.counters()].map(printed);
    await token.close();
    expect(texts.flatMap((text) => marks.findIn(text))).toEqual([]);
  });

  it('shows secrets where they are asked for, which shows that the search finds them', () => {
    const { codes } = markedCodeCard().card;
    expect(marks.findIn(printed(markedCard(profile).secrets()))).toEqual(
      expect.arrayContaining(['PIN in text']),
    );
    expect(marks.findIn(printed(codes))).toEqual(['codes']);
  });
});
