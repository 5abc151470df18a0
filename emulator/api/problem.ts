/**
 * Refusals as the API says them: problem details of RFC 9457, with the code of the TokentwinError.
 *
 * Promises: nothing of what a request held is repeated but names of fields.
 */
import { ERROR_CODES, type ErrorCode, isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Where an error is not the request's fault, or says more than that the request is wrong. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  API_TOKEN: 401,
  API_HOST: 403,
  API_ORIGIN: 403,
  API_ROUTE: 404,
  API_METHOD: 405,
  API_MEDIA_TYPE: 415,
  API_BODY_SIZE: 413,
  API_TWIN_UNKNOWN: 404,
  API_TWIN_REMOVED: 410,
  API_TWIN_KIND: 409,
  API_SNAPSHOT_UNKNOWN: 404,
  API_PAST: 404,
  API_SNAPSHOT: 409,
  API_LIMIT: 429,
  API_CLOSED: 503,
  API_FAULT: 500,
  CARD_MUTE: 409,
  FILE_ACCESS: 500,
  FLASH_DAMAGED: 409,
  FLASH_FULL: 409,
};

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly place?: string;
}

export function statusOf(code: ErrorCode): number {
  return STATUSES[code] ?? 400;
}

export function problemOf({ code, message, details }: TokentwinError): Problem {
  const { place } = details;
  return {
    type: `urn:tokentwin:error:${code}`,
    title: ERROR_CODES[code],
    status: statusOf(code),
    detail: message,
    code,
    ...(place !== undefined && { place }),
  };
}

/** @param error anything but a TokentwinError is a fault of the program, of which nothing is said */
export function problemResponse(error: unknown): Response {
  const refusal = isTokentwinError(error)
    ? error
    : new TokentwinError('API_FAULT', 'The server has a fault of its own: please report it.');
  const problem = problemOf(refusal);
  const headers = { ...SECURITY_HEADERS, 'Content-Type': 'application/problem+json' };
  const challenge = problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, ...challenge },
  });
}
