/**
 * The API of the verifier on a port, loopback by default.
 *
 * Promises: `stop` lets answers that are on their way leave, takes no new request, and closes every connection. A client
 * that sends its request slower than is waited for is cut off.
 */
import { getRequestListener } from '@hono/node-server';
import { TokentwinError } from '../../../firmware/error.js';
import { drained, hostNames, listen, serverOf, urlOf } from '../../http/listening.js';
import { problemOf, problemResponse } from '../../http/problem.js';
import { SECURITY_HEADERS } from '../../http/security-headers.js';
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
const GRACE_MS = 3000;

/** Connections are looked at as often as it takes to keep the time. */
function timeoutsOf(requestTimeout: number) {
  return {
    ...{ requestTimeout, headersTimeout: requestTimeout },
    connectionsCheckingInterval: Math.max(20, requestTimeout / 8),
  };
}

function malformedHost(): TokentwinError {
  return new TokentwinError('API_HOST', 'The request names no host, or its address is malformed.');
}

/** @throws TokentwinError API_LISTEN */
export async function startSls(options: ServerOptions): Promise<RunningSls> {
  const { port, host = '127.0.0.1', names = [], ownsProcess = false, ...rest } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const service = new SlsService(rest);
  let app: ReturnType<typeof slsApp> | null = null;
  const listener = getRequestListener(
    (request, bindings) => (app as ReturnType<typeof slsApp>).fetch(request, bindings),
    {
      overrideGlobalObjects: ownsProcess,
      // There is no request then that the API could be asked with.
      errorHandler: () => problemResponse(problemOf(malformedHost()), SECURITY_HEADERS),
    },
  );
  const server = serverOf(
    timeoutsOf(requestTimeoutMs),
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  const listening = await listen(server, port, host, 'The verifier');
  app = slsApp(service, new Set([...hostNames(host, listening), ...names.map((name) => name.toLowerCase())]));
  return {
    url: urlOf(host, listening),
    service,
    async stop() {
      service.isClosed = true;
      await drained(server, GRACE_MS);
    },
  };
}
