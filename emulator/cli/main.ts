#!/usr/bin/env node
/**
 * The entry of `tokentwin`: a tiny dispatcher. The commands that scripts call once per answer start here
 * without a parser library; everything else is loaded when it is asked for.
 */
import type { Command } from './command.js';
import { reportFailure } from './failure.js';
import { quickArguments } from './quick-arguments.js';

async function quickCommand(name: string | undefined): Promise<Command | null> {
  if (name === 'respond') return (await import('./commands/respond.js')).respond;
  if (name === 'ocra') return (await import('./commands/ocra.js')).ocra;
  return null;
}

async function run(words: readonly string[]): Promise<number> {
  const command = await quickCommand(words[0]);
  const given = command === null ? null : quickArguments(command, words.slice(1));
  if (command !== null && given !== null) return command.run(given);
  return (await import('./program.js')).runProgram(words);
}

run(process.argv.slice(2))
  .catch(reportFailure)
  .then((status) => {
    process.exitCode = status;
  });
