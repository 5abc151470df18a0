/**
 * The command line's standard streams, replaced for the time of one call: what it reads comes from bytes, what it
 * writes is kept. The program reads and writes them synchronously, so that nothing else comes in between.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/** @returns what was written, with what the call gave */
export async function withStreams<T>(
  input: Uint8Array,
  act: () => T | Promise<T>,
): Promise<Written & { readonly result: T }> {
  const { readSync, writeSync } = fs;
  const written: Record<number, Buffer[]> = { 1: [], 2: [] };
  let at = 0;
  fs.readSync = ((descriptor: number, target: Uint8Array, ...rest: []) => {
    if (descriptor !== 0) return readSync(descriptor, target, ...rest);
    const part = input.subarray(at, at + target.length);
    target.set(part);
    at += part.length;
    return part.length;
  }) as typeof fs.readSync;
  fs.writeSync = ((descriptor: number, bytes: Uint8Array, start?: number | null) => {
    const kept = written[descriptor];
    if (kept === undefined) return writeSync(descriptor, bytes, start ?? 0);
    kept.push(Buffer.from(bytes.subarray(start ?? 0)));
    return bytes.length - (start ?? 0);
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
  try {
    const result = await act();
    const text = (descriptor: number) => Buffer.concat(written[descriptor] ?? []).toString('utf8');
    return { result, stdout: text(1), stderr: text(2) };
  } finally {
    Object.assign(fs, { readSync, writeSync });
    syncBuiltinESMExports();
  }
}
