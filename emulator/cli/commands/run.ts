/** `tokentwin run`: scripts that operate devices and say what they expect. */

import { readFileSync, writeFileSync } from 'node:fs';
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { junitOf, tapOf } from '../../automation/script/reports.js';
import { runScript, type ScriptOutcome } from '../../automation/script/run-script.js';
import { fileError } from '../../files/file-error.js';
import { closeDevice } from '../../twin/device.js';
import type { Arguments, Command } from '../command.js';
import { DeviceOpener } from '../device-opener.js';
import { print, printLine } from '../standard-output.js';

const REPORTS = ['plain', 'tap', 'junit'] as const;
const DEFAULT_SEED = 'tokentwin run';

export interface ScriptResult extends ScriptOutcome {
  readonly file: string;
}

function readScript(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, file, 'read');
  }
}

function runFile(file: string, given: Arguments): ScriptResult {
  const opener = new DeviceOpener({ seed: given.text('seed') ?? DEFAULT_SEED, clock: 'manual' });
  const text = readScript(file);
  try {
    const outcome = runScript(text, {
      open: (source, settings) => opener.openForScript(source, settings),
      close: closeDevice,
      update: given.flag('update'),
      showSecrets: given.flag('show-secrets'),
    });
    if (outcome.text !== text) writeFileSync(file, outcome.text);
    return { file, ...outcome };
  } catch (error) {
    if (!isTokentwinError(error)) throw error;
    throw new TokentwinError(error.code, `${file}: ${error.message}`);
  }
}

function printPlain(results: readonly ScriptResult[]): void {
  for (const { file, checks } of results) {
    const failed = checks.filter(({ failure }) => failure !== null);
    for (const { line, name, failure } of failed) printLine(`${file}:${line}: ${name}: ${failure}`);
    printLine(`${failed.length === 0 ? 'ok' : 'not ok'} ${file} (${checks.length} expected)`);
  }
}

export const run: Command = {
  name: 'run',
  describe: 'run scripts that operate devices and say what they expect',
  positionals: [{ name: 'script', describe: 'script files', arity: 'list' }],
  options: {
    update: { type: 'boolean', describe: 'write the pictures that come into the scripts' },
    report: { type: 'string', describe: 'plain (default), tap or junit', choices: REPORTS },
    seed: { type: 'string', describe: 'draw what is random from this seed, the same every time' },
    'show-secrets': { type: 'boolean', describe: 'show responses and PINs in what came instead' },
  },
  examples: [
    ['run login.script', 'status 1 when something else came than was expected'],
    ['run login.script --update', 'the pictures of the display as they are now'],
    ['run *.script --report junit', 'for a CI that shows tests'],
  ],
  run(given) {
    const results = given.list('script').map((file) => runFile(file, given));
    switch (given.text('report') ?? 'plain') {
      case 'tap':
        print(tapOf(results));
        break;
      case 'junit':
        print(junitOf(results));
        break;
      default:
        printPlain(results);
    }
    return results.every(({ checks }) => checks.every(({ failure }) => failure === null)) ? 0 : 1;
  },
};
