/**
 * Writes the valid inputs of the corpora anew: `npx tsx test/fuzz/make-corpus.ts`. What was found and kept by hand
 * (`regression-*`) stays.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS_FOLDER } from './corpus.js';
import { validFiles } from './valid/all-files.js';

for (const [target, files] of Object.entries(validFiles())) {
  const folder = join(CORPUS_FOLDER, target);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!file.startsWith('regression-')) rmSync(join(folder, file));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}
