/**
 * CSV of a printed code card: every arrangement that is read, every fault that is refused, and no code in a
 * message.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodeCard } from '../../firmware/code-card/code-card.js';
import { formatCodeCardCsv, importedCodeCard, parseCodeCardCsv } from '../../firmware/code-card/csv.js';
import { TokentwinError } from '../../firmware/error.js';
import { refusal } from './refusals.js';

const SERIAL = 'PRINT-01';

/** Codes that contain no decimal number of a message and differ from each other: `QAA`, `QAB`, ... */
const CODES = Array.from({ length: 224 }, (_, at) => {
  const letter = (number: number) => String.fromCharCode(65 + number);
  return `Q${letter(Math.floor(at / 26))}${letter(at % 26)}`;
});
const PAIRS = CODES.map((code, at) => [`${at + 1}`, code] as const);
const PLAIN = PAIRS.map(([index, code]) => `${index},${code}`).join('\n');

function refusalOf(text: string): string {
  try {
    parseCodeCardCsv(text, SERIAL);
  } catch (error) {
    if (error instanceof TokentwinError && error.code === 'CARD_CSV') {
      const { message } = error;
      expect(CODES.filter((code) => message.includes(code))).toEqual([]);
      return message;
    }
    throw error;
  }
  throw new Error('the text was not refused');
}

/** The plain file with one line replaced; lines count from 1, and line n holds index n. */
function withLine(line: number, replacement: string): string {
  return PLAIN.split('\n')
    .map((content, at) => (at + 1 === line ? replacement : content))
    .join('\n');
}

/** Pairs in rows of `width`, as they stand on a printed card. */
function grid(width: number, separator: string, lineEnd: string): string {
  const rows: string[] = [];
  for (let at = 0; at < PAIRS.length; at += width)
    rows.push(
      PAIRS.slice(at, at + width)
        .flat()
        .join(separator),
    );
  return rows.join(lineEnd) + lineEnd;
}

describe('import', () => {
  it('reads one pair a line', () => {
    expect(parseCodeCardCsv(PLAIN, SERIAL)).toMatchObject({
      serialNumber: SERIAL,
      codes: CODES,
      alphabet: 'alphanumeric',
    });
  });

  it.each([
    ['a grid of 8 pairs with comma and LF', grid(8, ',', '\n')],
    ['a ragged grid of 5 pairs with semicolon and CRLF', grid(5, ';', '\r\n')],
    ['tabs', grid(4, '\t', '\n')],
    ['spaces around fields', grid(8, ' , ', '\n')],
    ['everything on one line', grid(224, ';', '\n')],
    ['a byte order mark', `\ufeff${PLAIN}`],
    ['a byte order mark and a header', `\ufeffindex;code\r\n${grid(1, ';', '\r\n')}`],
    ['a header of a grid', `No.,Value,No.,Value\n${grid(2, ',', '\n')}`],
    ['a header in another script', `\u756a\u53f7,\u5024\n${PLAIN}`],
    ['a quoted header with a separator in it', `"index, of the card","code"\n${PLAIN}`],
    ['blank lines, also before the header', `\n\r\nindex,code\n\n${PLAIN}\n\n`],
    ['a header of one word', `codes\n${PLAIN}`],
    ['lines of blanks', ` \n${PLAIN.replaceAll('\n', '\n  \n')}\n   `],
    ['quoted fields', PAIRS.map(([index, code]) => `"${index}","${code}"`).join('\r\n')],
    ['a byte order mark before a quoted field', `\ufeff"1","QAA"\n${PLAIN.split('\n').slice(1).join('\n')}`],
    ['lower-case codes', PLAIN.toLowerCase()],
    ['leading zeros', PAIRS.map(([index, code]) => `${index.padStart(3, '0')},${code}`).join('\n')],
    ['lines in reverse', PLAIN.split('\n').reverse().join('\n')],
  ])('reads %s', (_, text) => {
    expect(parseCodeCardCsv(text, SERIAL).codes).toEqual(CODES);
  });

  it('derives a check value from the codes alone', () => {
    const { checkValue } = parseCodeCardCsv(PLAIN, SERIAL);
    expect(checkValue).toMatch(/^[A-HJ-NP-Z2-9]{4}$/);
    expect(parseCodeCardCsv(PLAIN.toLowerCase(), 'OTHER-SERIAL').checkValue).toBe(checkValue);
    expect(parseCodeCardCsv(withLine(224, '224,ZZZ'), SERIAL).checkValue).not.toBe(checkValue);
  });
});

