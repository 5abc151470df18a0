/**
 * The API of the verifier on a port, loopback by default.
 *
 * Promises: `stop` lets answers that are on their way leave, takes no new request, and closes every connection. A client
 * that sends its request slower than is waited for is cut off.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { TokentwinError } from '../../../firmware/error.js';
import { slsApp } from './app.js';
import { type ServiceOptions, SlsService } from './service.js';

export interface ServerOptions extends ServiceOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Where to listen; default 127.0.0.1. */
  readonly host?: string;
  /**
   * Nothing but the server runs in the process: `Request` and `Response` may be replaced by ones that are made for it,
   * which answer half as many again.
   */
  readonly ownsProcess?: boolean;
  /** Who sends a request in pieces has this long for all of it; default 15 s. */
  readonly requestTimeoutMs?: number;
  /** Other names, with their ports, under which requests may come: of a proxy before it. */
  readonly names?: readonly string[];
}

export interface RunningSls {
  readonly url: string;
  readonly service: SlsService;
  stop(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 15_000;
const SERVER_OPTIONS = { keepAliveTimeout: 30_000, maxHeaderSize: 16_384 };
const MAXIMUM_CONNECTIONS = 4096;
const GRACE_MS = 3000;
const CLOSING_EVERY_MS = 20;

/** @throws TokentwinError API_LISTEN */
async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(
        new TokentwinError(
          'API_LISTEN',
          `The verifier cannot listen on ${host}, port ${port}: ${code === 'EADDRINUSE' ? 'another program has it' : `the system says ${code}`}.`,
        ),
      ),
    );
    server.listen({ port, host }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Connections are looked at as often as it takes to keep the time. */
function timeoutsOf(requestTimeout: number) {
  return {
    ...{ requestTimeout, headersTimeout: requestTimeout },
    connectionsCheckingInterval: Math.max(20, requestTimeout / 8),
  };
}

function hostNames(host: string, port: number, names: readonly string[]): ReadonlySet<string> {
  const own = ['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host];
  const named = own.map((name) => `${name}:${port}`);
  // Clients leave the port of plain HTTP out.
  return new Set([...named, ...(port === 80 ? own : []), ...names.map((name) => name.toLowerCase())]);
}

/** @throws TokentwinError API_LISTEN */
export async function startSls(options: ServerOptions): Promise<RunningSls> {
  const { port, host = '127.0.0.1', names = [], ownsProcess = false, ...rest } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const service = new SlsService(rest);
  let app: ReturnType<typeof slsApp> | null = null;
  const listener = getRequestListener(
    (request, bindings) => (app as ReturnType<typeof slsApp>).fetch(request, bindings),
    { overrideGlobalObjects: ownsProcess },
  );
  const server = createServer(
    { ...SERVER_OPTIONS, ...timeoutsOf(requestTimeoutMs) },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.maxConnections = MAXIMUM_CONNECTIONS;
  const listening = await listen(server, port, host);
  app = slsApp(service, hostNames(host, listening, names));
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    service,
    async stop() {
      service.isClosed = true;
      await new Promise<void>((resolve) => {
        const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        // A connection is idle once its answer has left.
        const closing = setInterval(() => server.closeIdleConnections(), CLOSING_EVERY_MS);
        server.close(() => {
          clearTimeout(grace);
          clearInterval(closing);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}
