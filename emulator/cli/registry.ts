/**
 * The commands of `tokentwin`; those of a group are loaded when they are needed.
 */
import type { Command, CommandGroup } from './command.js';
import { card } from './commands/card.js';
import { emulate } from './commands/emulate.js';
import { HOST } from './commands/host/registry.js';
import { hotp } from './commands/hotp.js';
import { lookup } from './commands/lookup.js';
import { newToken } from './commands/new.js';
import { ocra } from './commands/ocra.js';
import { respond } from './commands/respond.js';
import { secret } from './commands/secret.js';
import { totp } from './commands/totp.js';
import { unlock } from './commands/unlock.js';
import { vectors } from './commands/vectors.js';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  emulate,
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
];

export const GROUPS: readonly CommandGroup[] = [HOST];
