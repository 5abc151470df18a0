/**
 * Refusals of this API: one outward error for each step of a login, which says what is asked next.
 */
import type { Context } from 'hono';
import { TokentwinError } from '../../../firmware/error.js';
import { type Problem, problemOf } from '../../http/problem.js';
import type { FailedStep } from '../procedures/steps.js';

export interface LoginProblem extends Problem {
  /** What is asked next, after an answer that was wrong. */
  readonly next?: FailedStep['next'];
}

function answer(context: Context, problem: LoginProblem): Response {
  const { status } = problem;
  if (status === 401) context.header('WWW-Authenticate', 'Bearer');
  return context.body(JSON.stringify(problem), status, { 'Content-Type': 'application/problem+json' });
}

/** @param error anything but a TokentwinError is a fault of the program, of which nothing is said */
export function refused(context: Context, error: unknown): Response {
  return answer(context, problemOf(error));
}

/** "Login failed" (facts section 15 [public]), and what is asked next. */
export function failedResponse(context: Context, { next }: FailedStep): Response {
  return answer(context, { ...problemOf(new TokentwinError('SLS_LOGIN_FAILED', 'Login failed.')), next });
}
