/**
 * Writes this version's folder of the museum: `npm run museum`. The folders of other versions stay as they are.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CURRENT_FOLDER, museumFiles } from './exhibits.js';

const folder = fileURLToPath(new URL(`${CURRENT_FOLDER}/`, import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [file, text] of museumFiles()) writeFileSync(`${folder}${file}`, text);
console.log(`${folder}: ${museumFiles().size} files`);
