/**
 * The twin on a TCP port, for hosts on the same machine, or on others when an address says so.
 *
 * The line is plain and asks nobody who they are: `one-host-server` says what guards it.
 */
import { TokentwinError } from '../../firmware/error.js';
import { errorCode } from './error-code.js';
import type { Line, LineListener } from './line.js';
import { hostAndPort } from './line-description.js';
import { OneHostServer } from './one-host-server.js';

/**
 * @param host a name or address of this machine
 * @param port 0 lets the system choose; the line's address tells the choice
 * @throws TokentwinError LINE_TAKEN when the port is in use, LINE_DENIED when the system does not allow it,
 *   LINE_OPEN when the machine has no such address
 */
export async function openTcp(host: string, port: number, listener: LineListener): Promise<Line> {
  const server = new OneHostServer(listener);
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw listenError(error, host, port);
  }
  const bound = server.boundTo;
  if (!isLoopback(bound.address)) {
    listener.noticed(`The line listens on ${bound.address}: other machines can use the twin through it.`);
  }
  return {
    address: `tcp://${hostAndPort(host, bound.port)}`,
    write: (bytes) => server.write(bytes),
    close: () => server.close(),
  };
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1';
}

function listenError(error: unknown, host: string, port: number): TokentwinError {
  const place = hostAndPort(host, port);
  const code = errorCode(error);
  switch (code) {
    case 'EADDRINUSE':
      return new TokentwinError(
        'LINE_TAKEN',
        `Another program listens on ${place}: choose another port or end that program.`,
      );
    case 'EACCES':
    case 'EPERM':
      return new TokentwinError(
        'LINE_DENIED',
        `The system does not allow listening on ${place}: choose a port from 1024 on.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new TokentwinError(
        'LINE_OPEN',
        `This machine has no address ${host} to listen on: use 127.0.0.1 or one that it has.`,
      );
    default:
      return new TokentwinError('LINE_OPEN', `Could not listen on ${place}: ${code ?? String(error)}.`);
  }
}
