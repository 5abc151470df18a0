/** `tokentwin vectors`: check vector files against the core, or write our own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TokentwinError } from '../../../firmware/error.js';
import { checkVectors } from '../../../host/rig/check-vectors.js';
import { parseVectorFile } from '../../../host/rig/vector-file.js';
import { vectorFiles } from '../../../vectors/generate.js';
import { fileError } from '../../files/file-error.js';
import { type Command, JSON_OPTION, refuseOptions } from '../command.js';
import { complain, printLine } from '../standard-output.js';

interface Report {
  readonly file: string;
  readonly passed: number;
  readonly failures: readonly { readonly id: number; readonly comment: string; readonly reason: string }[];
}

function checkFile(file: string, showResponses: boolean): Report {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, file, 'read');
  }
  return { file, ...checkVectors(parseVectorFile(text), { showResponses }) };
}

function printReport({ file, passed, failures }: Report): void {
  printLine(`${file}: ${passed} passed, ${failures.length} failed`);
  for (const { id, comment, reason } of failures) printLine(`  test ${id} (${comment}): ${reason}`);
}

function check(files: readonly string[], json: boolean, showResponses: boolean): number {
  if (files.length === 0) throw new TokentwinError('ARGUMENT', 'Name the vector files to check.');
  let failed = 0;
  let unchecked = 0;
  for (const file of files) {
    try {
      const report = checkFile(file, showResponses);
      failed += report.failures.length;
      if (json) printLine(JSON.stringify(report));
      else printReport(report);
    } catch (error) {
      if (!(error instanceof TokentwinError)) throw error;
      unchecked += 1;
      complain(`tokentwin: ${file}: ${error.message} (${error.code})`);
    }
  }
  if (failed > 0) complain(`tokentwin: ${failed} ${failed === 1 ? 'test' : 'tests'} failed`);
  return failed + unchecked === 0 ? 0 : 1;
}

function generate(folder: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of vectorFiles()) {
      writeFileSync(join(folder, name), text);
      printLine(join(folder, name));
    }
  } catch (error) {
    throw fileError(error, folder, 'write');
  }
  return 0;
}

export const vectors: Command = {
  name: 'vectors',
  describe: 'check vector files against the core, or write our own',
  positionals: [
    { name: 'action', describe: 'check or generate', arity: 'required' },
    { name: 'file', describe: 'the vector files to check', arity: 'optional list' },
  ],
  options: {
    output: { type: 'string', describe: 'generate: the folder to write to; default vectors' },
    'show-responses': { type: 'boolean', describe: 'check: show the responses that differ' },
    json: JSON_OPTION,
  },
  examples: [['vectors check vectors/*.json', 'runs every test of every file']],
  run(given) {
    const action = given.text('action');
    const files = given.list('file');
    if (action === 'check') {
      refuseOptions(given, ['output'], 'for check');
      return check(files, given.flag('json'), given.flag('show-responses'));
    }
    if (action !== 'generate' || files.length > 0) {
      throw new TokentwinError(
        'ARGUMENT',
        'Write `vectors check FILE...` or `vectors generate --output FOLDER`.',
      );
    }
    refuseOptions(given, ['json', 'show-responses'], 'for generate');
    return generate(given.text('output') ?? 'vectors');
  },
};
