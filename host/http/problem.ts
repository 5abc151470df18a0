/**
 * Refusals as HTTP says them: problem details (RFC 9457) with the code of the TokentwinError, for every server here.
 *
 * Promises: nothing of what a request held is repeated but names of fields; of a fault of the program nothing is said.
 */
import { ERROR_CODES, type ErrorCode, isTokentwinError, TokentwinError } from '../../firmware/error.js';

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 429 | 500 | 503;

/** Where an error is not the request's fault, or says more than that the request is wrong. */
const STATUSES: Partial<Record<ErrorCode, ProblemStatus>> = {
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
  SLS_CREDENTIALS: 401,
  SLS_LOGIN_FAILED: 401,
  SLS_SESSION: 401,
  SLS_DESK_TOKEN: 401,
  SLS_CHALLENGE: 404,
  SLS_UNKNOWN: 404,
  SLS_RESTRICTED: 403,
  SLS_RIGHTS: 403,
  SLS_NO_DEVICE: 409,
  SLS_DEVICE: 409,
  SLS_EXISTS: 409,
  SLS_ORDER: 409,
  SLS_EQUITY: 409,
  SLS_CONSECUTIVE: 409,
  SLS_SHARING: 409,
  SLS_LESS_SECURE: 409,
  SLS_DIFFERENT_IDENTIFICATION: 409,
  SLS_TEMPORARY_DEVICE: 409,
  SLS_OPT_OUT: 409,
  SLS_LIMIT: 409,
  SLS_RESEND: 429,
  SLS_RATE: 429,
  SLS_BUSY: 503,
  SLS_STORE: 503,
};

/** Members of `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: ProblemStatus;
  readonly detail: string;
  readonly code: ErrorCode;
  /** The field that is wrong. */
  readonly place?: string;
}

export function statusOf(code: ErrorCode): ProblemStatus {
  return STATUSES[code] ?? 400;
}

/** @param error anything but a TokentwinError is a fault of the program */
export function problemOf(error: unknown): Problem {
  const { code, message, details } = isTokentwinError(error)
    ? error
    : new TokentwinError('API_FAULT', 'The server has a fault of its own: please report it.');
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

/** @param headers of every answer of that server */
export function problemResponse(problem: Problem, headers: Readonly<Record<string, string>>): Response {
  const { status } = problem;
  const challenge = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json', ...challenge },
  });
}
