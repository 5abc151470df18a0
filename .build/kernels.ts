/**
 * Writes the kernels of the engine as a module of text, from their generator: `npm run kernels`.
 *
 * The same sources give the same bytes on every machine; a test compares them with what is checked in.
 */
import { writeFileSync } from 'node:fs';
import { HASH_SHAPES } from '../firmware/oath/engine/hash-shape.js';
import { assembleKernel, DEFINITIONS } from '../firmware/oath/generator/kernel-code.js';
import type { Lanes } from '../firmware/oath/generator/word.js';
import { HASH_NAMES } from '../firmware/oath/hash.js';

const FILE = new URL('../firmware/oath/engine/kernel-modules.ts', import.meta.url);

/** Of the written file, not of this one. */
const HASH_IMPORT = "import type { HashName } from '../hash.js';";

const HEADER = `/**
 * The kernels as WebAssembly modules in base64, written by \`npm run kernels\` from firmware/oath/generator; not
 * to be changed by hand.
 */
${HASH_IMPORT}

/** For each hash the kernel of one message at a time and the one for batches, with a message in each lane of vectors. */
interface KernelModules {
  readonly single: string;
  readonly vector: string;
}

export const KERNEL_MODULES: Readonly<Record<HashName, KernelModules>> = {
`;

/** The text of the module. */
export function kernelModules(): string {
  const hashes = HASH_NAMES.map((name) => {
    const text = (lanes: Lanes) =>
      `\n      '${Buffer.from(assembleKernel(DEFINITIONS[name], lanes)).toString('base64')}'`;
    return `  ${name}: {\n    single:${text(1)},\n    vector:${text(HASH_SHAPES[name].batchLanes)},\n  },\n`;
  });
  return `${HEADER}${hashes.join('')}};\n`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(FILE, kernelModules());
