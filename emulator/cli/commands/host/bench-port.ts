/**
 * What the bench's own commands (`conform`, `compare`, `soak`) need of the command line besides a port: exactly
 * one of them, and secrets that may be missing.
 */
import { TokentwinError } from '../../../../firmware/error.js';
import { hexBytes } from '../../../../firmware/oath/bytes.js';
import type { PortOpener } from '../../../../host/driver/ports/byte-port.js';
import { portOpener } from '../../../../host/driver/ports/port-address.js';
import { SERIAL_DEFAULTS } from '../../../../host/driver/ports/serial-settings.js';
import { DscPlus } from '../../../twin/dsc-plus.js';
import type { Arguments, OptionDefinition } from '../../command.js';
import { secretInput } from '../../secret-input.js';
import { openOptions, portAddresses } from './port-options.js';

export const KNOWN_PIN_OPTION: OptionDefinition = {
  type: 'string',
  describe: 'the PIN; - reads it from standard input; else TOKENTWIN_PIN',
};

export const KNOWN_KEY_OPTION: OptionDefinition = {
  type: 'string',
  describe:
    "the card's key in hexadecimal, or demo for the demo card's; - reads it from standard input; else TOKENTWIN_KEY",
};

/** @throws TokentwinError ARGUMENT when several ports are named, PORT_NOT_FOUND */
export async function onlyAddress(given: Arguments): Promise<string> {
  const [address, ...others] = await portAddresses(given);
  if (address !== undefined && others.length === 0) return address;
  throw new TokentwinError('ARGUMENT', 'This command takes one --port: run it once for each.');
}

/** @throws TokentwinError ARGUMENT, PORT_ADDRESS */
export function openerOf(address: string, given: Arguments): PortOpener {
  const { baudRate = SERIAL_DEFAULTS.baudRate, stopBits = SERIAL_DEFAULTS.stopBits } = openOptions(given);
  return portOpener(address, { baudRate, stopBits });
}

/** The PIN, or null when none was given; nobody is asked. */
export async function knownPin(given: Arguments): Promise<string | null> {
  return knownSecret(given.text('pin'), 'TOKENTWIN_PIN', 'PIN');
}

/** The key, or null when none was given. @throws TokentwinError HEX_INVALID */
export async function knownKey(given: Arguments): Promise<Uint8Array | null> {
  if (given.text('key') === 'demo') return DscPlus.demo().secrets().key;
  const text = await knownSecret(given.text('key'), 'TOKENTWIN_KEY', 'key');
  return text === null ? null : hexBytes(text, 'key');
}

async function knownSecret(
  given: string | undefined,
  variable: string,
  what: string,
): Promise<string | null> {
  if (given === undefined && (process.env[variable] ?? '') === '') return null;
  return await secretInput(given, variable, what);
}
