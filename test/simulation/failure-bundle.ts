/**
 * A bad day that failed, in a file: what is needed to look into it without running it again.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BadDayFailure } from '../../emulator/simulation/index.js';
import packageJson from '../../package.json' with { type: 'json' };

/** A replay needs the secrets of the simulated card, so whoever finds the file is told at once. */
const FIRST_LINE =
  'tokentwin bad day: holds the keys, PINs and responses of a simulated card; for its owner only';

/**
 * Writes the bundle, which only its owner can read.
 *
 * @returns the file
 */
export function writeFailureBundle(folder: string, failure: BadDayFailure): string {
  const { plan, exchange, complaints, lines, flashBefore, flashAfter } = failure;
  const file = join(folder, `bad-day-${plan.seed}.txt`);
  const text = [
    FIRST_LINE,
    `replay: npm run simulate -- --seed ${plan.seed}`,
    `versions: tokentwin ${packageJson.version}, Node ${process.version}`,
    `exchange ${exchange}: ${complaints.join('; ')}`,
    `plan: ${JSON.stringify(plan)}`,
    `flash before: ${flashBefore}`,
    `flash after: ${flashAfter}`,
    ...lines,
  ];
  writeFileSync(file, `${text.join('\n')}\n`, { mode: 0o600 });
  return file;
}
