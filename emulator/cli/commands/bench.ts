/**
 * `tokentwin bench`: the speed of our core and engine on this machine, as ratios.
 *
 * Ends with status 0 when everything was measured, with 1 when a contestant answered wrongly or, with --compare,
 * when something is slower beyond the noise.
 */
import { PACKAGED_BENCH } from '../../../bench/packaged-bench.js';
import { runBench } from '../../../bench/run-bench.js';
import { OPTION_TEXTS } from '../../../bench/settings.js';
import type { CommandBody } from '../command.js';
import { printLine } from '../standard-output.js';

export const bench: CommandBody = {
  positionals: [],
  options: {
    quick: { type: 'boolean', describe: OPTION_TEXTS.quick },
    suite: {
      type: 'string',
      describe: OPTION_TEXTS.suite,
      choices: PACKAGED_BENCH.suites.map(({ name }) => name),
    },
    json: { type: 'string', describe: OPTION_TEXTS.json },
    'action-json': { type: 'string', describe: OPTION_TEXTS['action-json'] },
    compare: { type: 'string', describe: OPTION_TEXTS.compare },
  },
  examples: [
    ['bench --quick', 'core and engine beside node:crypto'],
    ['bench --quick --json base.json', 'keeps the result'],
    ['bench --quick --compare base.json', 'fails when something is slower'],
  ],
  run(given) {
    const settings = {
      quick: given.flag('quick'),
      suite: given.text('suite') ?? null,
      json: given.text('json') ?? null,
      actionJson: given.text('action-json') ?? null,
      compare: given.text('compare') ?? null,
      into: null,
    };
    return runBench(settings, PACKAGED_BENCH, (lines) => {
      for (const line of lines) printLine(line);
    });
  },
};
