/**
 * The machine and the versions that a result belongs to. No date, no host name, no path: two runs of one project
 * on one machine have the same.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './built.js';
import type { Contestant } from './contest/contestant.js';

export interface Fingerprint {
  readonly cpuModel: string;
  readonly cores: number;
  readonly platform: string;
  readonly architecture: string;
  readonly node: string;
  readonly v8: string;
  readonly openssl: string;
  /** Versions by package: tokentwin itself, benchmark.js and the npm packages that took part. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Besides those that take part: what holds the stopwatch, and what our core stands on. */
const ALWAYS = ['benchmark', '@noble/hashes'];

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Wherever it is installed, in this package's folder or above; what it exports may hide its package.json. */
function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = folders
    .map((each) => join(each, name))
    .find((each) => existsSync(join(each, 'package.json')));
  return folder === undefined ? 'absent' : versionIn(folder);
}

export function fingerprint(contestants: readonly Contestant[]): Fingerprint {
  const cores = cpus();
  const names = [...ALWAYS, ...contestants.flatMap(({ packageName }) => packageName ?? [])];
  const versions = [...new Set(names)].map((name) => [name, versionOf(name)]);
  return {
    cpuModel: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    platform: platform(),
    architecture: arch(),
    node: process.versions.node,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    packages: { tokentwin: versionIn(ROOT), ...Object.fromEntries(versions) },
  };
}

/** What differs between two, in words. */
export function fingerprintDifferences(one: Fingerprint, other: Fingerprint): readonly string[] {
  const flat = ({ packages, ...rest }: Fingerprint): Record<string, unknown> => ({ ...rest, ...packages });
  const [before, after] = [flat(one), flat(other)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} ${before[name] ?? 'absent'}, now ${after[name] ?? 'absent'}`);
}
