/**
 * The HTTP API of the emulator on a port of the loopback address.
 *
 * Promises: listens on loopback and nowhere else; answers who knows the token of this start and names the server as
 * itself. `stop` ends event streams and waiting requests with their reason, lets answers that are on their way
 * leave, and then closes every connection. Does not promise secrecy from other programs of the same user.
 */
import { getRequestListener } from '@hono/node-server';
import { assert, TokentwinError } from '../../firmware/error.js';
import { drained, listen, serverOf, urlOf } from '../../host/http/listening.js';
import type { Device } from '../twin/device.js';
import { type ApiApp, apiApp } from './api-app.js';
import type { HouseOptions } from './api-house.js';
import { refused } from './problem.js';

export type LoopbackHost = '127.0.0.1' | '::1';

export interface ApiOptions extends HouseOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly host?: LoopbackHost;
  /** Drawn for this start: 32 hexadecimal digits or more. */
  readonly token: string;
  /** Devices that the emulator has open, which are offered too. */
  readonly devices?: readonly Device[];
}

export interface RunningApi {
  /** Without the token: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
  /** The ids of the devices that were given, in their order. */
  readonly ids: readonly string[];
  /** Offers one more device. @returns its id @throws TokentwinError API_LIMIT */
  offer(device: Device, origin: 'api' | 'emulator'): string;
  stop(): Promise<void>;
}

/** 128 bits. */
const LEAST_TOKEN = /^[0-9a-f]{32,}$/;

/** For who does not read an answer after the server has been stopped. */
const GRACE_MS = 2000;

const SERVER_OPTIONS = {
  /** A request that comes in pieces has this long; what waits for a frame has come in whole. */
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5000,
} as const;

/**
 * Starts the API.
 *
 * @throws TokentwinError API_LISTEN
 */
export async function startApi({
  port,
  host = '127.0.0.1',
  devices = [],
  ...options
}: ApiOptions): Promise<RunningApi> {
  assert(host === '127.0.0.1' || host === '::1', 'the API listens on loopback only');
  assert(LEAST_TOKEN.test(options.token), 'a token has 128 bits');
  let app: ApiApp | null = null;
  const listener = getRequestListener((request) => (app as ApiApp).fetch(request), {
    overrideGlobalObjects: false,
    errorHandler: () =>
      refused(new TokentwinError('API_HOST', 'The request names no host, or its address is malformed.')),
  });
  const server = serverOf(SERVER_OPTIONS, (incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  const listening = await listen(server, port, host, 'The API');
  // Nobody can have asked yet: connections are taken in a later turn of the event loop.
  app = apiApp({ ...options, port: listening });
  const { house } = app;
  const offer = (device: Device, origin: 'api' | 'emulator') => house.add(device, origin).summary.id;
  return {
    url: urlOf(host, listening),
    token: options.token,
    ids: devices.map((device) => offer(device, 'emulator')),
    offer,
    async stop() {
      house.close();
      await drained(server, GRACE_MS);
    },
  };
}
