/**
 * What the command line says about lines, taken apart: which line to open and where.
 *
 * Knows the forms only; whether such a port or path exists shows when the line is opened.
 */
import { TokentwinError } from '../../firmware/error.js';

export const DEFAULT_BAUD_RATE = 115_200;

/** Where vpcd of Debian's vsmartcard-vpcd listens. */
const DEFAULT_VPCD: VpcdAddress = { host: '127.0.0.1', port: 35_963 };

const LOOPBACK = '127.0.0.1';

/** A line for bytes, as `openLine` takes it. */
export type LineDescription =
  /** A pseudo-terminal, with a symbolic link to it or without. */
  | { readonly kind: 'pseudoTerminal'; readonly link: string | null }
  | { readonly kind: 'serialPort'; readonly path: string; readonly baudRate: number }
  /** Port 0 lets the system choose. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unixSocket'; readonly path: string };

/** Where `connectVpcd` finds vpcd. */
export interface VpcdAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * `pty`, `pty:LINK`, or the path of a serial port.
 *
 * @param baudRate of a serial port, a whole number from 1
 * @throws TokentwinError LINE_ADDRESS
 */
export function parseSerial(text: string, baudRate = DEFAULT_BAUD_RATE): LineDescription {
  if (text === 'pty') return { kind: 'pseudoTerminal', link: null };
  if (/^(tcp|unix):/.test(text)) {
    throw malformed(`"${text}" is not a serial line: TCP and unix sockets are asked for by --listen.`);
  }
  if (text === '' || text === 'pty:') {
    throw malformed('A serial line is "pty", "pty:LINK" or the path of a serial port, like /dev/ttyUSB0.');
  }
  if (text.startsWith('pty:')) return { kind: 'pseudoTerminal', link: text.slice('pty:'.length) };
  if (!Number.isSafeInteger(baudRate) || baudRate < 1) {
    throw malformed('A baud rate is a whole number, like 115200.');
  }
  return { kind: 'serialPort', path: text, baudRate };
}

/**
 * `HOST:PORT`, `PORT` alone for loopback, or `unix:PATH`; an IPv6 address stands in brackets.
 *
 * @throws TokentwinError LINE_ADDRESS
 */
export function parseListen(text: string): LineDescription {
  const forms = `"${text}" is no place to listen: say HOST:PORT, like 127.0.0.1:4000, or unix:PATH.`;
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length);
    if (path === '') throw malformed(forms);
    return { kind: 'unixSocket', path };
  }
  const { host, port } = parseHostAndPort(/^[0-9]+$/.test(text) ? `${LOOPBACK}:${text}` : text, forms);
  return { kind: 'tcp', host, port };
}

/**
 * `HOST:PORT`, or `default` for where Debian's vpcd listens.
 *
 * @throws TokentwinError LINE_ADDRESS
 */
export function parseVpcd(text: string): VpcdAddress {
  if (text === 'default') return DEFAULT_VPCD;
  const forms = `"${text}" is no address of vpcd: say HOST:PORT, or "default" for 127.0.0.1:35963.`;
  const address = parseHostAndPort(text, forms);
  if (address.port === 0) throw malformed(forms);
  return address;
}

/**
 * The line of one of several devices that one description stands for: `LINK`, `LINK-2`, `LINK-3`; `PORT`,
 * `PORT+1`; `PATH`, `PATH-2`.
 *
 * @param index of the device, from 0
 * @throws TokentwinError LINE_ADDRESS when the description cannot stand for so many
 */
export function nthLine(description: LineDescription, index: number): LineDescription {
  if (index === 0) return description;
  switch (description.kind) {
    case 'pseudoTerminal':
      return description.link === null
        ? description
        : { ...description, link: `${description.link}-${index + 1}` };
    case 'serialPort':
      throw malformed(
        `The serial port ${description.path} takes one device: give the others a line of their own.`,
      );
    case 'tcp':
      return { ...description, port: nthPort(description.port, index) };
    case 'unixSocket':
      return { ...description, path: `${description.path}-${index + 1}` };
  }
}

/**
 * vpcd listens on one port for each of its readers, one behind the other (two, as Debian builds it).
 *
 * @param index of the device, from 0
 * @throws TokentwinError LINE_ADDRESS
 */
export function nthVpcd({ host, port }: VpcdAddress, index: number): VpcdAddress {
  return { host, port: nthPort(port, index) };
}

/** `HOST:PORT` as it is written in an address. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function nthPort(port: number, index: number): number {
  if (port === 0) return 0;
  if (port + index > 65_535) {
    throw malformed(`Device ${index + 1} would need a port beyond 65535: start from a lower one.`);
  }
  return port + index;
}

function parseHostAndPort(text: string, forms: string): VpcdAddress {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.%a-z]+)\]|([^\s:[\]/]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535) throw malformed(forms);
  return { host, port };
}

function malformed(message: string): TokentwinError {
  return new TokentwinError('LINE_ADDRESS', message);
}
