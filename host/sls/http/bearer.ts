/** The token of a request: `Authorization: Bearer TOKEN`. */
import type { Context } from 'hono';

const BEARER = /^Bearer +([^ ]+) *$/i;

/** @returns null where none is named */
export function bearerAuthToken(context: Context): string | null {
  return BEARER.exec(context.req.header('authorization') ?? '')?.[1] ?? null;
}
