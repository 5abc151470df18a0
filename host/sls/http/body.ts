/**
 * The body of a request: known in its length, not longer than it may be, and read straight from the connection.
 *
 * The framework would make a stream and a second request object for each body, which costs more than the rest of the
 * request. Where there is no connection, as in a test, it does so all the same.
 */
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { TokentwinError } from '../../../firmware/error.js';

const BODY_BYTES = 65_536;

function textOf(incoming: HttpBindings['incoming']): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')));
    incoming.on('close', () =>
      reject(new TokentwinError('API_INPUT', 'The request ended before its body was there.')),
    );
  });
}

/** Puts the text of the body where the framework looks for it. @throws TokentwinError API_BODY_SIZE, API_INPUT */
export const readBody: MiddlewareHandler = async ({ req, env }, next) => {
  const length = Number(req.header('content-length') ?? 0);
  // Node.js reads no more of a body than was said.
  if (req.header('transfer-encoding') !== undefined || length > BODY_BYTES)
    throw new TokentwinError('API_BODY_SIZE', 'A body has at most 64 KiB and says so by Content-Length.');
  const { incoming } = (env ?? {}) as Partial<HttpBindings>;
  // The framework keeps a promise there, whatever its types say.
  if (incoming !== undefined && length > 0) req.bodyCache.text = textOf(incoming) as never;
  await next();
};
