/**
 * The machine that a result belongs to. No date, no host name, no path: two runs on one machine compare equal.
 */
import { arch, cpus, platform } from 'node:os';

export interface Machine {
  readonly cpuModel: string;
  readonly cores: number;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly architecture: string;
}

export function thisMachine(): Machine {
  const cores = cpus();
  return {
    cpuModel: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    nodeVersion: process.version,
    platform: platform(),
    architecture: arch(),
  };
}
