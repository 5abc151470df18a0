/**
 * The document of the API (OpenAPI 3.1), made from the table of routes and the schemas that check what comes in.
 */
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../firmware/error.js';
import { statusOf } from '../../host/http/problem.js';
import type { AnswerShape, Route } from './route.js';
import { NAMED_SCHEMAS, nameOf } from './schemas/named.js';

type Json = { readonly [name: string]: unknown };

/** Refusals that any request may get. */
const EVERYWHERE: readonly ErrorCode[] = ['API_TOKEN', 'API_HOST', 'API_ORIGIN', 'API_CLOSED', 'API_FAULT'];
const OF_A_TWIN: readonly ErrorCode[] = ['API_TWIN_UNKNOWN', 'API_TWIN_REMOVED'];
const OF_A_BODY: readonly ErrorCode[] = ['API_INPUT', 'API_MEDIA_TYPE', 'API_BODY_SIZE'];

function reference(schema: z.ZodType): Json {
  return { $ref: `#/components/schemas/${nameOf(schema)}` };
}

/** All schemas with a name, as JSON Schema 2020-12. */
function components(): Json {
  const { schemas } = z.toJSONSchema(NAMED_SCHEMAS, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema]),
  );
}

function contentOf(answer: AnswerShape): Json {
  if ('schema' in answer) return { content: { 'application/json': { schema: reference(answer.schema) } } };
  if ('nothing' in answer) return {};
  // OpenAPI 3.1 gives bytes no schema.
  const media = (type: string) => (type === 'image/png' ? {} : { schema: { type: 'string' } });
  return { content: Object.fromEntries(answer.types.map((type) => [type, media(type)])) };
}

/** The codes of a route's refusals, each list under its status. */
function refusalsOf({ path, body, query, refusals }: Route): Json {
  const codes = new Set([
    ...EVERYWHERE,
    ...(path.includes('{id}') ? OF_A_TWIN : []),
    ...(body === null ? [] : OF_A_BODY),
    ...(query === null ? [] : (['API_INPUT'] as const)),
    ...refusals,
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `${code}: ${ERROR_CODES[code]}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function parametersOf({ path, query }: Route): readonly Json[] {
  const inPath = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (query === null) return inPath;
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' });
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }));
  return [...inPath, ...inQuery];
}

function operationOf(route: Route): Json {
  const { operation, summary, status, body, answer } = route;
  const parameters = parametersOf(route);
  // What may be left out altogether is what an empty object would do for.
  const isRequired = body !== null && !body.safeParse({}).success;
  return {
    operationId: operation,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== null && {
      requestBody: { required: isRequired, content: { 'application/json': { schema: reference(body) } } },
    }),
    responses: { [status]: { description: 'done', ...contentOf(answer) }, ...refusalsOf(route) },
  };
}

/** @param version of the program */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as Record<string, Json>)[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'tokentwin',
      version,
      description: 'Twins of hardware tokens: test devices, not issued by any broker.',
    },
    security: [{ bearer: [] }, { query: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        query: { type: 'apiKey', in: 'query', name: 'token' },
      },
      schemas: components(),
    },
  };
}
