/**
 * The built project in dist/, which is what is measured, because it is what people run. tsx, which runs the
 * sources, keeps the names of functions and pays for it at every closure: a login costs a fifth more there.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TokentwinError } from '../firmware/error.js';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE_FOLDERS = ['firmware', 'emulator', 'host'];

/** The file behind the command `tokentwin`. */
export const BUILT_PROGRAM = join(ROOT, 'dist', 'tokentwin.cjs');

/** @throws TokentwinError FILE_NOT_FOUND */
export function assertBuilt(): void {
  if (existsSync(BUILT_PROGRAM)) return;
  throw new TokentwinError(
    'FILE_NOT_FOUND',
    'The built project is measured, and dist/tokentwin.cjs is missing: run `npm run build`.',
  );
}

/** Was a source changed since the build? Then the figures are those of the older state. A package has none. */
export function isBuildOlder(): boolean {
  const builtMs = statSync(BUILT_PROGRAM).mtimeMs;
  const folders = SOURCE_FOLDERS.filter((folder) => existsSync(join(ROOT, folder)));
  return folders.some((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > builtMs,
    ),
  );
}

/** The twin's module in the built library. */
export const TWIN_MODULE = 'emulator/twin/dsc-plus.js';

/** @returns the URL of a module of the built library */
export function builtUrl(file: string): string {
  return new URL(`../dist/${file}`, import.meta.url).href;
}

export function builtOath(): Promise<typeof import('../firmware/oath/index.js')> {
  return import(builtUrl('firmware/oath/index.js'));
}

export function builtWorkers(): Promise<typeof import('../host/workers/index.js')> {
  return import(builtUrl('host/workers/index.js'));
}

export function builtTwin(): Promise<typeof import('../emulator/twin/dsc-plus.js')> {
  return import(builtUrl(TWIN_MODULE));
}

export function builtHost(): Promise<typeof import('../host/driver/open-token.js')> {
  return import(builtUrl('host/driver/open-token.js'));
}

export function builtPorts(): Promise<typeof import('../host/driver/ports/port-address.js')> {
  return import(builtUrl('host/driver/ports/port-address.js'));
}
