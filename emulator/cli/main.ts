#!/usr/bin/env node
/**
 * The entry of `tokentwin`: a tiny dispatcher. The commands that scripts call once per answer start without a
 * parser library, each from a bundle that holds no more than it needs; everything else goes to yargs.
 */

type Run = (words: readonly string[]) => Promise<number | null>;

const QUICK_COMMANDS: Readonly<Record<string, () => Promise<{ run: Run }>>> = {
  respond: () => import('./quick/respond.js'),
  ocra: () => import('./quick/ocra.js'),
};

async function dispatch(words: readonly string[]): Promise<number> {
  const [name = '', ...rest] = words;
  const quick = Object.hasOwn(QUICK_COMMANDS, name) ? await QUICK_COMMANDS[name]?.() : undefined;
  const status = (await quick?.run(rest)) ?? null;
  return status ?? (await import('./program.js')).runProgram(words);
}

dispatch(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
