/**
 * Ports over TCP and unix sockets.
 *
 * A twin takes one host at a time there and closes the connection of a second one at once.
 */
import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import { TokentwinError } from '../../../firmware/error.js';
import type { BytePort, PortListener, PortOpener } from './byte-port.js';

export function tcpPort(address: string, host: string, port: number): PortOpener {
  return socketPort(address, { host, port, noDelay: true });
}

export function unixPort(path: string): PortOpener {
  return socketPort(`unix:${path}`, { path });
}

function socketPort(address: string, target: NetConnectOpts): PortOpener {
  return {
    address,
    open: (listener, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(openError(address, calledOff()));
          return;
        }
        const socket = createConnection(target);
        const giveUp = () => socket.destroy(calledOff());
        signal.addEventListener('abort', giveUp, { once: true });
        const failed = (error: NodeJS.ErrnoException) => {
          signal.removeEventListener('abort', giveUp);
          reject(openError(address, error));
        };
        socket.once('error', failed);
        socket.once('connect', () => {
          signal.removeEventListener('abort', giveUp);
          socket.removeListener('error', failed);
          resolve(openedSocket(socket, listener));
        });
      }),
  };
}

function openedSocket(socket: Socket, listener: PortListener): BytePort {
  let open = true;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const lost = () => {
    if (!open) return;
    open = false;
    socket.destroy();
    listener.lost();
  };
  socket.on('data', (bytes) => {
    if (open) listener.received(bytes);
  });
  // An error is always followed by `close`, and the reason makes no difference to the driver.
  socket.on('error', lost);
  socket.on('end', lost);
  socket.on('close', lost);
  return {
    write: (bytes) => {
      if (open) socket.write(bytes);
    },
    close: () => {
      open = false;
      socket.destroy();
      return closed;
    },
  };
}

function calledOff(): Error {
  return new Error('called off');
}

function openError(address: string, error: NodeJS.ErrnoException): TokentwinError {
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
      return new TokentwinError('PORT_NOT_FOUND', `Nothing listens at ${address}: start the twin first.`);
    case 'EACCES':
    case 'EPERM':
      return new TokentwinError(
        'PORT_DENIED',
        `The system does not allow ${address} to be opened: it belongs to another user.`,
      );
    default:
      return new TokentwinError('PORT_OPEN', `${address} cannot be opened (${error.code ?? error.message}).`);
  }
}
