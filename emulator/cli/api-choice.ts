/**
 * The options that start the HTTP API, and the start itself; what it is made of is loaded only then.
 */
import { TokentwinError } from '../../firmware/error.js';
import packageJson from '../../package.json' with { type: 'json' };
import type { RunningApi } from '../api/server.js';
import type { Device } from '../twin/device.js';
import type { OptionDefinition } from './command.js';
import { freshSeed } from './fresh-seed.js';
import { smallNumber } from './numbers.js';

export const SHOW_SECRETS_OPTION: OptionDefinition = {
  type: 'boolean',
  describe: 'the API shows responses and digits of PINs in frames, events and screens',
};

export const API_OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  api: {
    type: 'string',
    describe: 'offer the devices by HTTP on this port of 127.0.0.1; 0 takes a free one',
  },
  'show-secrets': SHOW_SECRETS_OPTION,
};

const TOKEN_BYTES = 16;

/** Node:crypto is loaded only when it is called. */
function freshToken(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(TOKEN_BYTES).toString('hex');
}

/** @throws TokentwinError ARGUMENT */
export function portOf(text: string, option: string): number {
  const port = smallNumber(text, option);
  if (port > 65_535) throw new TokentwinError('ARGUMENT', `${option} must be a port, 0 to 65535.`);
  return port;
}

export interface ApiStart {
  readonly port: number;
  readonly showSecrets: boolean;
  /** Those that the emulator has open. */
  readonly devices: readonly Device[];
  readonly seed?: string;
  readonly onFailure: (error: unknown) => void;
}

/** @throws TokentwinError API_LISTEN */
export async function openApi(start: ApiStart): Promise<RunningApi> {
  const { startApi } = await import('../api/server.js');
  const { seed = freshSeed() } = start;
  return await startApi({ ...start, seed, token: freshToken(), version: packageJson.version });
}

/** Where a person, or a program that reads a line, finds it: with the token, which is to be known there. */
export function addressWithToken({ url, token }: RunningApi): string {
  return `${url}/?token=${token}`;
}
