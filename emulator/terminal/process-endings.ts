/**
 * The ways in which the process can end under a running terminal: signals, a crash, an exit from elsewhere.
 */
import { writeSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export type EndingSignal = (typeof SIGNALS)[number];

/**
 * Watches for the end.
 *
 * @param restore puts the terminal back; called before a crash is reported on standard error (exit status 1)
 *   and on every exit
 * @param onSignal called instead of the signal's own effect
 * @returns the function that ends the watch
 */
export function watchEndings(restore: () => void, onSignal: (signal: EndingSignal) => void): () => void {
  const onCrash = (error: unknown): void => {
    restore();
    writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', onCrash);
  process.on('exit', restore);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onCrash);
    process.off('exit', restore);
  };
}
