/**
 * The commands of `tokentwin`; `bench`, `api`, `with` and those of a group are loaded when they are needed.
 */
import type { Command, CommandGroup, LazyCommand } from './command.js';
import { card } from './commands/card.js';
import { emulate } from './commands/emulate.js';
import { HOST } from './commands/host/registry.js';
import { hotp } from './commands/hotp.js';
import { lookup } from './commands/lookup.js';
import { newToken } from './commands/new.js';
import { ocra } from './commands/ocra.js';
import { record } from './commands/record.js';
import { replay } from './commands/replay.js';
import { respond } from './commands/respond.js';
import { run } from './commands/run.js';
import { secret } from './commands/secret.js';
import { SLS } from './commands/sls/registry.js';
import { totp } from './commands/totp.js';
import { unlock } from './commands/unlock.js';
import { vectors } from './commands/vectors.js';

const BENCH: LazyCommand = {
  name: 'bench',
  describe: 'measure the speed of core and engine beside node:crypto',
  load: async () => (await import('./commands/bench.js')).bench,
};

const API: LazyCommand = {
  name: 'api',
  describe: 'serve twins by HTTP on the loopback address',
  load: async () => (await import('./commands/api.js')).api,
};

const WITH: LazyCommand = {
  name: 'with',
  describe: 'run a command that finds devices behind the HTTP API',
  load: async () => (await import('./commands/with.js')).withDevices,
};

/** In the order of the help. */
export const COMMANDS: readonly (Command | LazyCommand)[] = [
  emulate,
  run,
  record,
  replay,
  API,
  WITH,
  newToken,
  respond,
  unlock,
  secret,
  lookup,
  card,
  ocra,
  hotp,
  totp,
  vectors,
  BENCH,
];

export const GROUPS: readonly CommandGroup[] = [HOST, SLS];
