/** A twin on a line, in a process of its own, for the tests of `tokentwin host`. */
import { RunningProgram } from './run-program.js';

/** Where `startTwin` puts a twin, as a host names it. */
export const PORT = 'unix:card.sock';

export interface TwinOptions {
  /** More words for `tokentwin emulate`: token files, profiles, a reader. */
  readonly words?: readonly string[];
  readonly line?: readonly string[];
}

/** Starts a twin in a folder; without words it is the demo DSC+. Ends with the test. */
export async function startTwin(
  folder: string,
  { words = ['--profile', 'dsc-plus'], line = ['--listen', PORT] }: TwinOptions = {},
): Promise<RunningProgram> {
  const twin = new RunningProgram(['emulate', '--headless', ...words, ...line], { folder });
  await twin.line(/^(\d: )?line /);
  return twin;
}

/** The holder of the card: waits until it asks, and types an answer to each prompt. */
export async function typeAtCard(twin: RunningProgram, ...answers: readonly (readonly [RegExp, string])[]) {
  for (const [prompt, digits] of answers) {
    await twin.line(prompt);
    twin.write(`type ${digits}\npress ok\n`);
  }
}

/** Locks the demo card by wrong PINs at its keypad. */
export async function lockByKeys(twin: RunningProgram): Promise<void> {
  await twin.ask('press power', /PIN>/);
  for (let tries = 0; tries < 5; tries += 1) twin.write('type 9999\npress ok\nadvance 3\n');
  await twin.line(/LOCKED/);
}
