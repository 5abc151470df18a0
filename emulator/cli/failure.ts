/**
 * How a command that fails says so: one line on standard error and an exit status.
 */
import { TokentwinError } from '../../firmware/error.js';
import { complain, ReaderGone } from './standard-output.js';

/**
 * @returns the exit status: 0 when nobody reads the output any more, 2 when the command line is wrong, 1 for everything else
 * @throws the error itself when it is a fault of the program
 */
export function reportFailure(error: unknown): number {
  if (error instanceof ReaderGone) return 0;
  if (!(error instanceof TokentwinError)) throw error;
  complain(`tokentwin: ${error.message} (${error.code})`);
  return error.code === 'ARGUMENT' ? 2 : 1;
}
