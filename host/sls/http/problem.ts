/**
 * Refusals as the API says them: problem details (RFC 9457) with the code of the TokentwinError.
 *
 * Promises: nothing of what a request held is repeated but names of fields; one outward error for each step of a login.
 */
import type { Context } from 'hono';
import { ERROR_CODES, type ErrorCode, isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import type { FailedStep } from '../procedures/steps.js';

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503;

const STATUSES: Partial<Record<ErrorCode, ProblemStatus>> = {
  SLS_CREDENTIALS: 401,
  SLS_LOGIN_FAILED: 401,
  SLS_SESSION: 401,
  SLS_DESK_TOKEN: 401,
  SLS_CHALLENGE: 404,
  SLS_UNKNOWN: 404,
  API_ROUTE: 404,
  API_METHOD: 405,
  SLS_RESTRICTED: 403,
  SLS_RIGHTS: 403,
  API_HOST: 403,
  API_ORIGIN: 403,
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
  API_BODY_SIZE: 413,
  API_MEDIA_TYPE: 415,
  SLS_RESEND: 429,
  SLS_RATE: 429,
  API_FAULT: 500,
  API_CLOSED: 503,
  SLS_BUSY: 503,
  SLS_STORE: 503,
};

export function statusOf(code: ErrorCode): ProblemStatus {
  return STATUSES[code] ?? 400;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly place?: string;
  /** What is asked next, after an answer that was wrong. */
  readonly next?: FailedStep['next'];
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

function answer(context: Context, problem: Problem, status: ProblemStatus): Response {
  if (status === 401) context.header('WWW-Authenticate', 'Bearer');
  return context.body(JSON.stringify(problem), status, { 'Content-Type': 'application/problem+json' });
}

/** @param error anything but a TokentwinError is a fault of the program, of which nothing is said */
export function problemResponse(context: Context, error: unknown): Response {
  const refusal = isTokentwinError(error)
    ? error
    : new TokentwinError('API_FAULT', 'The server has a fault of its own: please report it.');
  return answer(context, problemOf(refusal), statusOf(refusal.code));
}

/** "Login failed" (facts section 15 [public]), and what is asked next. */
export function failedResponse(context: Context, { next }: FailedStep): Response {
  const refusal = new TokentwinError('SLS_LOGIN_FAILED', 'Login failed.');
  return answer(context, { ...problemOf(refusal), next }, 401);
}
