/**
 * A resource with one of its methods, as data: the router, the checks of what comes in and the document of the API are
 * made from the same table of these.
 */
import type { z } from 'zod';
import type { ErrorCode } from '../../firmware/error.js';
import type { ApiHouse } from './api-house.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What a handler is given; `id` and `name` are those of the path, or empty. */
export interface Call<Body, Query> {
  readonly id: string;
  readonly name: string;
  readonly body: Body;
  readonly query: Query;
  readonly accept: string;
  readonly lastEventId: string | null;
  /** Aborted when who asked has gone away. */
  readonly signal: AbortSignal;
}

export type Answer =
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'content';
      readonly type: string;
      readonly content: string | Uint8Array<ArrayBuffer>;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'stream'; readonly stream: ReadableStream<Uint8Array> }
  | { readonly kind: 'nothing' };

/** What the document says of a good answer: JSON of a schema, or something of other types. */
export type AnswerShape =
  | { readonly schema: z.ZodType }
  | { readonly types: readonly string[] }
  | { readonly nothing: true };

export interface Route {
  readonly method: Method;
  /** As in the document: `/twins/{id}/keys`. */
  readonly path: string;
  /** The name of the function in a client. */
  readonly operation: string;
  readonly summary: string;
  /** Of a good answer: 200, 201 or 204. */
  readonly status: number;
  readonly body: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly answer: AnswerShape;
  /** Codes of refusals that the route has besides those of every route. */
  readonly refusals: readonly ErrorCode[];
  handle(call: Call<unknown, unknown>, house: ApiHouse): Answer | Promise<Answer>;
}

interface Definition<Body, Query> {
  readonly method: Method;
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly status?: number;
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  readonly answer: AnswerShape;
  readonly refusals?: readonly ErrorCode[];
  handle(call: Call<Body, Query>, house: ApiHouse): Answer | Promise<Answer>;
}

/** A route whose handler is given what its own schemas let through. */
export function route<Body = unknown, Query = unknown>(definition: Definition<Body, Query>): Route {
  const { status = 200, body = null, query = null, refusals = [], ...rest } = definition;
  return { ...rest, status, body, query, refusals } as unknown as Route;
}

export function json(value: unknown): Answer {
  return { kind: 'json', value };
}

export function content(type: string, content: string | Uint8Array<ArrayBuffer>): Answer {
  return { kind: 'content', type, content };
}

export const NOTHING: Answer = { kind: 'nothing' };
