/**
 * The derivation of a code card, against an oracle of its own and the written rule, and the fairness of the draw.
 */
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_ALPHABETS, type CodeAlphabet, type CodeCard } from '../../firmware/code-card/code-card.js';
import { formatCodeCardCsv, parseCodeCardCsv } from '../../firmware/code-card/csv.js';
import { deriveCodeCard, drawCharacters, expandStream } from '../../firmware/code-card/derivation.js';
import { refusal } from './refusals.js';

const SEED = Uint8Array.from({ length: 16 }, (_, position) => position);
/** The written rule; runs of spaces, which only align its tables, are one space. */
const DOCUMENT = readFileSync(
  new URL('../../vectors/code-card-derivation.md', import.meta.url),
  'utf8',
).replace(/ +/g, ' ');

// The oracle: the rule of vectors/code-card-derivation.md over node:crypto, sharing no code with the firmware.
// A stream of 96 bytes always suffices here: using it up would need 93 rejections in one draw.
const ORACLE_LETTERS = [...'ABCDEFGHJKLMNPQRSTUVWXYZ'];
const ORACLE_DIGITS = [...'23456789'];
const ORACLE_ALPHANUMERIC = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', ...'0123456789'];
const ORACLE_CHECK = [...ORACLE_LETTERS, ...ORACLE_DIGITS];
const ORACLE_CODES: Record<CodeAlphabet, string[][]> = {
  'letter-digit-letter': [ORACLE_LETTERS, ORACLE_DIGITS, ORACLE_LETTERS],
  alphanumeric: [ORACLE_ALPHANUMERIC, ORACLE_ALPHANUMERIC, ORACLE_ALPHANUMERIC],
};

function oracleDraw(seed: Uint8Array, info: Buffer, positions: string[][]): string {
  const bytes = [...new Uint8Array(hkdfSync('sha256', seed, 'tokentwin code card 1', info, 96))];
  return positions
    .map((characters) => {
      const limit = 256 - (256 % characters.length);
      let byte = bytes.shift() as number;
      while (byte >= limit) byte = bytes.shift() as number;
      return characters[byte % characters.length];
    })
    .join('');
}

function oracleCell(seed: Uint8Array, alphabet: CodeAlphabet, serialNumber: string, index: number): string {
  const info = Buffer.concat([
    Buffer.from(['cell', alphabet, serialNumber, ''].join('\0'), 'ascii'),
    Buffer.of(Math.floor(index / 256), index % 256),
  ]);
  return oracleDraw(seed, info, ORACLE_CODES[alphabet]);
}

function oracleCheck(seed: Uint8Array, alphabet: CodeAlphabet, serialNumber: string): string {
  const info = Buffer.from(['check', alphabet, serialNumber].join('\0'), 'ascii');
  return oracleDraw(seed, info, [ORACLE_CHECK, ORACLE_CHECK, ORACLE_CHECK, ORACLE_CHECK]);
}

const seeds = fc.uint8Array({ minLength: 16, maxLength: 80 });
const serialNumbers = fc.stringMatching(/^[A-Z0-9-]{4,16}$/);
const alphabets = fc.constantFrom(...CODE_ALPHABETS);

