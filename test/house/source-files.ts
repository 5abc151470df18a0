/** The files of the project as git sees them, and the imports of its TypeScript files. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The files that git tracks and that are there, with `/`. */
export function projectFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--deduplicate'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const deleted = execFileSync('git', ['ls-files', '--deleted'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  return list.split('\n').filter((file) => file !== '' && !deleted.includes(file));
}

export function sourceFiles(): string[] {
  return projectFiles().filter((file) => file.endsWith('.ts'));
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

export interface Import {
  readonly from: string;
  /** A file of the project, without its ending, or a package's name. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

export function importsOf(file: string): Import[] {
  return [...read(file).matchAll(IMPORT)].map(([, typeOnly, named, dynamic, bare]) => {
    const target = named ?? dynamic ?? bare ?? '';
    const isPackage = !target.startsWith('.');
    const to = isPackage ? target : normalize(join(dirname(file), target)).replace(/\.(js|ts)$/, '');
    return { from: file, to, isPackage, typeOnly: typeOnly !== undefined };
  });
}
