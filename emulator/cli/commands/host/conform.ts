/** `tokentwin host conform`: the link's and the card's own cases, against whatever is on a port. */
import { writeFileSync } from 'node:fs';
import { TokentwinError } from '../../../../firmware/error.js';
import type { ConformCase } from '../../../../host/rig/conform/case.js';
import { allCases, casesLike } from '../../../../host/rig/conform/cases/all-cases.js';
import { vectorQuestions } from '../../../../host/rig/conform/cases/vector-cases.js';
import { junitXml } from '../../../../host/rig/conform/junit.js';
import { type ConformReport, countVerdicts, reportText } from '../../../../host/rig/conform/report.js';
import { runConform } from '../../../../host/rig/conform/run-conform.js';
import { openWire } from '../../../../host/rig/conform/wire.js';
import profileVectors from '../../../../vectors/ocra-profiles.json' with { type: 'json' };
import { fileError } from '../../../files/file-error.js';
import type { Arguments, CommandBody } from '../../command.js';
import { printLine } from '../../standard-output.js';
import {
  KNOWN_KEY_OPTION,
  KNOWN_PIN_OPTION,
  knownKey,
  knownPin,
  onlyAddress,
  openerOf,
} from './bench-port.js';
import { interruptible } from './interruption.js';
import { openOptions, PORT_OPTIONS } from './port-options.js';
import { ProgressLine } from './progress-line.js';

const FORMATS: Readonly<Record<string, (report: ConformReport) => string>> = {
  text: (report) => `${reportText(report)}\n`,
  json: (report) => `${JSON.stringify(report)}\n`,
  junit: junitXml,
};

/** @throws TokentwinError ARGUMENT */
function chosenCases(pattern: string | undefined): readonly ConformCase[] {
  const all = allCases(vectorQuestions(profileVectors));
  const chosen = pattern === undefined ? all : casesLike(all, pattern);
  if (chosen.length > 0) return chosen;
  throw new TokentwinError('ARGUMENT', 'No case fits --only: see them with --list.');
}

function write(text: string, file: string | undefined): void {
  if (file === undefined) {
    printLine(text.trimEnd());
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw fileError(error, file, 'create');
  }
}

async function tryCases(given: Arguments, cases: readonly ConformCase[], signal: AbortSignal) {
  const address = await onlyAddress(given);
  const secrets = { pin: await knownPin(given), key: await knownKey(given) };
  const wire = await openWire(openerOf(address, given));
  const progress = new ProgressLine();
  let done = 0;
  try {
    return await runConform(wire, {
      address,
      slot: openOptions(given).slot ?? 0,
      cases,
      secrets,
      now: () => performance.now(),
      signal,
      onResult: ({ id }) => progress.show(`${++done} of ${cases.length}: ${id}`),
    });
  } finally {
    progress.clear();
    await wire.close();
  }
}

const { port, baud, 'stop-bits': stopBits, slot } = PORT_OPTIONS;

export const conform: CommandBody = {
  positionals: [],
  options: {
    port,
    baud,
    'stop-bits': stopBits,
    slot,
    pin: KNOWN_PIN_OPTION,
    key: KNOWN_KEY_OPTION,
    format: { type: 'string', describe: 'of the report; default text', choices: Object.keys(FORMATS) },
    output: { type: 'string', describe: 'the file for the report; default standard output' },
    only: { type: 'string', describe: 'cases to try, for example t1.*,card.verify.*' },
    list: { type: 'boolean', describe: 'print the cases and what they require, and try none' },
  },
  examples: [
    ['host conform --port unix:card.sock --pin 1234 --key demo', 'tries everything on the demo card'],
    [
      'host conform --port /dev/ttyUSB0 --format junit --output report.xml',
      'what needs no PIN, for a build server',
    ],
  ],
  async run(given) {
    const cases = chosenCases(given.text('only'));
    if (given.flag('list')) {
      for (const { id, requirement, source } of cases) printLine(`${id}: ${requirement} [${source}]`);
      return 0;
    }
    return await interruptible(async (signal) => {
      const report = await tryCases(given, cases, signal);
      write(
        (FORMATS[given.text('format') ?? 'text'] as (typeof FORMATS)[string])(report),
        given.text('output'),
      );
      if (signal.aborted) throw new TokentwinError('ABORTED', 'The run was called off.');
      return countVerdicts(report.results).failed === 0 ? 0 : 1;
    });
  },
};
