/**
 * Which ports a command of `tokentwin host` works on, and how they are opened.
 */
import { TokentwinError } from '../../../../firmware/error.js';
import type { OpenOptions } from '../../../../host/driver/token.js';
import { listSerialPorts, type SerialPortEntry } from '../../../../host/rig/ports.js';
import { type Arguments, JSON_OPTION, type OptionDefinition } from '../../command.js';
import { smallNumber } from '../../numbers.js';

const MAXIMUM_TIMEOUT_SECONDS = 86_400;

/** How a port is opened, and how long a call may take. */
export const PORT_OPTIONS = {
  port: {
    type: 'string',
    describe:
      'the port: /dev/ttyUSB0, the path of a pseudo-terminal, tcp://HOST:PORT or unix:PATH; else the only USB serial port',
  },
  baud: { type: 'string', describe: 'bits per second of a serial port; default 115200' },
  'stop-bits': { type: 'string', describe: 'stop bits of a serial port; default 2', choices: ['1', '2'] },
  slot: { type: 'string', describe: 'the slot of the reader, from 0; default 0' },
  timeout: { type: 'string', describe: 'seconds that each command may take' },
} as const satisfies Record<string, OptionDefinition>;

/** The same for commands that print data and work on several ports side by side. */
export const SEVERAL_PORTS_OPTIONS = {
  ...PORT_OPTIONS,
  port: { ...PORT_OPTIONS.port, describe: `${PORT_OPTIONS.port.describe}; may be given more than once` },
  json: JSON_OPTION,
} as const;

/**
 * The ports that were named, or the only USB serial port of the machine.
 *
 * @throws TokentwinError ARGUMENT when one is named twice or several could be meant, PORT_NOT_FOUND
 */
export async function portAddresses(given: Arguments): Promise<readonly string[]> {
  const named = given.list('port');
  const twice = named.find((address, index) => named.indexOf(address) !== index);
  if (twice !== undefined) throw new TokentwinError('ARGUMENT', `The port ${twice} is named twice.`);
  return named.length > 0 ? named : [onlyPort(await listSerialPorts())];
}

/** A built-in port may well lead to a console, so only those on USB are taken without being named. */
export function onlyPort(ports: readonly SerialPortEntry[]): string {
  const [port, ...others] = ports.filter(({ usb }) => usb !== null);
  if (port === undefined) {
    throw new TokentwinError('PORT_NOT_FOUND', 'No USB serial port is plugged in: name the port by --port.');
  }
  if (others.length > 0) {
    throw new TokentwinError(
      'ARGUMENT',
      `There are ${others.length + 1} USB serial ports: name the one you mean by --port (see \`tokentwin host ports\`).`,
    );
  }
  return port.path;
}

/** @throws TokentwinError ARGUMENT */
export function openOptions(given: Arguments): OpenOptions {
  const baud = given.text('baud');
  const stopBits = given.text('stop-bits');
  const slot = given.text('slot');
  return {
    ...(baud !== undefined && { baudRate: numberFrom(1, 4_000_000, baud, '--baud') }),
    ...(stopBits !== undefined && { stopBits: stopBits === '1' ? 1 : 2 }),
    ...(slot !== undefined && { slot: numberFrom(0, 255, slot, '--slot') }),
    timeoutMs: timeoutMs(given),
  };
}

function timeoutMs(given: Arguments): number | undefined {
  const seconds = given.text('timeout');
  if (seconds === undefined) return undefined;
  return numberFrom(1, MAXIMUM_TIMEOUT_SECONDS, seconds, '--timeout') * 1000;
}

function numberFrom(lowest: number, highest: number, text: string, option: string): number {
  const value = smallNumber(text, option);
  if (value >= lowest && value <= highest) return value;
  throw new TokentwinError('ARGUMENT', `${option} must be from ${lowest} to ${highest}.`);
}
