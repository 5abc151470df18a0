/** What of the real programs a machine has. In CI nothing is left out: there a missing one is a failure. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's, which sees Debian's modules; another one may come first in the path. */
export const PYTHON = '/usr/bin/python3';

/** Debian's drivers for pcscd: that of serial CCID readers, and the virtual reader with its configuration. */
export const LIBCCID = '/usr/lib/pcsc/drivers/serial/libccidtwin.so';
export const VPCD = '/etc/reader.conf.d/vpcd';

/** Some programs lie where an ordinary user's path does not lead. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

function runs(program: string, ...words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @param need a program, a file by its whole path, or a module of Python as `import MODULE` */
function isThere(need: string): boolean {
  if (need.startsWith('import ')) return runs(PYTHON, '-c', need);
  if (need.startsWith('/')) return existsSync(need);
  return FOLDERS.some((folder) => existsSync(join(folder, need)));
}

/** @returns why a test that needs all these is not run, or null when it is */
export function whyNotRun(needs: readonly string[]): string | null {
  if (process.env.CI === 'true') return null;
  const missing = needs.filter((need) => !isThere(need));
  if (missing.length > 0) return `not run: this machine has no ${missing.join(', ')}`;
  const namespaces = ['--user', '--map-root-user', '--mount', '--net', '--pid', '--fork'];
  return runs('unshare', ...namespaces, 'true') ? null : 'not run: this machine allows no namespaces';
}
