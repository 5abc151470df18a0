/**
 * Messages as text that a person can read and a diff can show: one message a line, continued on lines that begin
 * with two blanks. A line holds hexadecimal, `00 * 300` for a byte 300 times, or ASCII in quotes as JSON writes it;
 * `-` is an empty message. Lines that begin with `#` are comments.
 */

const BYTES_ON_A_LINE = 32;
const LEAST_REPEATED = 16;
const LEAST_TEXT = 12;
const CHARACTERS_ON_A_LINE = 96;

/** @param comments lines for the top, without `#` */
export function toHexText(messages: readonly Uint8Array[], comments: readonly string[] = []): string {
  const lines = comments.map((comment) => `# ${comment}`);
  for (const message of messages) lines.push(message.length === 0 ? '-' : partsOf(message).join('\n  '));
  return `${lines.join('\n')}\n`;
}

function partsOf(message: Uint8Array): string[] {
  const lines: string[] = [];
  let line = '';
  const flush = () => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (let index = 0; index < message.length; ) {
    const repeated = repeatedFrom(message, index);
    const text = repeated >= LEAST_REPEATED ? '' : textFrom(message, index);
    if (repeated >= LEAST_REPEATED) {
      flush();
      lines.push(`${hex(message[index] as number)} * ${repeated}`);
      index += repeated;
    } else if (text.length >= LEAST_TEXT) {
      flush();
      lines.push(JSON.stringify(text));
      index += text.length;
    } else {
      line += hex(message[index] as number);
      index += 1;
      if (line.length >= 2 * BYTES_ON_A_LINE) flush();
    }
  }
  flush();
  return lines;
}

function repeatedFrom(message: Uint8Array, start: number): number {
  let end = start + 1;
  while (message[end] === message[start]) end += 1;
  return end - start;
}

/** Printable ASCII up to the end of a line, and not so many blanks in a row that they are better counted. */
function textFrom(message: Uint8Array, start: number): string {
  let text = '';
  for (let index = start; index < message.length && text.length < CHARACTERS_ON_A_LINE; index += 1) {
    const byte = message[index] as number;
    if (byte === 0x0a) return `${text}\n`;
    if (byte < 0x20 || byte > 0x7e || repeatedFrom(message, index) >= LEAST_REPEATED) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** @throws Error for what is no such text */
export function fromHexText(text: string): Uint8Array[] {
  const messages: Uint8Array[][] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const part = lineBytes(line.trim(), index + 1);
    if (line.startsWith('  ')) messages.at(-1)?.push(part);
    else messages.push([part]);
  }
  return messages.map((parts) => new Uint8Array(Buffer.concat(parts)));
}

function lineBytes(content: string, line: number): Uint8Array {
  if (content === '-') return new Uint8Array(0);
  if (content.startsWith('"')) return Buffer.from(JSON.parse(content) as string, 'latin1');
  const [, byte, times] = /^([0-9a-f]{2}) \* ([0-9]+)$/i.exec(content) ?? [];
  if (byte !== undefined) return new Uint8Array(Number(times)).fill(Number.parseInt(byte, 16));
  if (!/^([0-9a-f]{2})+$/i.test(content)) throw new Error(`line ${line} is not hexadecimal`);
  return Buffer.from(content, 'hex');
}
