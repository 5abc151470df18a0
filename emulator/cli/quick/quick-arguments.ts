/**
 * Reads plain command lines without a parser library, for the commands whose start counts.
 *
 * Promises: what it accepts means the same to yargs. Whatever is unusual (an unknown option, a missing value
 * or positional, --help) it leaves to yargs, which knows how to say so.
 */
import { type Arguments, argumentsFrom, type Command } from '../command.js';

/** @returns null when the line is not plain */
export function quickArguments(command: Command, words: readonly string[]): Arguments | null {
  const values: Record<string, string | true> = {};
  const positionals: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const [, name = '', inline] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const option = command.options[name];
    if (option === undefined || name in values) return null;
    if (option.type === 'boolean') {
      if (inline !== undefined) return null;
      values[name] = true;
      continue;
    }
    if (inline === undefined) index += 1;
    const value = inline ?? words[index];
    if (value === undefined || (inline === undefined && value.startsWith('-') && value !== '-')) return null;
    if (option.choices !== undefined && !option.choices.includes(value)) return null;
    values[name] = value;
  }
  return withPositionals(command, values, positionals);
}

function withPositionals(
  command: Command,
  values: Record<string, string | true>,
  positionals: readonly string[],
): Arguments | null {
  if (command.positionals.some(({ arity }) => arity.endsWith('list'))) return null;
  if (positionals.length > command.positionals.length) return null;
  for (const [index, { name, arity }] of command.positionals.entries()) {
    const value = positionals[index];
    if (value !== undefined) values[name] = value;
    else if (arity === 'required') return null;
  }
  return argumentsFrom(values);
}
