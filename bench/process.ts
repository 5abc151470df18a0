/** The process of a contest of `npm run bench`: all suites, all contestants. */
import { runContestProcess } from './contest/contest-process.js';
import { PROJECT_BENCH } from './project-bench.js';

await runContestProcess(PROJECT_BENCH.suites, PROJECT_BENCH.contestants);
