/**
 * Which modules one start of a program loads, seen by a hook that `node --require` runs first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Program, startOnce } from './program.js';

export interface LoadedModules {
  /** CommonJS files by absolute path, the started one included. */
  readonly files: readonly string[];
  /** Public modules of Node, those included that Node loads for itself. */
  readonly nodeModules: readonly string[];
}

function hook(listFile: string): string {
  return `
    const { writeFileSync } = require('node:fs');
    const { builtinModules } = require('node:module');
    process.on('exit', () => {
      const files = Object.keys(require.cache).filter((file) => file !== __filename);
      const nodeModules = builtinModules.filter((name) => process.moduleLoadList.includes('NativeModule ' + name));
      writeFileSync(${JSON.stringify(listFile)}, JSON.stringify({ files, nodeModules }));
    });
  `;
}

/** @param folder where the hook and its list are written */
export function loadedModules(program: Program, folder: string): LoadedModules {
  const hookFile = join(folder, 'list-modules.cjs');
  const listFile = join(folder, 'modules.json');
  writeFileSync(hookFile, hook(listFile));
  startOnce({ ...program, words: ['--require', hookFile, ...program.words] });
  return JSON.parse(readFileSync(listFile, 'utf8')) as LoadedModules;
}
