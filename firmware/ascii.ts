/**
 * ASCII text and bytes, without the detour over UTF-8 that short texts on flash and in suites do not need.
 */

/** The bytes of a text; the caller knows that it is ASCII. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** The text of some thousand bytes at most, one character each. */
export function asciiText(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/**
 * The text of another device, which may end on a terminal, where a control character is a command.
 *
 * @returns null for what is no printable ASCII or longer than `maximumBytes`
 */
export function printableText(bytes: Uint8Array, maximumBytes: number): string | null {
  const isPrintable = bytes.length <= maximumBytes && bytes.every((byte) => byte >= 0x20 && byte <= 0x7e);
  return isPrintable ? asciiText(bytes) : null;
}

/** Has the text nothing but ASCII characters? */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
