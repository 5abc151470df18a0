/**
 * A server on a port, from its first request to its last: for every server here.
 *
 * Promises: `drained` lets answers that are on their way leave before their connections are closed.
 */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TokentwinError } from '../../firmware/error.js';

const MAXIMUM_CONNECTIONS = 4096;
const CLOSING_EVERY_MS = 20;
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** A server that reads no long headers and keeps no endless number of connections; it does not listen yet. */
export function serverOf(options: ServerOptions, listener: RequestListener): Server {
  const server = createServer({ keepAliveTimeout: 30_000, maxHeaderSize: 16_384, ...options }, listener);
  server.maxConnections = MAXIMUM_CONNECTIONS;
  return server;
}

/**
 * @param port 0: any that is free
 * @param name of the server, for who has to choose another port
 * @returns the port
 * @throws TokentwinError API_LISTEN
 */
export async function listen(server: Server, port: number, host: string, name: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = ({ code }: NodeJS.ErrnoException) => {
      const reason = code === 'EADDRINUSE' ? 'another program has it' : `the system says ${code}`;
      reject(
        new TokentwinError(
          'API_LISTEN',
          `${name} cannot listen on ${host}, port ${port}: ${reason}. Choose another port, or 0 for any that is free.`,
        ),
      );
    };
    server.once('error', refuse);
    server.listen({ port, host }, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** `HOST`, or `[HOST]` where it is an address with colons. */
function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function urlOf(host: string, port: number): string {
  return `http://${inAddress(host)}:${port}`;
}

/** What a request may name as its host, in lower case: the loopback address, and where the server listens. */
export function hostNames(host: string, port: number): readonly string[] {
  const names = [...new Set([...LOOPBACK_NAMES, inAddress(host).toLowerCase()])];
  const named = names.map((name) => `${name}:${port}`);
  // Clients leave the port of plain HTTP out.
  return port === 80 ? [...named, ...names] : named;
}

/** Takes no new connection and ends those there are, the ones in use once their answer has left. @param graceMs for who does not read an answer */
export function drained(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const grace = setTimeout(() => server.closeAllConnections(), graceMs);
    const closing = setInterval(() => server.closeIdleConnections(), CLOSING_EVERY_MS);
    server.close(() => {
      clearTimeout(grace);
      clearInterval(closing);
      resolve();
    });
    server.closeIdleConnections();
  });
}
