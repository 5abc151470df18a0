/**
 * Writes the script of the API's page as a module of text, from its sources: `npm run view`.
 *
 * The same sources give the same text on every machine; a test compares it with what is checked in.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const FILE = new URL('../emulator/api/view/script.ts', import.meta.url);
const ENTRY = fileURLToPath(new URL('../emulator/api/view/browser/main.ts', import.meta.url));

const HEADER = `/**
 * The script of the page in one piece, written by \`npm run view\` from browser/; not to be changed by hand.
 */
`;

/** The text of the module. */
export async function viewModule(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['chrome110', 'firefox110', 'safari16'],
    charset: 'ascii',
    legalComments: 'none',
    tsconfigRaw: '{}',
  });
  const script = (outputFiles[0]?.text ?? '').trim().replaceAll('</', '<\\/');
  return `${HEADER}export const VIEW_SCRIPT =\n  ${JSON.stringify(script)};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, await viewModule());
