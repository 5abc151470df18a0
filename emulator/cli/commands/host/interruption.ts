/**
 * Ctrl-C and other signals that end a command: it is called off, so that its ports are freed.
 */
import { constants } from 'node:os';
import { isTokentwinError } from '../../../../firmware/error.js';
import { complain } from '../../standard-output.js';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command that a signal may end.
 *
 * @param run ends soon after its signal is aborted, by rejecting with ABORTED or in its own way
 * @returns what `run` returns, or 128 and the number of the signal that ended it
 */
export async function interruptible(run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const ending = new AbortController();
  let status: number | null = null;
  const onSignal = (signal: (typeof ENDING_SIGNALS)[number]) => {
    status = 128 + constants.signals[signal];
    ending.abort();
  };
  for (const signal of ENDING_SIGNALS) process.once(signal, onSignal);
  try {
    return await run(ending.signal);
  } catch (error) {
    if (status === null || !isTokentwinError(error, 'ABORTED')) throw error;
    complain('tokentwin: interrupted');
    return status;
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  }
}
