/** The quick start of `tokentwin ocra`; a bundle of its own. */
import { ocra } from '../commands/ocra.js';
import { quickRun } from './quick-run.js';

export const run = (words: readonly string[]) => quickRun(ocra, words);
