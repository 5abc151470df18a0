/** The suites that need this project's folder: development dependencies, other programs, the twin's library. */
import type { Suite } from '../suite.js';
import { BREAK_EVEN } from './break-even.js';
import { FIRST_LOGIN } from './first-login.js';
import { LINK } from './link.js';
import { MEMORY } from './memory.js';
import { PIN_SEARCH } from './pin-search.js';
import { SETTLED_KEYS } from './settled-keys.js';
import { START_UP } from './start-up.js';
import { STREAMS } from './streams.js';
import { THREADS_SUITE } from './threads.js';
import { TOKENS } from './tokens.js';
import { TWIN_LOGINS } from './twin-login.js';

/** In the order of the tables. */
export const PROJECT_SUITES: readonly Suite[] = [
  TWIN_LOGINS,
  SETTLED_KEYS,
  FIRST_LOGIN,
  START_UP,
  STREAMS,
  THREADS_SUITE,
  TOKENS,
  PIN_SEARCH,
  LINK,
  BREAK_EVEN,
  MEMORY,
];
