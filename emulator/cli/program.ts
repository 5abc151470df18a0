/**
 * The whole command line by yargs: help, errors of usage, and every command that the quick start leaves to it.
 */
import yargs, { type Argv } from 'yargs';
import { TokentwinError } from '../../firmware/error.js';
import packageJson from '../../package.json' with { type: 'json' };
import { argumentsFrom, type Command } from './command.js';
import { runDefault } from './commands/emulate.js';
import { reportFailure } from './failure.js';
import { COMMANDS } from './registry.js';

function usage({ name, positionals }: Command): string {
  const words = positionals.map(({ name: positional, arity }) => {
    const list = arity.endsWith('list') ? '..' : '';
    return arity.startsWith('optional') ? `[${positional}${list}]` : `<${positional}${list}>`;
  });
  return [name, ...words].join(' ');
}

function declare(parser: Argv, command: Command): Argv {
  for (const { name, describe, arity } of command.positionals) {
    parser.positional(name, { describe, type: 'string', array: arity.endsWith('list') });
  }
  for (const [name, { type, describe, choices, hidden }] of Object.entries(command.options)) {
    const options = { type, describe, hidden: hidden ?? false, requiresArg: type === 'string' };
    parser.option(name, choices === undefined ? options : { ...options, choices });
  }
  for (const [line, shows] of command.examples) parser.example(`tokentwin ${line}`, shows);
  return parser.usage(`tokentwin ${usage(command)}\n\n${command.describe}`);
}

/** What yargs found, in one line of ours; a word in a wrong place may be a secret and is not repeated. */
function usageError(found: string, words: readonly string[]): TokentwinError {
  const command = COMMANDS.find(({ name }) => name === words[0]);
  const help = command === undefined ? 'tokentwin --help' : `tokentwin ${command.name} --help`;
  return new TokentwinError('ARGUMENT', `${usageReason(found, words, command)} See \`${help}\`.`);
}

function usageReason(found: string, words: readonly string[], command: Command | undefined): string {
  const unknown = /^Unknown arguments?: (.*)$/.exec(found)?.[1]?.split(', ');
  if (unknown !== undefined) {
    const options = unknown.filter((name) =>
      words.some((word) => word.replace(/^--?/, '').split('=')[0] === name && word.startsWith('-')),
    );
    if (options.length > 0) return `There is no option --${options.join(', --')}.`;
    if (command === undefined && /^[a-z-]+$/.test(words[0] ?? '')) return `There is no command ${words[0]}.`;
    return 'The command line has a word too many.';
  }
  if (found.startsWith('Not enough non-option') && command !== undefined)
    return `The command is \`tokentwin ${usage(command)}\`.`;
  if (found.startsWith('Not enough arguments following')) return 'An option lacks its value.';
  const [, option, choices] = /Argument: ([a-z-]+), Given: [\s\S]*, Choices: ([^\n]*)/.exec(found) ?? [];
  if (option !== undefined) return `--${option} must be one of ${choices?.replaceAll('"', '')}.`;
  return `${found.replace(/\s+/g, ' ').trim()}.`;
}

/**
 * Runs a command line.
 *
 * @param words what follows the program's name
 * @returns the exit status; an error has been reported by then
 */
export async function runProgram(words: readonly string[]): Promise<number> {
  try {
    return await parseAndRun(words);
  } catch (error) {
    return reportFailure(error);
  }
}

async function parseAndRun(words: readonly string[]): Promise<number> {
  let status = 0;
  const parser = yargs([...words])
    .scriptName('tokentwin')
    .usage(
      'tokentwin [command]\n\nEmulates a DSC+ and a Security Code Card: test devices, not issued by any broker.',
    )
    .locale('en')
    .parserConfiguration({
      'camel-case-expansion': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
    })
    .version(packageJson.version)
    .help()
    .alias('help', 'h')
    .strict()
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message: string | null, error) => {
      throw message === null ? error : usageError(message, words);
    })
    .command('$0', false, {}, async () => {
      status = await runDefault(argumentsFrom({}));
    })
    .example('tokentwin', 'the demo devices in the terminal (PIN 1234)');
  for (const command of COMMANDS) {
    parser.command(
      usage(command),
      command.describe,
      (builder) => declare(builder, command),
      async (values) => {
        status = await command.run(argumentsFrom(values));
      },
    );
  }
  await parser.parseAsync();
  return status;
}
