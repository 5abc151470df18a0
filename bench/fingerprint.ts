/**
 * The machine and the versions that a result belongs to. No date, no host name, no path: two runs of one project
 * on one machine have the same.
 */
import { readFileSync } from 'node:fs';
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

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

export function fingerprint(contestants: readonly Contestant[]): Fingerprint {
  const cores = cpus();
  const names = contestants.flatMap(({ packageName }) => packageName ?? []);
  const versions = [...new Set(names)].map((name) => [name, versionIn(join(ROOT, 'node_modules', name))]);
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
