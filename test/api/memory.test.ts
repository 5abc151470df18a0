/** A thousand twins in one server: what each costs, and that the last is made as quickly as the first. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('thousand-twins.ts', import.meta.url));

interface Measured {
  /** Of one twin, without its flash image. */
  readonly bytes: number;
  readonly early: number;
  readonly late: number;
}

it('holds a thousand twins, each in little room and made in the same time', () => {
  const words = ['--expose-gc', '--import', 'tsx', SCRIPT];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { bytes, early, late } = JSON.parse(stdout) as Measured;
  console.log(
    `api: ${bytes} bytes a twin beside its flash; the 1000th in ${(late / early).toFixed(2)} of the 10th`,
  );
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThan(65_536);
  expect(late / early).toBeLessThan(2);
});
