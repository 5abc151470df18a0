/** The process of a contest of the installed `tokentwin bench`; built to dist/bench-process.cjs. */
import { runContestProcess } from './contest/contest-process.js';
import { OWN_CONTESTANTS } from './contestants/own.js';
import { OWN_SUITES } from './suites/own.js';

runContestProcess(OWN_SUITES, OWN_CONTESTANTS);
