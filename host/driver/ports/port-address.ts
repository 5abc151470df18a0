/**
 * How a port is named: `tcp://HOST:PORT`, `unix:PATH`, and anything else is the path of a serial port.
 */
import { TokentwinError } from '../../../firmware/error.js';
import type { PortOpener } from './byte-port.js';
import { serialPort } from './serial-port.js';
import type { SerialSettings } from './serial-settings.js';
import { tcpPort, unixPort } from './socket-port.js';

/** What `tcp://` was forgotten before. */
const HOST_AND_PORT = /^(?:\[[0-9a-fA-F:.]+\]|[^:/\\[\]]+):[0-9]{1,5}$/;
const TCP = /^tcp:\/\/(?:\[([0-9a-fA-F:.]+)\]|([^:/[\]]+)):([0-9]{1,5})$/;

/**
 * The opener of a named port. Nothing is opened yet.
 *
 * @param settings used by serial ports alone
 * @throws TokentwinError PORT_ADDRESS
 */
export function portOpener(address: string, settings: SerialSettings): PortOpener {
  if (address === '') throw malformed('The port has no name');
  if (address.startsWith('unix:')) {
    if (address.length === 'unix:'.length) throw malformed(`${address} names no socket`);
    return unixPort(address.slice('unix:'.length));
  }
  if (HOST_AND_PORT.test(address)) throw forgotten(address);
  if (!/^[a-z0-9]+:\/\//i.test(address)) return serialPort(address, settings);
  const [, six, name, digits] = TCP.exec(address) ?? [];
  const host = six ?? name;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) throw malformed(`${address} is no port`);
  return tcpPort(address, host, port);
}

function forgotten(address: string): TokentwinError {
  return new TokentwinError(
    'PORT_ADDRESS',
    `That is neither a port nor a path: write tcp://${address} for a twin on TCP, or ./ before it for a path of that name.`,
  );
}

function malformed(what: string): TokentwinError {
  return new TokentwinError(
    'PORT_ADDRESS',
    `${what}: write tcp://HOST:PORT, unix:PATH or the path of a serial port.`,
  );
}
