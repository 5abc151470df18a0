/**
 * The whole command line by yargs: help, errors of usage, and every command that the quick start leaves to it.
 */
import yargs, { type Argv } from 'yargs';
import { TokentwinError } from '../../firmware/error.js';
import packageJson from '../../package.json' with { type: 'json' };
import { argumentsFrom, type Command, type CommandGroup, type Heading, type LazyCommand } from './command.js';
import { runDefault } from './commands/emulate.js';
import { reportFailure } from './failure.js';
import { COMMANDS, GROUPS } from './registry.js';

/** What one parser knows: the commands of the program, or those of a group. */
interface CommandTable {
  /** The words that call it. */
  readonly script: string;
  readonly usage: string;
  readonly commands: readonly (Command | Heading)[];
  /** Runs when no command is named. */
  runDefault(): number | Promise<number>;
  readonly example: readonly [line: string, shows: string];
}

function usage({ name, positionals, takesCommand }: Command): string {
  if (takesCommand === true) return `${name} -- <command..>`;
  const words = positionals.map(({ name: positional, arity }) => {
    const list = arity.endsWith('list') ? '..' : '';
    return arity.startsWith('optional') ? `[${positional}${list}]` : `<${positional}${list}>`;
  });
  return [name, ...words].join(' ');
}

function isLoaded(command: Command | Heading): command is Command {
  return 'run' in command;
}

function declare(parser: Argv, command: Command, script: string): Argv {
  for (const { name, describe, arity } of command.positionals) {
    parser.positional(name, { describe, type: 'string', array: arity.endsWith('list') });
  }
  for (const [name, { type, describe, choices, hidden }] of Object.entries(command.options)) {
    const options = { type, describe, hidden: hidden ?? false, requiresArg: type === 'string' };
    parser.option(name, choices === undefined ? options : { ...options, choices });
  }
  for (const [line, shows] of command.examples) parser.example(`tokentwin ${line}`, shows);
  return parser.usage(`${script} ${usage(command)}\n\n${command.describe}`);
}

/** What yargs found, in one line of ours; a word in a wrong place may be a secret and is not repeated. */
function usageError(found: string, words: readonly string[], table: CommandTable): TokentwinError {
  const command = table.commands.filter(isLoaded).find(({ name }) => name === words[0]);
  const help = command === undefined ? `${table.script} --help` : `${table.script} ${command.name} --help`;
  return new TokentwinError(
    'ARGUMENT',
    `${usageReason(found, words, command, table.script)} See \`${help}\`.`,
  );
}

function usageReason(
  found: string,
  words: readonly string[],
  command: Command | undefined,
  script: string,
): string {
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
    return `The command is \`${script} ${usage(command)}\`.`;
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
    const group = GROUPS.find(({ name }) => name === words[0]);
    if (group === undefined) return await parseAndRun(words, await programTable(words));
    return await parseAndRun(words.slice(1), await groupTable(group, words.slice(1)));
  } catch (error) {
    return reportFailure(error);
  }
}

async function programTable(words: readonly string[]): Promise<CommandTable> {
  return {
    script: 'tokentwin',
    usage: 'Emulates a DSC+ and a Security Code Card: test devices, not issued by any broker.',
    commands: [...(await namedLoaded(COMMANDS, words)), ...GROUPS],
    runDefault: () => runDefault(argumentsFrom({})),
    example: ['tokentwin', 'the demo devices in the terminal (PIN 1234)'],
  };
}

async function groupTable(group: CommandGroup, words: readonly string[]): Promise<CommandTable> {
  const script = `tokentwin ${group.name}`;
  return {
    script,
    usage: group.describe,
    commands: await namedLoaded(group.commands, words),
    runDefault() {
      throw new TokentwinError('ARGUMENT', `Name a command: see \`${script} --help\`.`);
    },
    example: [`${script} ${group.commands[0]?.name} --help`, 'explains one of the commands'],
  };
}

/** Of the bodies that are loaded when they are needed, only the one that the words name is. */
async function namedLoaded(
  commands: readonly (Command | LazyCommand)[],
  words: readonly string[],
): Promise<readonly (Command | Heading)[]> {
  const named = words.flatMap((word) => commands.filter(({ name }) => name === word))[0];
  return Promise.all(
    commands.map(async (command) => {
      if (isLoaded(command)) return command;
      const { name, describe } = command;
      return command === named ? { ...(await command.load()), name, describe } : { name, describe };
    }),
  );
}

/** The words of the program, and those of the command behind `--` where one is taken. */
function withoutCommand(all: readonly string[], { commands }: CommandTable): readonly (readonly string[])[] {
  const named = commands.filter(isLoaded).find(({ name }) => name === all[0]);
  const end = named?.takesCommand === true ? all.indexOf('--') : -1;
  return end === -1 ? [all, []] : [all.slice(0, end), all.slice(end + 1)];
}

async function parseAndRun(all: readonly string[], table: CommandTable): Promise<number> {
  const [words = [], behind = []] = withoutCommand(all, table);
  let status = 0;
  const parser = yargs([...words])
    .scriptName(table.script)
    .usage(`${table.script} [command]\n\n${table.usage}`)
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
      throw message === null ? error : usageError(message, words, table);
    })
    .command('$0', false, {}, async () => {
      status = await table.runDefault();
    })
    .example(...table.example);
  for (const command of table.commands) {
    if (!isLoaded(command)) {
      parser.command(command.name, command.describe);
      continue;
    }
    parser.command(
      command.takesCommand === true ? command.name : usage(command),
      command.describe,
      (builder) => declare(builder, command, table.script),
      async (values) => {
        const ofCommand = command.takesCommand === true ? { command: behind } : {};
        status = await command.run(argumentsFrom({ ...values, ...ofCommand }));
      },
    );
  }
  await parser.parseAsync();
  return status;
}
