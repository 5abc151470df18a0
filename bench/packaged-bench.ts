/**
 * What the installed `tokentwin bench` measures: our core and engine beside node:crypto, and nothing that this
 * package does not bring along.
 */
import { join } from 'node:path';
import { ROOT } from './built.js';
import { OWN_CONTESTANTS } from './contestants/own.js';
import { EFFORTS } from './effort.js';
import type { Bench } from './run-bench.js';
import { OWN_SUITES } from './suites/own.js';

export const PACKAGED_BENCH: Bench = {
  words: [join(ROOT, 'dist', 'bench-process.cjs')],
  contestants: OWN_CONTESTANTS,
  suites: OWN_SUITES,
  efforts: EFFORTS,
};
