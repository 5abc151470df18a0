/**
 * A seed that nobody can foresee, for devices that are not meant to repeat themselves.
 */

/** Loads node:crypto only when it is called, because it costs a tenth of the program's start. */
export function freshSeed(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(32).toString('hex');
}
