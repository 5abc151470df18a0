/**
 * The API of the verifier as a function of requests. Knows nothing of sockets.
 *
 * Promises: every request gets an answer, with the headers of every answer; a refusal is a problem with a code; what
 * names another host, or comes from a page of another origin, is refused before anything is looked at.
 */

import { getConnInfo } from '@hono/node-server/conninfo';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { rateLimiter } from 'hono-rate-limiter';
import { TokentwinError } from '../../../firmware/error.js';
import { SECURITY_HEADERS } from '../../http/security-headers.js';
import { MINUTE_MS } from '../policy.js';
import { readBody } from './body.js';
import { install, type Operation } from './operation.js';
import { DESK_OPERATIONS } from './operations/desk.js';
import { ENTRANCE_OPERATIONS } from './operations/entrances.js';
import { PORTAL_OPERATIONS } from './operations/portal.js';
import { SERVER_OPERATIONS } from './operations/server.js';
import { STOCK_OPERATIONS } from './operations/stock.js';
import { refused } from './problem.js';
import type { SlsService } from './service.js';

export const OPERATIONS: readonly Operation[] = [
  ...SERVER_OPERATIONS,
  ...ENTRANCE_OPERATIONS,
  ...PORTAL_OPERATIONS,
  ...DESK_OPERATIONS,
  ...STOCK_OPERATIONS,
];

const HEADERS = Object.entries(SECURITY_HEADERS);

/** Requests name one of these hosts, and come from no page but theirs. */
function ownHostOnly(hosts: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    if (!hosts.has(context.req.header('host')?.toLowerCase() ?? ''))
      throw new TokentwinError('API_HOST', 'The server answers under its own address only.');
    const origin = context.req.header('origin');
    if (origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^https?:\/\//, '')))
      throw new TokentwinError('API_ORIGIN', 'The server answers no page but its own.');
    await next();
  };
}

function addressOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? 'unknown';
  } catch {
    return 'in-process';
  }
}

function limitRate(requestsPerMinute: number): MiddlewareHandler {
  return rateLimiter({
    windowMs: MINUTE_MS,
    limit: requestsPerMinute,
    standardHeaders: 'draft-6',
    keyGenerator: addressOf,
    handler: (context) =>
      refused(context, new TokentwinError('SLS_RATE', 'Too many requests within a minute: try again later.')),
  });
}

function counted({ requests, seconds }: SlsService, { name }: Operation): MiddlewareHandler {
  return async (context, next) => {
    const end = seconds.startTimer({ operation: name });
    await next();
    end();
    requests.inc({ operation: name, status: String(context.res.status) });
  };
}

function describe(app: OpenAPIHono, version: string): object {
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'desk', { type: 'http', scheme: 'bearer' });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'tokentwin sls',
      version,
      description: 'A reference verifier for test devices. Not a service of any broker.',
    },
  });
}

/** The first field that is wrong, by its name alone. */
function inputRefused(issues: readonly { readonly path: PropertyKey[] }[], where: string): TokentwinError {
  const place = `${where === 'query' ? '?' : '/'}${(issues[0]?.path ?? []).map(String).join('/')}`;
  return new TokentwinError('API_INPUT', `The request has a wrong, missing or unknown field: ${place}.`, {
    place,
  });
}

/** @param hosts names with their ports, in lower case */
export function slsApp(service: SlsService, hosts: ReadonlySet<string>): OpenAPIHono {
  const { requestsPerMinute, version, onFailure } = service.options;
  const app = new OpenAPIHono({
    defaultHook: (result, context) => {
      if (!result.success) return refused(context, inputRefused(result.error.issues, result.target));
      return undefined;
    },
  });
  app.use(async (context, next) => {
    for (const [name, value] of HEADERS) context.header(name, value);
    await next();
  });
  app.use(ownHostOnly(hosts));
  if (requestsPerMinute > 0) app.use(limitRate(requestsPerMinute));
  app.use(readBody);
  for (const given of OPERATIONS) {
    app.on(given.method.toUpperCase(), given.path.replace('{id}', ':id'), counted(service, given));
    install(app, service, given);
  }
  let document: object | null = null;
  app.get('/openapi.json', (context) => {
    document ??= describe(app, version);
    return context.json(document);
  });
  app.notFound((context) =>
    refused(
      context,
      new TokentwinError(
        'API_ROUTE',
        'There is no such resource, or not with that method: see GET /openapi.json.',
      ),
    ),
  );
  app.onError((error, context) => {
    const refusal = malformed(error);
    if (!(refusal instanceof TokentwinError)) onFailure(error);
    return refused(context, refusal);
  });
  return app;
}

/** What the framework refuses before a handler is called. */
function malformed(error: Error): Error {
  const { status } = error as Error & { readonly status?: number };
  if (status === 400) return new TokentwinError('API_INPUT', 'The body is not JSON.');
  if (status === 415)
    return new TokentwinError('API_MEDIA_TYPE', 'Send JSON: `Content-Type: application/json`.');
  return error;
}
