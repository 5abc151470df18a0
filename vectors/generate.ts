/**
 * The vector files that are this project's own. `tsx vectors/generate.ts` writes them beside this file.
 *
 * Promises: the same sources give the same bytes. Does not touch the published vectors (`*-rfc*.json`): those
 * are data, not output.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeCards } from './code-card.js';
import { fileText, ocraFile } from './draft.js';
import { INVALID_FLAGS, INVALID_GROUPS } from './ocra-edge-invalid.js';
import { VALID_FLAGS, VALID_GROUPS } from './ocra-edge-valid.js';
import { ocraProfiles } from './ocra-profiles.js';

/** Every generated file: name to text. */
export function vectorFiles(): Map<string, string> {
  const edgeCases = ocraFile(
    { source: 'tokentwin; computed by its core', flags: { ...VALID_FLAGS, ...INVALID_FLAGS } },
    [...VALID_GROUPS, ...INVALID_GROUPS],
  );
  return new Map([
    ['ocra-profiles.json', fileText(ocraProfiles())],
    ['ocra-edge-cases.json', fileText(edgeCases)],
    ['code-card.json', fileText(codeCards())],
  ]);
}

const script = process.argv[1];
if (script !== undefined && basename(script) === 'generate.ts') {
  for (const [name, text] of vectorFiles()) writeFileSync(join(dirname(script), name), text);
}