describe('derivation', () => {
  it('agrees with the independent oracle on every cell and on the check value', () => {
    fc.assert(
      fc.property(seeds, serialNumbers, alphabets, (seed, serialNumber, alphabet) => {
        const card = deriveCodeCard({ seed, serialNumber, alphabet });
        expect(card.codes).toHaveLength(224);
        card.codes.forEach((code, offset) => {
          expect(code).toBe(oracleCell(seed, alphabet, serialNumber, offset + 1));
        });
        expect(card.checkValue).toBe(oracleCheck(seed, alphabet, serialNumber));
        expect(card).toMatchObject({ serialNumber, alphabet });
      }),
      { numRuns: 20 },
    );
  });

  it('has letter, digit, letter without look-alikes by default, and any three characters on request', () => {
    const standard = deriveCodeCard({ seed: SEED, serialNumber: 'TWIN-0001' });
    expect(standard.alphabet).toBe('letter-digit-letter');
    for (const code of standard.codes) expect(code).toMatch(/^[A-HJ-NP-Z][2-9][A-HJ-NP-Z]$/);
    expect(standard.checkValue).toMatch(/^[A-HJ-NP-Z2-9]{4}$/);
    const wide = deriveCodeCard({ seed: SEED, serialNumber: 'TWIN-0001', alphabet: 'alphanumeric' });
    for (const code of wide.codes) expect(code).toMatch(/^[A-Z0-9]{3}$/);
    expect(wide.codes.join('')).toMatch(/[01IO]/);
  });

  it('continues the stream of HKDF-Expand over several blocks', () => {
    const prk = createHmac('sha256', 'salt').update(SEED).digest();
    const stream = expandStream(new Uint8Array(prk), new Uint8Array([7, 8]));
    const bytes = Array.from({ length: 100 }, () => stream.next().value as number);
    expect(bytes).toEqual([...new Uint8Array(hkdfSync('sha256', SEED, 'salt', Buffer.of(7, 8), 100))]);
  });

  it('skips the bytes that would make the first characters likelier, and takes no byte more than needed', () => {
    const stream = [255, 240, 239, 252, 251, 9, 1].values();
    expect(drawCharacters(stream, [ORACLE_LETTERS.join(''), ORACLE_ALPHANUMERIC.join('')])).toBe('Z9');
    expect([...stream]).toEqual([9, 1]);
    expect(() => drawCharacters([255, 255], ['ABC'])).toThrow('byte stream');
  });

  it('gives another card for another serial number, alphabet or seed', () => {
    const base = { seed: SEED, serialNumber: 'TWIN-0001', alphabet: 'alphanumeric' } as const;
    const cards = [
      deriveCodeCard(base),
      deriveCodeCard({ ...base, serialNumber: 'TWIN-0002' }),
      deriveCodeCard({ ...base, alphabet: 'letter-digit-letter' }),
      deriveCodeCard({ ...base, seed: Uint8Array.from({ length: 17 }, (_, position) => position) }),
    ];
    // Every pair has an alphanumeric card in it, so a code agrees by chance at one index in 46,656: four
    // agree in fewer than one pair of cards in a thousand million.
    for (const [at, one] of cards.entries()) {
      for (const other of cards.slice(at + 1)) {
        expect(one.codes.filter((code, index) => code === other.codes[index]).length).toBeLessThan(4);
        expect(one.checkValue).not.toBe(other.checkValue);
      }
    }
  });

  it('refuses a short seed and a wrong serial number, and repeats neither', () => {
    const short = () => deriveCodeCard({ seed: SEED.subarray(1), serialNumber: 'TWIN-0001' });
    expect(short).toThrow(refusal('CARD_SEED'));
    for (const serialNumber of [
      'ABC',
      'A'.repeat(17),
      'twin-0001',
      'TWIN 001',
      'TWIN\u0000001',
      'TWIN-0001\n',
      '',
    ]) {
      expect(() => deriveCodeCard({ seed: SEED, serialNumber })).toThrow(
        expect.objectContaining({ code: 'CARD_SERIAL', message: expect.not.stringMatching(/twin/i) }),
      );
    }
  });

  it('refuses an alphabet that does not exist', () => {
    const source = { seed: SEED, serialNumber: 'TWIN-0001', alphabet: 'constructor' as CodeAlphabet };
    expect(() => deriveCodeCard(source)).toThrow('alphabet');
  });
});

