/**
 * The corpus of a target: valid inputs, and those that once broke it, as text files in `corpus/NAME/`.
 *
 * `.hex` holds messages as `hex-text.ts` writes them; a `.txt` is one message, byte for byte. Files whose names
 * begin with `regression-` need not be valid.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromHexText } from '../hex-text.js';
import type { Input } from './target.js';

export const CORPUS_FOLDER = fileURLToPath(new URL('corpus', import.meta.url));

export interface CorpusEntry {
  readonly file: string;
  readonly input: Input;
  readonly isValid: boolean;
}

/** In the order of the file names. @throws Error when there is none */
export function corpusOf(target: string): readonly CorpusEntry[] {
  const folder = join(CORPUS_FOLDER, target);
  const entries = readdirSync(folder)
    .sort()
    .map((file) => ({
      file,
      input: readInput(join(folder, file)),
      isValid: !file.startsWith('regression-'),
    }));
  if (entries.length === 0) throw new Error(`the corpus of ${target} is empty`);
  return entries;
}

function readInput(path: string): Input {
  const bytes = readFileSync(path);
  return path.endsWith('.hex') ? fromHexText(bytes.toString('utf8')) : [new Uint8Array(bytes)];
}
