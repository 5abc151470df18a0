/**
 * What a command of `tokentwin` is: its arguments as data, read by the quick parser and by yargs alike, and
 * the function that runs it.
 */

import { TokentwinError } from '../../firmware/error.js';

export interface OptionDefinition {
  readonly type: 'string' | 'boolean';
  readonly describe: string;
  readonly choices?: readonly string[];
  readonly hidden?: boolean;
}

export interface PositionalDefinition {
  readonly name: string;
  readonly describe: string;
  /** `list` takes all that follow, at least one when it is also required. */
  readonly arity: 'required' | 'optional' | 'list' | 'optional list';
}

/** Values as typed: text of string options and positionals, true for flags that are set. */
export interface Arguments {
  /**
   * @returns the text of an option or positional, or undefined when it is not given
   * @throws TokentwinError ARGUMENT when it was given more than once
   */
  text(name: string): string | undefined;
  /** All values of a list positional, or of an option that may be given more than once. */
  list(name: string): readonly string[];
  flag(name: string): boolean;
}

/** What a list of commands shows. */
export interface Heading {
  readonly name: string;
  readonly describe: string;
}

/** What is needed to explain and to run a command. */
export interface CommandBody {
  readonly positionals: readonly PositionalDefinition[];
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** Another command stands behind `--`, as it is: the list `command`. */
  readonly takesCommand?: true;
  /** Command lines behind `tokentwin`, each with what it shows. */
  readonly examples: readonly (readonly [string, string])[];
  /** @returns the exit status */
  run(given: Arguments): number | Promise<number>;
}

export interface Command extends Heading, CommandBody {}

/** A command whose body is loaded when it is run or explained. */
export interface LazyCommand extends Heading {
  load(): Promise<CommandBody>;
}

/** Commands that are called by two words, like `tokentwin host info`. */
export interface CommandGroup extends Heading {
  /** In the order of the help. */
  readonly commands: readonly LazyCommand[];
}

export const JSON_OPTION: OptionDefinition = { type: 'boolean', describe: 'print JSON' };

export const PIN_OPTION: OptionDefinition = {
  type: 'string',
  describe: 'the PIN; - reads it from standard input; else TOKENTWIN_PIN or a prompt',
};

export const KEY_OPTION: OptionDefinition = {
  type: 'string',
  describe: 'the key in hexadecimal; - reads it from standard input; else TOKENTWIN_KEY or a prompt',
};

export const SEED_OPTION: OptionDefinition = {
  type: 'string',
  describe: 'draw what is random from this seed, the same every time',
};

/** Arguments from a plain record. */
export function argumentsFrom(values: Readonly<Record<string, unknown>>): Arguments {
  return {
    text(name) {
      const value = values[name];
      if (Array.isArray(value)) throw new TokentwinError('ARGUMENT', `--${name} was given more than once.`);
      return typeof value === 'string' ? value : undefined;
    },
    list(name) {
      const value = values[name];
      if (Array.isArray(value)) return value.map(String);
      return typeof value === 'string' ? [value] : [];
    },
    flag: (name) => values[name] === true,
  };
}

/**
 * Refuses options and positionals that would have no effect.
 *
 * @param where completes "has no meaning ..."
 * @throws TokentwinError ARGUMENT
 */
export function refuseOptions(given: Arguments, names: readonly string[], where: string): void {
  for (const name of names) {
    if (given.flag(name) || given.text(name) !== undefined) {
      throw new TokentwinError(
        'ARGUMENT',
        `${name === 'suite' ? 'A suite' : `--${name}`} has no meaning ${where}.`,
      );
    }
  }
}
