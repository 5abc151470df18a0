/**
 * The system calls behind a pseudo-terminal, by koffi: Linux and macOS.
 *
 * Promises a pair that is raw, non-blocking on the master's side and in packet mode, with the slave held open,
 * so that hosts may come and go. The constants of macOS are from its headers; this was run on Linux only.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { TokentwinError } from '../../firmware/error.js';

export interface PtyPair {
  /** Every read of it begins with a status byte (packet mode). */
  readonly master: number;
  readonly slave: number;
  /** The slave's path, which hosts open. */
  readonly path: string;
}

/** Status byte of packet mode: 0 announces data, these two bits that the other side threw bytes away. */
export const PACKET_DATA = 0x00;
export const PACKET_FLUSHED = 0x01 | 0x02;

/** Packet mode is asked for by an ioctl whose number is the system's own. */
const TIOCPKT: Partial<Record<NodeJS.Platform, number>> = { linux: 0x5420, darwin: 0x8004_7470 };

// The same on Linux and macOS.
const F_SETFD = 2;
const F_SETFL = 4;
const FD_CLOEXEC = 1;
const TCSANOW = 0;

/** Larger than `struct termios` of any of the systems; nothing in it is looked at. */
const TERMIOS_BYTES = 128;
const PATH_BYTES = 128;

/** Declares what is needed of the C library that the process itself stands on. */
async function loadSystem() {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(null);
  return {
    posix_openpt: library.func('int posix_openpt(int flags)'),
    grantpt: library.func('int grantpt(int fd)'),
    unlockpt: library.func('int unlockpt(int fd)'),
    ptsname_r: library.func('int ptsname_r(int fd, _Out_ uint8_t *path, size_t length)'),
    tcgetattr: library.func('int tcgetattr(int fd, _Out_ uint8_t *termios)'),
    cfmakeraw: library.func('void cfmakeraw(_Inout_ uint8_t *termios)'),
    tcsetattr: library.func('int tcsetattr(int fd, int when, const uint8_t *termios)'),
    fcntl: library.func('int fcntl(int fd, int command, ...)'),
    ioctl: library.func('int ioctl(int fd, unsigned long request, ...)'),
    errno: () => koffi.errno(),
  };
}

type System = Awaited<ReturnType<typeof loadSystem>>;

/**
 * Makes a pair.
 *
 * @throws TokentwinError LINE_PLATFORM where there is no pseudo-terminal, LINE_OPEN when the system gives none
 */
export async function openPtyPair(): Promise<PtyPair> {
  const packetMode = TIOCPKT[process.platform];
  if (packetMode === undefined) throw noPty();
  let system: System;
  try {
    system = await loadSystem();
  } catch {
    throw noPty();
  }
  const check = (name: string, result: number): void => {
    if (result !== 0) throw refused(name, system.errno());
  };
  const master: number = system.posix_openpt(constants.O_RDWR | constants.O_NOCTTY);
  if (master < 0) throw refused('posix_openpt', system.errno());
  let slave: number | null = null;
  try {
    check('fcntl', system.fcntl(master, F_SETFD, 'int', FD_CLOEXEC));
    check('fcntl', system.fcntl(master, F_SETFL, 'int', constants.O_RDWR | constants.O_NONBLOCK));
    check('grantpt', system.grantpt(master));
    check('unlockpt', system.unlockpt(master));
    const name = new Uint8Array(PATH_BYTES);
    check('ptsname_r', system.ptsname_r(master, name, PATH_BYTES));
    const path = Buffer.from(name.subarray(0, name.indexOf(0))).toString();
    slave = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    const termios = new Uint8Array(TERMIOS_BYTES);
    check('tcgetattr', system.tcgetattr(slave, termios));
    system.cfmakeraw(termios);
    check('tcsetattr', system.tcsetattr(slave, TCSANOW, termios));
    check('ioctl', system.ioctl(master, packetMode, 'int *', [1]));
    return { master, slave, path };
  } catch (error) {
    if (slave !== null) closeSync(slave);
    closeSync(master);
    throw error instanceof TokentwinError
      ? error
      : refused('open', (error as NodeJS.ErrnoException).errno ?? 0);
  }
}

function noPty(): TokentwinError {
  return new TokentwinError(
    'LINE_PLATFORM',
    'This platform has no pseudo-terminals: use a TCP line, for example --listen 127.0.0.1:4000.',
  );
}

function refused(call: string, errno: number): TokentwinError {
  return new TokentwinError(
    'LINE_OPEN',
    `The system gives no pseudo-terminal (${call}, error ${Math.abs(errno)}): use a TCP line instead.`,
  );
}
