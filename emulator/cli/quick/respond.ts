/** The quick start of `tokentwin respond`; a bundle of its own. */
import { respond } from '../commands/respond.js';
import { quickRun } from './quick-run.js';

export const run = (words: readonly string[]) => quickRun(respond, words);
