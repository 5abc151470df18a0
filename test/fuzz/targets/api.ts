/**
 * Requests to the HTTP API, one after the other, in this process and without a socket.
 *
 * Whatever is asked, the answer is good or a problem with a code; the server has no fault of its own, no frame's number
 * goes back, and no frame that is secret has a digit.
 */
import { type ApiApp, apiApp } from '../../../emulator/api/api-app.js';
import { textOf } from '../changes/text.js';
import { holdProblem } from '../refusal.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

const TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const HOST = '127.0.0.1:1';
const MAXIMUM_REQUESTS = 40;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

function isAsked(value: unknown): value is Asked {
  const { method, path } = (value ?? {}) as Partial<Record<keyof Asked, unknown>>;
  return typeof method === 'string' && typeof path === 'string' && /^\/[!-~]{0,200}$/.test(path);
}

function requestOf({ method, path, body }: Asked, signal: AbortSignal): Request | null {
  const headers = { Host: HOST, Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' };
  const content = body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) };
  try {
    return new Request(`http://${HOST}${path}`, { method, headers, signal, ...content });
  } catch {
    return null;
  }
}

function freshApp(): ApiApp {
  return apiApp({
    ...{ token: TOKEN, port: 1, seed: 'fuzz', version: '0', showSecrets: false },
    onFailure: (error) => {
      throw error;
    },
  });
}

/** The answer, or null of one that waits for a frame which nobody will bring about. */
async function answerOf(app: ApiApp, asked: Asked): Promise<Response | null> {
  const gone = new AbortController();
  const request = requestOf(asked, gone.signal);
  if (request === null) return null;
  let answer: Response | null = null;
  const answered = Promise.resolve(app.fetch(request)).then((given) => {
    answer = given;
  });
  // What does not wait needs no more than the body's turns of the event loop.
  for (let turn = 0; turn < 50 && answer === null; turn += 1) await new Promise((next) => setImmediate(next));
  const waited = answer === null;
  gone.abort();
  await answered;
  return waited ? null : answer;
}

/** @param numbers of the latest frame of each twin */
function checkFrame({ path }: Asked, text: string, numbers: Map<string, number>): void {
  const { number, text: shown, isSecret } = JSON.parse(text) as Record<string, unknown>;
  if (typeof number !== 'number') return;
  const id = path.split('/')[2] ?? '';
  hold(number >= (numbers.get(id) ?? 0), 'the answer is right', `the frame ${number} goes back`);
  numbers.set(id, number);
  hold(isSecret !== true || !/[0-9]/.test(String(shown)), 'secrets are kept', 'a secret frame has digits');
}

async function run(text: string, trace: Trace): Promise<void> {
  let asked: unknown;
  try {
    asked = JSON.parse(text);
  } catch {
    trace.mark('no JSON');
    return;
  }
  if (!Array.isArray(asked)) return;
  const app = freshApp();
  const numbers = new Map<string, number>();
  for (const each of asked.slice(0, MAXIMUM_REQUESTS).filter(isAsked)) {
    trace.step();
    const answer = await answerOf(app, each);
    if (answer === null) continue;
    const { status, headers, body } = answer;
    hold(headers.get('cache-control') === 'no-store', 'answers are well formed', 'a header is missing');
    if (headers.get('content-type') === 'text/event-stream') {
      await body?.cancel();
      trace.mark('events');
      continue;
    }
    const content = await answer.text();
    hold(status < 500, 'answers are well formed', `status ${status}`);
    if (status >= 400) {
      if (each.method !== 'HEAD') holdProblem(status, content, trace);
      continue;
    }
    trace.passed();
    trace.mark(
      `${each.method} ${each.path
        .split('?')[0]
        ?.replace(/[0-9]+/g, 'N')
        .slice(0, 40)}`,
    );
    if (headers.get('content-type') === 'application/json') checkFrame(each, content, numbers);
  }
  app.house.close();
}

export const target: FuzzTarget = {
  name: 'api',
  takes: 'requests to the HTTP API',
  form: 'json',
  share: 1,
  run: async (input, trace) => await run(textOf(input), trace),
};
