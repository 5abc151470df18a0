/**
 * Every target there is: each file of `targets/` has one. A new file is found by itself.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CORPUS_FOLDER, corpusOf } from './corpus.js';
import type { FuzzTarget } from './target.js';

const TARGETS = new URL('targets/', import.meta.url);

/** In the order of their names. @throws Error when a corpus has no target, or a target no corpus */
export async function allTargets(): Promise<readonly FuzzTarget[]> {
  const files = readdirSync(fileURLToPath(TARGETS)).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(
    files.sort().map(async (file) => (await import(new URL(file, TARGETS).href)) as { target: FuzzTarget }),
  );
  const targets = modules.map(({ target }) => target);
  const names = targets.map(({ name }) => name);
  const strays = readdirSync(CORPUS_FOLDER).filter((folder) => !names.includes(folder));
  if (strays.length > 0) throw new Error(`no target for the corpus of ${strays.join(', ')}`);
  for (const name of names) corpusOf(name);
  return targets;
}
