/**
 * Refusals of this API: problems with the headers of its every answer.
 */
import { problemOf, problemResponse } from '../../host/http/problem.js';
import { SECURITY_HEADERS } from '../../host/http/security-headers.js';

/** @param error anything but a TokentwinError is a fault of the program, of which nothing is said */
export function refused(error: unknown): Response {
  return problemResponse(problemOf(error), SECURITY_HEADERS);
}
