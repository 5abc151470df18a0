/**
 * Runs a command whose start counts, without a parser library.
 */
import type { Command } from '../command.js';
import { reportFailure } from '../failure.js';
import { quickArguments } from './quick-arguments.js';

/**
 * @param words the command's name and what follows it
 * @returns the exit status, or null when the line is not plain and yargs must read it
 */
export async function quickRun(command: Command, words: readonly string[]): Promise<number | null> {
  try {
    const given = quickArguments(command, words.slice(1));
    return given === null ? null : await command.run(given);
  } catch (error) {
    return reportFailure(error);
  }
}
