/**
 * A seed for a run that nobody has chosen one for: another each time, so that runs in the course of weeks see more
 * than one line. It is printed, and replays the run.
 */
import { randomInt } from 'node:crypto';

export function drawSeed(): number {
  return randomInt(2 ** 31);
}
