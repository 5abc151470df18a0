/**
 * One line of bytes as text.
 */
import { isAscii } from 'node:buffer';

/** A line without its end, or why it has none. */
export type Line = string | { readonly fault: 'too long' | 'not UTF-8' };

/** Made on first use: a command that reads nothing starts without it. */
let decoder: InstanceType<typeof TextDecoder> | null = null;

/**
 * @param bytes what stands before the line feed; a carriage return at the end belongs to the line's end
 * @param maximumBytes a longer line is none
 */
export function textLine(bytes: Buffer, maximumBytes = Number.POSITIVE_INFINITY): Line {
  if (bytes.length > maximumBytes) return { fault: 'too long' };
  const text = decoded(bytes);
  if (text === null) return { fault: 'not UTF-8' };
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function decoded(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1');
  decoder ??= new TextDecoder('utf-8', { fatal: true });
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