describe('refusals', () => {
  it('names missing index numbers, shortened', () => {
    const without = (gone: (index: number) => boolean) =>
      PLAIN.split('\n')
        .filter((_, at) => !gone(at + 1))
        .join('\n');
    expect(refusalOf(without((index) => index === 7))).toContain("223 of the card's 224 codes: add index 7.");
    expect(refusalOf(without((index) => index === 3 || (index >= 222 && index <= 224)))).toContain(
      "220 of the card's 224 codes: add index 3, 222-224.",
    );
    expect(refusalOf(without((index) => index % 2 === 1))).toContain(
      "112 of the card's 224 codes: add index 1, 3, 5, 7, 9, 11 and 106 more.",
    );
    expect(refusalOf('')).toContain('add index 1-224.');
    expect(refusalOf('index,code\n')).toContain('add index 1-224.');
  });

  it.each([
    ['a repeated index', withLine(9, '3,QQQ'), 'Line 9: index 3 is there already, on line 3'],
    ['the same pair twice', `${PLAIN}\n224,QIQ`, 'Line 225: index 224 is there already, on line 224'],
    ['a short code', withLine(5, '5,QA'), 'Line 5: the code of index 5'],
    ['a long code', withLine(5, '5,QAAB'), 'Line 5: the code of index 5'],
    ['a code with a sign', withLine(5, '5,Q-A'), 'Line 5: the code of index 5'],
    [
      'a letter that upper case would turn into ASCII',
      withLine(5, '5,Q\u017fA'),
      'Line 5: the code of index 5',
    ],
    ['an empty code', withLine(5, '5,'), 'Line 5: the code of index 5'],
    ['an unclosed quote', withLine(5, '5,"QAE'), 'Line 5: the code of index 5'],
    ['a quote without its end', withLine(5, '5,"QAEx'), 'Line 5: the code of index 5'],
    ['a quote without its beginning', withLine(5, '5,xQAE"'), 'Line 5: the code of index 5'],
    ['a quote alone', withLine(5, '5,"'), 'Line 5: the code of index 5'],
    ['a first line without letters', `;\n${PLAIN}`, 'Line 1: field 1 must be'],
    ['a lone index', withLine(6, '6'), 'Line 6 has an odd number of fields (1)'],
    ['three fields', withLine(6, '6,QAF,6'), 'Line 6 has an odd number of fields (3)'],
    ['index 0', withLine(4, '0,QAD'), 'Line 4: field 1 must be an index number from 1 to 224'],
    ['index 225', withLine(4, '225,QAD'), 'Line 4: field 1 must be'],
    ['a fraction', withLine(4, '4.0,QAD'), 'Line 4: field 1 must be'],
    ['four digits', withLine(4, '0004,QAD'), 'Line 4: field 1 must be'],
    [
      'swapped columns',
      PAIRS.map(([index, code]) => `${code},${index}`).join('\n'),
      'Line 1: field 1 must be',
    ],
    ['a bad second pair', withLine(4, '4,QAD,x,QAE'), 'Line 4: field 3 must be'],
    ['a line of separators', withLine(4, ',,,'), 'Line 4: field 1 must be'],
    ['a second header', `index,code\nindex,code\n${PLAIN}`, 'Line 2: field 1 must be'],
    ['a header with a digit', `index,code1\n${PLAIN}`, 'Line 1: field 1 must be'],
    ['a CR alone as line end', grid(8, ',', '\r'), 'Line 1'],
  ])('refuses %s', (_, text, message) => {
    expect(refusalOf(text)).toContain(message);
  });

  it('counts lines as an editor does, with blank lines and the header', () => {
    expect(refusalOf(`\nindex,code\n\n${withLine(1, '1,?')}`)).toContain('Line 4:');
  });

  it('reads 64 KiB and no more', () => {
    const padded = PLAIN + '\n'.repeat(64 * 1024 - PLAIN.length);
    expect(parseCodeCardCsv(padded, SERIAL).codes).toEqual(CODES);
    expect(refusalOf(`${padded}\n`)).toContain('64 KiB');
  });

  it('refuses a wrong serial number', () => {
    expect(() => parseCodeCardCsv(PLAIN, 'abc')).toThrow(refusal('CARD_SERIAL'));
  });

  it('meets any text with a card or with CARD_CSV', () => {
    const tokens = fc.constantFrom(
      '1',
      '224',
      'QAA',
      ',',
      ';',
      '\t',
      '"',
      '\n',
      '\r\n',
      ' ',
      '\ufeff',
      '\u00e9',
      '0',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(tokens)), (input) => {
        const text = Array.isArray(input) ? input.join('') : input;
        expect(refusalOf(text)).not.toBe('');
      }),
    );
  });
});

