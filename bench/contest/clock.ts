/**
 * The clock of contests inside one process: its CPU time, all threads included, so that the compiler and the
 * garbage collector count and a neighbour's turn on the core does not. Where a machine tells CPU time only
 * coarsely (Windows: 15.6 ms) wall time has to do, and results say so.
 */

export type ClockName = 'process CPU time' | 'wall time';

export interface Clock {
  readonly name: ClockName;
  /** Microseconds since some moment. */
  now(): number;
}

/** A turn of a few milliseconds needs at least this. */
const COARSEST_MICROSECONDS = 100;
const TRIES = 5;

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The smallest step that the clock is seen to take, in microseconds. */
export function smallestStep(now: () => number): number {
  const steps = Array.from({ length: TRIES }, () => {
    const before = now();
    let after = now();
    while (after === before) after = now();
    return after - before;
  });
  return Math.min(...steps);
}

/** @param cpuNow replaces the CPU time of this process, in microseconds */
export function contestClock(cpuNow: () => number = cpuMicroseconds): Clock {
  if (smallestStep(cpuNow) <= COARSEST_MICROSECONDS) return { name: 'process CPU time', now: cpuNow };
  return { name: 'wall time', now: () => Number(process.hrtime.bigint()) / 1000 };
}

/** The clock in the shape of `process.hrtime`, which benchmark.js reads: [seconds, nanoseconds]. */
export function asHrtime({ now }: Clock): (since?: readonly [number, number]) => [number, number] {
  return (since) => {
    const microseconds = now() - (since === undefined ? 0 : since[0] * 1e6 + since[1] / 1e3);
    const seconds = Math.floor(microseconds / 1e6);
    return [seconds, (microseconds - seconds * 1e6) * 1e3];
  };
}
