/**
 * The API as a function of requests: guard, router, checks, answers. Knows nothing of sockets.
 *
 * Promises: every request gets an answer, with the headers of every answer; a refusal is a problem with a code.
 */
import { type Context, Hono } from 'hono';
import { TokentwinError } from '../../firmware/error.js';
import { SECURITY_HEADERS } from '../../host/http/security-headers.js';
import { ApiHouse, type HouseOptions } from './api-house.js';
import { Guard } from './guard.js';
import { bodyOf, checked, queryFields } from './input.js';
import { openApiOf } from './openapi.js';
import { refused } from './problem.js';
import type { Answer, Route } from './route.js';
import { ROUTES } from './routes/all-routes.js';
import { VIEW_PAGE, VIEW_POLICY } from './view/page.js';

const METHODS: ReadonlySet<string> = new Set(ROUTES.map(({ method }) => method));
const PATHS = ROUTES.map(({ path }) => new RegExp(`^${path.replaceAll(/\{[a-z]+\}/g, '[^/]+')}$`));

export interface ApiApp {
  readonly house: ApiHouse;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

export interface ApiAppOptions extends HouseOptions {
  readonly token: string;
  /** Where it is reached, which a request must name. */
  readonly port: number;
}

const JSON_HEADERS = { ...SECURITY_HEADERS, 'Content-Type': 'application/json' };
const STREAM_HEADERS = { ...SECURITY_HEADERS, 'Content-Type': 'text/event-stream' };

function responseOf(answer: Answer, status: number): Response {
  switch (answer.kind) {
    case 'json':
      return new Response(JSON.stringify(answer.value), { status, headers: JSON_HEADERS });
    case 'content': {
      const headers = { ...SECURITY_HEADERS, 'Content-Type': answer.type, ...answer.headers };
      return new Response(answer.content, { status, headers });
    }
    case 'stream':
      return new Response(answer.stream, { status, headers: STREAM_HEADERS });
    case 'nothing':
      return new Response(null, { status: 204, headers: SECURITY_HEADERS });
  }
}

async function answer(context: Context, route: Route, house: ApiHouse): Promise<Response> {
  const request = context.req.raw;
  const fields = route.query === null ? null : queryFields(new URL(request.url).searchParams);
  const call = {
    id: context.req.param('id') ?? '',
    name: context.req.param('name') ?? '',
    query: route.query === null ? null : checked(route.query, fields, true),
    body: route.body === null ? null : checked(route.body, await bodyOf(request)),
    accept: request.headers.get('accept') ?? '',
    lastEventId: request.headers.get('last-event-id'),
    get signal() {
      return request.signal;
    },
  };
  // The body may have come after the server was told to stop.
  checkOpen(house);
  return responseOf(await route.handle(call, house), route.status);
}

/** A browser that comes to the address of the API is shown the page. */
function isPageAsked({ method, url, headers }: Request): boolean {
  const isHtml = headers.get('accept')?.includes('text/html') === true;
  return method === 'GET' && isHtml && new URL(url).pathname === '/';
}

function page(): Response {
  return new Response(VIEW_PAGE, {
    headers: {
      ...SECURITY_HEADERS,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': VIEW_POLICY,
    },
  });
}

/** @throws TokentwinError API_CLOSED */
function checkOpen({ isClosed }: ApiHouse): void {
  if (isClosed) throw new TokentwinError('API_CLOSED', 'The server is stopping.');
}

/** A path that some route has, with another method. */
function notFound(path: string): TokentwinError {
  if (PATHS.some((pattern) => pattern.test(path)))
    return new TokentwinError('API_METHOD', 'The resource has other methods: see GET /openapi.json.');
  return new TokentwinError('API_ROUTE', 'There is no such resource: see GET /openapi.json.');
}

/** @returns the API, with a house of its own */
export function apiApp({ token, port, ...options }: ApiAppOptions): ApiApp {
  const house = new ApiHouse(options, () => openApiOf(ROUTES, options.version));
  const guard = new Guard(token, port);
  const router = new Hono();
  for (const route of ROUTES)
    router.on(route.method, route.path.replaceAll(/\{([a-z]+)\}/g, ':$1'), (context) =>
      answer(context, route, house),
    );
  router.notFound((context) => {
    throw notFound(context.req.path);
  });
  router.onError((error, { req }) => {
    // Who asked has gone away: nobody hears the answer.
    const isGone = req.raw.signal.aborted && error === req.raw.signal.reason;
    if (!isGone && !(error instanceof TokentwinError)) options.onFailure(error);
    return refused(error);
  });
  return {
    house,
    fetch(request) {
      try {
        guard.check(request.headers, new URL(request.url).searchParams);
        checkOpen(house);
        // HEAD would run what GET does and throw the answer away.
        if (!METHODS.has(request.method))
          throw new TokentwinError('API_METHOD', 'The API has no such method.');
        return isPageAsked(request) ? page() : router.fetch(request);
      } catch (error) {
        return refused(error);
      }
    },
  };
}
