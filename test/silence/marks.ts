/**
 * Secrets that occur nowhere by chance, and the search for them: as text, in hexadecimal and base64, as lists of
 * numbers, and by their hashes.
 */
import { createHash } from 'node:crypto';

export interface Mark {
  /** What it is, for the report and for what was asked for: `PIN`, `response`. */
  readonly name: string;
  /** Six bytes or more. */
  readonly bytes: Uint8Array;
}

export function textMark(name: string, text: string): Mark {
  return { name, bytes: Buffer.from(text) };
}

export function hexMark(name: string, hex: string): Mark {
  return { name, bytes: Buffer.from(hex, 'hex') };
}

const LEAST_BYTES = 6;
/** So much of a long secret is enough to know it by. */
const SEARCHED_BYTES = 12;

/** Base64 of bytes that stand anywhere in others: what does not depend on their neighbours, for each of three places. */
function base64Cores(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    return whole.slice(start, end);
  });
}

function encodingsOf(bytes: Uint8Array): Readonly<Record<string, readonly string[]>> {
  const part = Buffer.from(bytes.subarray(0, SEARCHED_BYTES));
  const hex = part.toString('hex');
  const spaced = hex.replace(/..(?=.)/g, '$& ');
  const numbers = Array.from(part);
  const base64 = base64Cores(part);
  return {
    text: [part.toString('latin1'), part.toString('utf16le')],
    hexadecimal: [hex, hex.toUpperCase(), spaced, spaced.toUpperCase(), spaced.replaceAll(' ', ':')],
    base64: [...base64, ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))],
    numbers: [numbers.join(','), numbers.join(', '), numbers.join(' ')],
    'JSON escapes': [numbers.map((byte) => `\\u${byte.toString(16).padStart(4, '0')}`).join('')],
    'URL escapes': [numbers.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
  };
}

function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}

interface Needle {
  readonly mark: string;
  readonly encoding: string;
  readonly texts: readonly string[];
}

/** Three characters occur by chance, so many of one card do not. */
const TELLING_CODES = 8;

/** What to search for. */
export class Marks {
  readonly #needles: readonly Needle[];

  /** @param codes of a code card: found as `codes` where many of them stand */
  constructor(
    marks: readonly Mark[],
    private readonly codes: readonly string[] = [],
  ) {
    this.#needles = marks.flatMap(({ name, bytes }) => {
      if (bytes.length < LEAST_BYTES) throw new Error(`${name} is too short to be recognised`);
      const hashes = ['sha1', 'sha256', 'sha512'].map((hash) => createHash(hash).update(bytes).digest());
      const of = (content: Uint8Array, suffix = ''): Needle[] =>
        Object.entries(encodingsOf(content)).map(([encoding, texts]) => ({
          mark: name,
          encoding: encoding + suffix,
          // Bytes that are no text cannot stand in one.
          texts:
            encoding === 'text' && !isPrintable(content) ? [Buffer.from(content).toString('latin1')] : texts,
        }));
      return [...of(bytes), ...hashes.flatMap((hash) => of(hash, ' of its hash'))];
    });
  }

  /** @returns what was found, as `PIN in hexadecimal`, without the marks that were asked for */
  findIn(output: string | Uint8Array, asked: readonly string[] = []): string[] {
    const text = typeof output === 'string' ? output : Buffer.from(output).toString('latin1');
    const found = this.#needles
      .filter(({ mark, texts }) => !asked.includes(mark) && texts.some((needle) => text.includes(needle)))
      .map(({ mark, encoding }) => `${mark} in ${encoding}`);
    return asked.includes('codes') || this.#codesIn(text) < TELLING_CODES ? found : [...found, 'codes'];
  }

  #codesIn(text: string): number {
    const words = new Set(text.split(/[^A-Z0-9]+/));
    return this.codes.filter((code) => words.has(code)).length;
  }
}
