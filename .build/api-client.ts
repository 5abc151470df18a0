/**
 * Writes the typed client, `emulator/api/client.ts` and its types, from the document of the HTTP API: `npm run
 * api-client`, which formats them too.
 *
 * A test holds that what is there is what this writes.
 */
import { writeFileSync } from 'node:fs';
import { apiClientTexts } from '../emulator/api/client-text.js';

for (const [name, text] of Object.entries(apiClientTexts()))
  writeFileSync(new URL(`../emulator/api/${name}.ts`, import.meta.url), text);
