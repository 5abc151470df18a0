#!/usr/bin/env node
/**
 * The entry of `tokentwin`: a tiny dispatcher. The commands that scripts call once per answer start without a
 * parser library, each from a bundle that holds no more than it needs, and so do those that stream; everything
 * else goes to yargs.
 */

/** Runs a command line. @returns the exit status, or null when it is left to the next */
type Run = (words: readonly string[]) => Promise<number | null>;
type Bundle = () => Promise<{ run: Run }>;

const streams: Bundle = () => import('./quick/streams.js');

/** The bundles of a command, asked in this order. */
const QUICK_COMMANDS: Readonly<Record<string, readonly Bundle[]>> = {
  respond: [() => import('./quick/respond.js')],
  ocra: [() => import('./quick/ocra.js'), streams],
  hotp: [streams],
  totp: [streams],
};

async function dispatch(words: readonly string[]): Promise<number> {
  const [name = ''] = words;
  for (const bundle of Object.hasOwn(QUICK_COMMANDS, name) ? (QUICK_COMMANDS[name] ?? []) : []) {
    const status = await (await bundle()).run(words);
    if (status === null) continue;
    // The answer of a one-shot command is out: taking the machine apart in order would be waited for by nobody.
    if (bundle !== streams) process.exit(status);
    return status;
  }
  return (await import('./program.js')).runProgram(words);
}

dispatch(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
