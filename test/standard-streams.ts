/**
 * The standard streams of the command line, replaced for the time of one call: what it reads comes from bytes, what it
 * writes is kept. So a command runs in the process of its test.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

type Descriptor = 1 | 2;

/** @returns what was written, with what the call gave */
export async function withStreams<T>(
  input: Uint8Array,
  act: () => T | Promise<T>,
): Promise<Written & { readonly result: T }> {
  const written: Record<Descriptor, Buffer[]> = { 1: [], 2: [] };
  const restore = [
    replaceFiles(input, written),
    replaceStream(process.stdout, written[1]),
    replaceStream(process.stderr, written[2]),
  ];
  try {
    const result = await act();
    const text = (descriptor: Descriptor) => Buffer.concat(written[descriptor]).toString('utf8');
    return { result, stdout: text(1), stderr: text(2) };
  } finally {
    for (const undo of restore) undo();
  }
}

/** What reads and writes by descriptor. @returns how to undo it */
function replaceFiles(input: Uint8Array, written: Record<Descriptor, Buffer[]>): () => void {
  const { readSync, writeSync } = fs;
  let at = 0;
  const read = (descriptor: number, target: Uint8Array, ...rest: unknown[]): number => {
    if (descriptor !== 0) return Reflect.apply(readSync, fs, [descriptor, target, ...rest]);
    const part = input.subarray(at, at + target.length);
    target.set(part);
    at += part.length;
    return part.length;
  };
  const write = (descriptor: number, bytes: Uint8Array, ...rest: unknown[]): number => {
    if (descriptor !== 1 && descriptor !== 2)
      return Reflect.apply(writeSync, fs, [descriptor, bytes, ...rest]);
    const part = bytes.subarray(Number(rest[0] ?? 0));
    written[descriptor].push(Buffer.from(part));
    return part.length;
  };
  Object.assign(fs, { readSync: read, writeSync: write });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { readSync, writeSync });
    syncBuiltinESMExports();
  };
}

/** What writes by the stream. @returns how to undo it */
function replaceStream(stream: NodeJS.WriteStream, kept: Buffer[]): () => void {
  const { write } = stream;
  stream.write = (chunk: string | Uint8Array) => {
    kept.push(Buffer.from(chunk as string));
    return true;
  };
  return () => {
    stream.write = write;
  };
}
