/** The suites that need this project's folder: development dependencies, other programs, the twin's library. */
import type { Suite } from '../suite.js';
import { FIRST_LOGIN } from './first-login.js';
import { LINK } from './link.js';
import { START_UP } from './start-up.js';
import { TWIN_LOGINS } from './twin-login.js';

/** In the order of the tables. */
export const PROJECT_SUITES: readonly Suite[] = [TWIN_LOGINS, FIRST_LOGIN, START_UP, LINK];
