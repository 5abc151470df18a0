/**
 * Runs one piece of work on each port, side by side.
 *
 * Promises: every port that was opened is closed; a port that fails does not stop the others; with several
 * ports each line says which one it is about.
 */
import { isTokentwinError } from '../../../../firmware/error.js';
import type { CallOptions, OpenOptions, Token } from '../../../../host/driver/token.js';
import type { Arguments } from '../../command.js';
import { complain, printLine } from '../../standard-output.js';
import { interruptible } from './interruption.js';
import { openOptions, portAddresses } from './port-options.js';

/** A token on its port, and the way to say something about it. */
export interface PortSession {
  readonly token: Token;
  /** For every call of the token. */
  readonly call: CallOptions;
  /**
   * Prints what was found.
   *
   * @param lines for a person, without their ends
   * @param data the same for a program; with --json it is printed instead, together with the port
   */
  show(lines: readonly string[], data: Readonly<Record<string, unknown>>): void;
  /** Tells the person something on standard error. */
  notice(sentence: string): void;
}

export type PortWork = (session: PortSession) => Promise<void>;

/**
 * @param work what is done with each token
 * @returns the exit status: 1 when one of several ports failed
 * @throws TokentwinError what the only port failed with
 */
export async function onPorts(
  given: Arguments,
  work: PortWork,
  application?: OpenOptions['application'],
): Promise<number> {
  const addresses = await portAddresses(given);
  const options = { ...openOptions(given), application };
  const json = given.flag('json');
  return await interruptible(async (signal) => {
    const [only, ...others] = addresses;
    if (only !== undefined && others.length === 0) {
      await onPort(only, '', json, { ...options, signal }, work);
      return 0;
    }
    const outcomes = await Promise.allSettled(
      addresses.map((address) => onPort(address, `${address}: `, json, { ...options, signal }, work)),
    );
    return statusOf(addresses, outcomes);
  });
}

async function onPort(
  address: string,
  label: string,
  json: boolean,
  options: OpenOptions,
  work: PortWork,
): Promise<void> {
  const { openToken } = await import('../../../../host/driver/open-token.js');
  const token = await openToken(address, options);
  try {
    await work({
      token,
      call: { signal: options.signal, timeoutMs: options.timeoutMs },
      show(lines, data) {
        if (json) printLine(JSON.stringify({ port: address, ...data }));
        else for (const line of lines) printLine(`${label}${line}`);
      },
      notice: (sentence) => complain(`tokentwin: ${label}${sentence}`),
    });
  } finally {
    await token.close();
  }
}

/** Reports the ports that failed. @throws what ended all of them: a signal, or nobody who reads the output */
function statusOf(addresses: readonly string[], outcomes: readonly PromiseSettledResult<void>[]): number {
  let status = 0;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const { reason } = outcome;
    if (!isTokentwinError(reason) || reason.code === 'ABORTED') throw reason;
    complain(`tokentwin: ${addresses[index]}: ${reason.message} (${reason.code})`);
    status = 1;
  }
  return status;
}
