/**
 * The terminal emulator: devices that a person operates by keyboard and mouse.
 *
 * Promises: the terminal is left as it was on quit, on Ctrl-C, on SIGTERM, SIGHUP, SIGINT and SIGQUIT, and on a
 * crash. After a signal the promise resolves, what follows it at once is run (closing the devices), then the
 * process ends by that signal.
 */
import { writeSync } from 'node:fs';
import { assert } from '../../firmware/error.js';
import { BlessedScreen, type OutputSink, PASTE_OFF } from './blessed-screen.js';
import type { InputSource } from './key-stream.js';
import { watchEndings } from './process-endings.js';
import { Session } from './session.js';
import type { SessionOptions } from './session-options.js';
import { abilitiesOf, type Environment } from './terminal-abilities.js';

export interface TerminalOptions extends SessionOptions {
  readonly input: InputSource;
  readonly output: OutputSink;
  /** TERM, LC_ALL, LC_CTYPE, LANG and NO_COLOR are read. */
  readonly environment: Environment;
}

/** A hang-up mostly means that the window is closed; then nothing can be written to it. */
function isGone(output: OutputSink): boolean {
  if (output.fd === undefined) return false;
  try {
    writeSync(output.fd, PASTE_OFF);
    return false;
  } catch {
    return true;
  }
}

/**
 * Shows the devices and lets a person operate them.
 *
 * The twins follow the wall clock when they were made so; the emulator redraws when they change by themselves.
 * Closes the devices that it opened itself, not those that were given.
 *
 * @returns a promise that resolves when the person quits or the terminal is gone
 * @throws TokentwinError TERMINAL when the terminal cannot show the emulator, FILE_ACCESS when a device that was opened
 *   there cannot be stored at the end
 */
export async function runTerminal(options: TerminalOptions): Promise<void> {
  assert(options.devices.length > 0, 'the terminal emulator is given at least one device');
  const abilities = abilitiesOf(options.environment, process.platform);
  const session = new Session(options, abilities);
  const screen = await BlessedScreen.open(options.input, options.output, session);
  const endWatch = watchEndings(
    () => screen.close(),
    (signal) => {
      session.end(signal === 'SIGHUP' && isGone(options.output));
      setImmediate(() => process.kill(process.pid, signal));
    },
  );
  session.start(screen);
  try {
    await session.ended;
  } finally {
    endWatch();
  }
  // Node.js aborts at its end when the terminal is gone; a hang-up ends the process as it should.
  if (isGone(options.output)) setImmediate(() => process.kill(process.pid, 'SIGHUP'));
}