describe('codes that are known', () => {
  it('are those of a whole card, three characters each', () => {
    expect(importedCodeCard(CODES, SERIAL)).toEqual(parseCodeCardCsv(PLAIN, SERIAL));
    for (const wrong of ['XQAA', 'QAAX', 'QA', 'qaa', 'Q-A', ''])
      expect(() => importedCodeCard(CODES.with(5, wrong), SERIAL), wrong).toThrow(refusal('CARD_CSV'));
    expect(() => importedCodeCard(CODES.slice(1), SERIAL)).toThrow(refusal('CARD_CSV'));
    expect(() => importedCodeCard([...CODES, 'QAA'], SERIAL)).toThrow(refusal('CARD_CSV'));
    expect(() => importedCodeCard(CODES, 'abc')).toThrow(refusal('CARD_SERIAL'));
  });
});

describe('export', () => {
  it('writes a header and 224 lines, each ended by LF', () => {
    const lines = formatCodeCardCsv(parseCodeCardCsv(PLAIN, SERIAL)).split('\n');
    expect(lines).toHaveLength(226);
    expect(lines.slice(0, 3)).toEqual(['index,code', '1,QAA', '2,QAB']);
    expect(lines.slice(224)).toEqual([`224,${CODES[223]}`, '']);
  });

  it('comes back as it was, in any order and letter case', () => {
    const code = fc.stringMatching(/^[A-Z0-9]{3}$/);
    const codes = fc.array(code, { minLength: 224, maxLength: 224 });
    const order = fc.shuffledSubarray(
      Array.from({ length: 224 }, (_, at) => at),
      { minLength: 224 },
    );
    fc.assert(
      fc.property(codes, order, fc.boolean(), (written, places, lowerCase) => {
        const card: CodeCard = {
          serialNumber: SERIAL,
          checkValue: 'AAAA',
          codes: written,
          alphabet: 'alphanumeric',
        };
        const lines = formatCodeCardCsv(card).trimEnd().split('\n').slice(1);
        const shuffled = places.map((place) => lines[place]).join('\n');
        expect(parseCodeCardCsv(formatCodeCardCsv(card), SERIAL).codes).toEqual(written);
        expect(parseCodeCardCsv(lowerCase ? shuffled.toLowerCase() : shuffled, SERIAL).codes).toEqual(
          written,
        );
      }),
      { numRuns: 30 },
    );
  });
});
