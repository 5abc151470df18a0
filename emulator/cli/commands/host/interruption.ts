/**
 * Ctrl-C and other signals that end a command: it is called off, so that its ports are freed.
 */
import { constants } from 'node:os';
import { isTokentwinError } from '../../../../firmware/error.js';
import { complain } from '../../standard-output.js';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command that a signal may end; a second one ends the process.
 *
 * @param run ends soon after its signal is aborted, by rejecting with ABORTED or in its own way
 * @returns what `run` returns, or 128 and the number of the signal that ended it
 */
export function interruptible(run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const ending = new AbortController();
  return withSignals([ending], () => run(ending.signal));
}

/**
 * The same for a command that has something to finish first; a third signal ends the process.
 *
 * @param run finishes what is under way after the first signal, and ends at once after the second
 */
export function interruptibleTwice(
  run: (signal: AbortSignal, atOnce: AbortSignal) => Promise<number>,
): Promise<number> {
  const [ending, endingAtOnce] = [new AbortController(), new AbortController()];
  return withSignals([ending, endingAtOnce], () => run(ending.signal, endingAtOnce.signal));
}

/** @param controllers each is aborted by one more signal */
async function withSignals(
  controllers: readonly AbortController[],
  run: () => Promise<number>,
): Promise<number> {
  const left = [...controllers];
  let status: number | null = null;
  const release = () => {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  };
  const onSignal = (signal: (typeof ENDING_SIGNALS)[number]) => {
    status ??= 128 + constants.signals[signal];
    left.shift()?.abort();
    if (left.length === 0) release();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  try {
    return await run();
  } catch (error) {
    if (status === null || !isTokentwinError(error, 'ABORTED')) throw error;
    complain('tokentwin: interrupted');
    return status;
  } finally {
    release();
  }
}
