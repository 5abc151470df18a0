/**
 * A serial port through the package `serialport`, which is loaded when the first one is opened.
 *
 * Works around three faults of the package on Linux: the port is always read, because without a reader its end
 * is never noticed; nothing is written after the port is gone, because such a write never ends; and since the
 * end of a port with a read in flight may pass unnoticed, the path is looked at once a second.
 */
import { lstatSync, type Stats, statSync } from 'node:fs';
import { TokentwinError } from '../../../firmware/error.js';
import type { BytePort, PortListener, PortOpener } from './byte-port.js';
import type { SerialSettings } from './serial-settings.js';

/** How soon a vanished path is noticed when nothing else tells. */
const LOOK_MS = 1000;

type NativePort = InstanceType<typeof import('serialport')['SerialPort']>;

export function serialPort(path: string, settings: SerialSettings): PortOpener {
  return {
    address: path,
    async open(listener, signal) {
      const opened = lookAt(path);
      const { SerialPort } = await import('serialport');
      if (signal.aborted) throw calledOff(path);
      const port = new SerialPort({ path, ...settings, dataBits: 8, parity: 'none', autoOpen: false });
      await new Promise<void>((resolve, reject) =>
        port.open((error) => (error ? reject(openError(path, error)) : resolve())),
      );
      const bytePort = openedPort(port, listener, () => isStillThere(path, opened));
      if (!signal.aborted) return bytePort;
      await bytePort.close();
      throw calledOff(path);
    },
  };
}

function openedPort(port: NativePort, listener: PortListener, isThere: () => boolean): BytePort {
  let closed: Promise<void> | null = null;
  const look = setInterval(() => {
    if (!isThere()) lost();
  }, LOOK_MS);
  look.unref();
  const shut = () => {
    clearInterval(look);
    // The callback comes in any case: with an error when the port closed by itself.
    closed ??= new Promise((resolve) => port.close(() => resolve()));
    return closed;
  };
  const lost = () => {
    if (closed !== null) return;
    void shut();
    listener.lost();
  };
  port.on('data', (bytes: Uint8Array) => {
    if (closed === null) listener.received(bytes);
  });
  // Closing with a write pending raises an error, which would end the process if nobody listened.
  port.on('error', lost);
  port.on('end', lost);
  port.on('close', lost);
  // RTS down keeps a GemPC reader from sending its plug-and-play text, as libccid does it; a pty has no RTS.
  port.set({ rts: false }, () => {});
  return {
    write: (bytes) => {
      if (closed === null) port.write(bytes, (error) => error && lost());
    },
    close: shut,
  };
}

/** @throws TokentwinError PORT_NOT_FOUND, PORT_OPEN; null where ports are not files */
function lookAt(path: string): Stats | null {
  if (process.platform === 'win32') return null;
  const stats = entry(path);
  if (stats === null && isLink(path)) {
    throw new TokentwinError(
      'PORT_NOT_FOUND',
      `${path} leads to a port that is gone: its twin has ended, start it again.`,
    );
  }
  if (stats === null) {
    throw new TokentwinError('PORT_NOT_FOUND', `There is no port ${path}: is the device plugged in?`);
  }
  if (stats.isCharacterDevice()) return stats;
  throw new TokentwinError('PORT_OPEN', `${path} is not a serial port.`);
}

/** Does the path still lead to the device that was opened? A restarted twin points its link to another one. */
function isStillThere(path: string, opened: Stats | null): boolean {
  return opened === null || entry(path)?.rdev === opened.rdev;
}

function entry(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** A twin's path is a symbolic link to a pseudo-terminal, which may outlive it. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function calledOff(path: string): TokentwinError {
  return new TokentwinError('PORT_OPEN', `${path} was not opened: that was called off, or took too long.`);
}

function openError(path: string, { message }: Error): TokentwinError {
  if (/lock port|EBUSY|busy/i.test(message)) {
    return new TokentwinError('PORT_TAKEN', `Another program has ${path} open.`);
  }
  if (/permission|access (is )?denied/i.test(message)) {
    return new TokentwinError(
      'PORT_DENIED',
      `The system does not allow ${path} to be opened: on Linux add your user to the group dialout, elsewhere close the program that has it.`,
    );
  }
  if (/no such|not found/i.test(message)) {
    return new TokentwinError('PORT_NOT_FOUND', `There is no port ${path}: is the device plugged in?`);
  }
  return new TokentwinError('PORT_OPEN', `${path} cannot be opened as a serial port.`);
}