describe('the written derivation', () => {
  const source = { seed: SEED, serialNumber: 'TWIN-0001' };
  const prk = createHmac('sha256', 'tokentwin code card 1').update(SEED).digest();
  const firstBlock = (info: string) =>
    createHmac('sha256', prk).update(`${info}\u0001`, 'latin1').digest('hex');

  it('shows the true intermediate values', () => {
    expect(DOCUMENT).toContain(`\`${prk.toString('hex')}\``);
    for (const info of [
      'cell\0letter-digit-letter\0TWIN-0001\0\u0000\u0001',
      'cell\0letter-digit-letter\0TWIN-0001\0\u0000\u0064',
      'check\0letter-digit-letter\0TWIN-0001',
    ]) {
      expect(DOCUMENT).toContain(`\`${Buffer.from(info, 'latin1').toString('hex')}\``);
      expect(DOCUMENT).toContain(`\`${firstBlock(info)}\``);
    }
  });

  it.each(CODE_ALPHABETS)('shows the true results for %s', (alphabet) => {
    const card = deriveCodeCard({ ...source, alphabet });
    const csv = formatCodeCardCsv(card);
    const [first, second, third] = card.codes;
    const digest = createHash('sha256').update(csv).digest('hex');
    expect(DOCUMENT).toContain(
      `| \`${alphabet}\` | \`${first}\` \`${second}\` \`${third}\` ... \`${card.codes[223]}\` | \`${card.checkValue}\` | \`${digest}\` |`,
    );
    const importedHash = createHash('sha256')
      .update(`tokentwin imported code card 1\0${card.codes.join('')}`)
      .digest();
    const checkValue = [...importedHash.subarray(0, 4)].map((byte) => ORACLE_CHECK[byte % 32]).join('');
    expect(DOCUMENT).toContain(`\`${importedHash.toString('hex')}\` | \`${checkValue}\` |`);
    expect(parseCodeCardCsv(csv, 'TWIN-0001').checkValue).toBe(checkValue);
  });
});

/** Chi-square of counts against the flat distribution over `characters`. */
function chiSquare(text: string, characters: readonly string[]): number {
  const counts = new Map(characters.map((character) => [character, 0]));
  for (const character of text) counts.set(character, (counts.get(character) ?? Number.NaN) + 1);
  const expected = text.length / characters.length;
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('fairness of the draw', () => {
  // 100 cards of a fixed series of seeds, so the outcome never changes. The bound is the mean k - 1 of
  // chi-square plus six of its standard deviations sqrt(2(k - 1)): a fair draw exceeds it with a probability
  // of 1.2e-4 for 8 categories, 1.1e-5 for 24 and 4.5e-6 for 36. That a draw without rejection does exceed
  // it is the last test.
  const bound = (categories: number) => categories - 1 + 6 * Math.sqrt(2 * (categories - 1));
  const cards = (alphabet: CodeAlphabet): CodeCard[] =>
    Array.from({ length: 100 }, (_, number) => {
      const seed = createHash('sha256').update(`fairness ${number}`).digest();
      return deriveCodeCard({ seed: new Uint8Array(seed), serialNumber: 'FAIR-0001', alphabet });
    });
  const column = (series: CodeCard[], positions: number[]) =>
    series.flatMap(({ codes }) => codes.flatMap((code) => positions.map((at) => code[at]))).join('');

  it('is flat for letters and digits', () => {
    const series = cards('letter-digit-letter');
    expect(chiSquare(column(series, [0, 2]), ORACLE_LETTERS)).toBeLessThan(bound(24));
    expect(chiSquare(column(series, [1]), ORACLE_DIGITS)).toBeLessThan(bound(8));
  });

  it('is flat for all 36 characters', () => {
    const text = column(cards('alphanumeric'), [0, 1, 2]);
    expect(chiSquare(text, ORACLE_ALPHANUMERIC)).toBeLessThan(bound(36));
  });

  it.each([
    { characters: ORACLE_LETTERS, draws: 44_800 },
    { characters: ORACLE_ALPHANUMERIC, draws: 67_200 },
  ])('would not be flat without rejection ($characters.length characters)', ({ characters, draws }) => {
    const block = (number: number) => createHash('sha256').update(`biased ${number}`).digest();
    const bytes = Array.from({ length: draws / 32 }, (_, number) => [...block(number)]).flat();
    const text = bytes.map((byte) => characters[byte % characters.length]).join('');
    expect(text).toHaveLength(draws);
    expect(chiSquare(text, characters)).toBeGreaterThan(bound(characters.length));
  });
});
