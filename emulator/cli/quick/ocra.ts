/** The quick start of `tokentwin ocra` for one response; a bundle of its own. */
import { oneResponse } from '../ocra/one-response.js';
import { quickRun } from './quick-run.js';

export const run = (words: readonly string[]) => quickRun(oneResponse, words);
