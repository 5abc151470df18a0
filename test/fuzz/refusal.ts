/** What every server here says of a request that it refuses. */
import { ERROR_CODES } from '../../firmware/error.js';
import { hold, type Trace } from './target.js';

/** @param text of the answer, which is a problem (RFC 9457) */
export function holdProblem(status: number, text: string, trace: Trace): void {
  const { code, detail } = JSON.parse(text) as { code: string; detail: string };
  trace.mark(`${status} ${code}`);
  hold(
    Object.hasOwn(ERROR_CODES, code) && /^[^\p{Cc}]{1,600}$/u.test(detail) && /[.)?]$/.test(detail),
    'a refusal has a code and a plain sentence',
    text,
  );
}
