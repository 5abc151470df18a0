/**
 * What `npm run bench` measures: what the installed package does, the peers beside it, and what needs this
 * project's folder. It runs from the sources; what is measured is the built library.
 */
import { join } from 'node:path';
import { ROOT } from './built.js';
import { OWN_CONTESTANTS } from './contestants/own.js';
import { PEERS } from './contestants/peers.js';
import { EFFORTS } from './effort.js';
import type { Bench } from './run-bench.js';
import { OWN_SUITES } from './suites/own.js';
import { PROJECT_SUITES } from './suites/project.js';

export const PROJECT_BENCH: Bench = {
  words: ['--import', 'tsx', join(ROOT, 'bench', 'process.ts')],
  contestants: [...OWN_CONTESTANTS, ...PEERS],
  efforts: EFFORTS,
  suites: [...OWN_SUITES, ...PROJECT_SUITES],
};
