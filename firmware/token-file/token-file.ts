/**
 * The format of a token file: what the token is, and the image of its flash.
 *
 *     bytes 0 to 4095   a header that a person can read: one line that says what the file is and in which
 *                       version, one line of JSON (kind, profile, flash geometry; ASCII), blanks, and at the
 *                       end the CRC-32 of all that in eight hexadecimal digits and a line feed
 *     from 4096         the flash image, page by page, changed in place
 *
 * Promises: what does not decode is told apart as foreign, newer, or damaged. The header never changes after
 * the file was made; the secrets are in the image.
 */
import { asciiBytes, asciiText } from '../ascii.js';
import { TokentwinError } from '../error.js';
import { isJsonObject, type JsonObject } from '../profile-rules.js';
import { crc32 } from '../storage/crc32.js';

export const TOKEN_FILE_VERSION = 1;
export const TOKEN_HEADER_BYTES = 4096;
const CRC_LINE_BYTES = 9;
const FIRST_LINE = /^tokentwin token file, version ([0-9]{1,6}): /;

export const TOKEN_KINDS = ['dsc-plus', 'security-code-card'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface TokenHeader {
  readonly kind: TokenKind;
  /** The device profile, checked by the device that it is for. */
  readonly profile: JsonObject;
  readonly flash: { readonly pageBytes: number; readonly pageCount: number };
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function crcLine(bytes: Uint8Array): string {
  const crc = crc32(bytes, 0, TOKEN_HEADER_BYTES - CRC_LINE_BYTES);
  return `${crc.toString(16).padStart(8, '0')}\n`;
}

/**
 * @param cells the flash image, `pageBytes * pageCount` bytes
 * @returns the bytes of a whole token file
 * @throws TokentwinError PROFILE_INVALID when the profile is too long for the header
 */
export function encodeTokenFile({ kind, profile, flash }: TokenHeader, cells: Uint8Array): Uint8Array {
  const first = `tokentwin token file, version ${TOKEN_FILE_VERSION}: the secrets of a test device, keep it to yourself\n`;
  const geometry = { pageBytes: flash.pageBytes, pageCount: flash.pageCount };
  const text = `${first}${asciiJson({ kind, profile, flash: geometry })}\n`;
  if (text.length > TOKEN_HEADER_BYTES - CRC_LINE_BYTES) {
    throw new TokentwinError(
      'PROFILE_INVALID',
      'The profile is too long for a token file: shorten its texts.',
    );
  }
  const bytes = new Uint8Array(TOKEN_HEADER_BYTES + cells.length).fill(0x20, 0, TOKEN_HEADER_BYTES);
  bytes.set(asciiBytes(text));
  bytes.set(asciiBytes(crcLine(bytes)), TOKEN_HEADER_BYTES - CRC_LINE_BYTES);
  bytes.set(cells, TOKEN_HEADER_BYTES);
  return bytes;
}

function damaged(reason: string): never {
  throw new TokentwinError(
    'TOKEN_FILE_DAMAGED',
    `The token file is damaged: ${reason}. It was left as it is.`,
  );
}

/**
 * Reads a whole token file.
 *
 * @returns the header and a copy of the flash image
 * @throws TokentwinError TOKEN_FILE_FOREIGN, TOKEN_FILE_NEWER, TOKEN_FILE_DAMAGED
 */
export function decodeTokenFile(bytes: Uint8Array): { header: TokenHeader; cells: Uint8Array } {
  const text = asciiText(bytes.subarray(0, TOKEN_HEADER_BYTES));
  const version = FIRST_LINE.exec(text)?.[1];
  if (version === undefined) {
    throw new TokentwinError(
      'TOKEN_FILE_FOREIGN',
      'The file is not a tokentwin token file: make one with `tokentwin new`.',
    );
  }
  if (Number(version) > TOKEN_FILE_VERSION) {
    throw new TokentwinError(
      'TOKEN_FILE_NEWER',
      `The token file has version ${version} and this program reads up to ${TOKEN_FILE_VERSION}: update tokentwin. The file was left as it is.`,
    );
  }
  if (bytes.length < TOKEN_HEADER_BYTES) damaged('it is truncated within its header');
  if (text.slice(-CRC_LINE_BYTES) !== crcLine(bytes)) damaged('the check value of its header is wrong');
  const header = decodeHeader(text);
  const expected = TOKEN_HEADER_BYTES + header.flash.pageBytes * header.flash.pageCount;
  if (bytes.length !== expected) damaged(`it has ${bytes.length} bytes instead of ${expected}`);
  // Not `slice`, which on a Node buffer gives a view, and views of views.
  return { header, cells: new Uint8Array(bytes.subarray(TOKEN_HEADER_BYTES)) };
}

function decodeHeader(text: string): TokenHeader {
  const [, json] = text.split('\n', 2) as [string, string];
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch {
    damaged('its header is not JSON');
  }
  if (!isJsonObject(header) || !isJsonObject(header.profile) || !isJsonObject(header.flash)) {
    damaged('its header is incomplete');
  }
  const { pageBytes, pageCount } = header.flash;
  // A journal changes pages: on a single one it would erase itself.
  if (!isSize(pageBytes, 65_536) || pageBytes % 8 !== 0 || !isSize(pageCount, 64) || pageCount < 2)
    damaged('its flash geometry is wrong');
  const kind = TOKEN_KINDS.find((name) => name === header.kind);
  if (kind === undefined) damaged('its kind of token is unknown');
  return { kind, profile: header.profile, flash: { pageBytes, pageCount } };
}

function isSize(value: unknown, maximum: number): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= maximum;
}
