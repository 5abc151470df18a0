/**
 * One operation of the API: its schemas check what comes in and describe it in the document, its handler answers.
 */
import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ERROR_CODES, type ErrorCode } from '../../../firmware/error.js';
import { statusOf } from '../../http/problem.js';
import { bearerAuthToken } from './bearer.js';
import { text } from './schemas/fields.js';
import { ProblemView } from './schemas/steps.js';
import type { SlsService } from './service.js';

/** Who may ask: anybody, a user in a session, or the desk. */
export type Access = 'public' | 'session' | 'desk';

/** What a handler is given; ids are those of the path, or empty. */
export interface Call<Body, Query> {
  readonly id: string;
  readonly body: Body;
  readonly query: Query;
  /** Of the session; null where none was named. */
  readonly token: string | null;
  readonly context: Context;
}

export interface Operation<Body = unknown, Query = unknown> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With at most one `{id}`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly access: Access;
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  /** null: nothing is answered. */
  readonly answer: z.ZodType | null;
  readonly refusals?: readonly ErrorCode[];
  handle(call: Call<Body, Query>, service: SlsService): Promise<unknown>;
}

/** An operation whose handler is given what its own schemas let through. */
export function operation<Body = undefined, Query = undefined>(
  definition: Operation<Body, Query>,
): Operation {
  return definition as unknown as Operation;
}

const ALWAYS: readonly ErrorCode[] = ['API_HOST', 'API_ORIGIN', 'SLS_RATE', 'API_FAULT'];
const BY_ACCESS: Readonly<Record<Access, readonly ErrorCode[]>> = {
  public: [],
  session: ['SLS_SESSION', 'SLS_RESTRICTED'],
  desk: ['SLS_DESK_TOKEN'],
};

function refusalsOf({ access, body, query, refusals = [] }: Operation): RouteConfig['responses'] {
  const ofInput: readonly ErrorCode[] = body === undefined && query === undefined ? [] : ['API_INPUT'];
  const codes = [...new Set([...ALWAYS, ...BY_ACCESS[access], ...ofInput, ...refusals])];
  const statuses = [...new Set(codes.map(statusOf))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes
          .filter((code) => statusOf(code) === status)
          .map((code) => `${code}: ${ERROR_CODES[code]}`)
          .join('; '),
        content: { 'application/problem+json': { schema: ProblemView } },
      },
    ]),
  );
}

function routeOf(given: Operation) {
  const { method, path, name, summary, access, body, query, answer } = given;
  return createRoute({
    ...{ method, path, operationId: name, summary },
    ...(access !== 'public' && { security: [{ [access]: [] }] }),
    request: {
      ...(path.includes('{id}') && { params: z.object({ id: text(128) }) }),
      ...(query !== undefined && { query: query as never }),
      ...(body !== undefined && {
        body: { required: true, content: { 'application/json': { schema: body } } },
      }),
    },
    responses: {
      ...(answer === null
        ? { 204: { description: 'done' } }
        : { 200: { description: 'done', content: { 'application/json': { schema: answer } } } }),
      ...refusalsOf(given),
    },
  });
}

/** Adds an operation to the API. */
export function install(app: OpenAPIHono, service: SlsService, given: Operation): void {
  const needsJson = given.body !== undefined;
  app.openapi(routeOf(given), async (context: Context) => {
    const token = bearerAuthToken(context);
    service.checkAccess(given.access, token);
    const answer = await given.handle(
      {
        id: context.req.param('id') ?? '',
        body: needsJson ? context.req.valid('json' as never) : undefined,
        query: given.query === undefined ? undefined : context.req.valid('query' as never),
        token,
        context,
      },
      service,
    );
    if (answer instanceof Response) return answer;
    return given.answer === null ? context.body(null, 204) : context.json(answer as object);
  });
}
