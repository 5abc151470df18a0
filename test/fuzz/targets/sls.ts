/**
 * Requests to the verifier, one after the other, in this process and without a socket. `$handle`, `$token`, `$device` and `$entity`
 * in a path or body stand for what the answers before gave.
 *
 * Whatever is asked, the answer is good or a problem with a code; the server has no fault of its own, and no answer holds
 * a key, a PIN's hash or a password.
 */
import { slsApp } from '../../../host/sls/http/app.js';
import { SlsService } from '../../../host/sls/http/service.js';
import { textOf } from '../changes/text.js';
import { holdProblem } from '../refusal.js';
import { freshVerifier } from '../subjects/verifier-subject.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';
import { SLS_KEY, SLS_PASSWORD, SLS_PIN_HASH } from '../valid/sls-requests.js';

const DESK_TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const HOST = '127.0.0.1:1';
const MAXIMUM_REQUESTS = 40;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly as?: 'desk' | 'session';
}

function isAsked(value: unknown): value is Asked {
  const { method, path } = (value ?? {}) as Partial<Record<keyof Asked, unknown>>;
  return typeof method === 'string' && typeof path === 'string' && /^\/[!-~]{0,200}$/.test(path);
}

const service = new SlsService({
  ...{ ...freshVerifier(), deskToken: DESK_TOKEN, requestsPerMinute: 0, version: '0' },
  onFailure: (error) => {
    throw error;
  },
});

/** Made once, since that takes as long as many inputs. */
const app = slsApp(service, new Set([HOST]));

/** What the answers so far gave, in the places where it is asked for. */
class Memory {
  readonly #known = new Map<string, string>();

  filled(text: string): string {
    return text.replace(
      /\$(handle|token|device|entity)/g,
      (word, name: string) => this.#known.get(name) ?? word,
    );
  }

  get token(): string {
    return this.#known.get('token') ?? 'none';
  }

  read(text: string): void {
    for (const [name, pattern] of [
      ['handle', /"handle":"([^"]+)"/],
      ['token', /"token":"([^"]+)"/],
      ['device', /"id":"([^"]+)","kind"/],
      ['entity', /^\{"id":"([^"]+)"\}$/],
    ] as const) {
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) this.#known.set(name, found);
    }
  }
}

function requestOf({ method, path, body, as }: Asked, memory: Memory): Request | null {
  const token = as === 'desk' ? DESK_TOKEN : memory.token;
  const headers = {
    Host: HOST,
    'Content-Type': 'application/json',
    ...(as !== undefined && { Authorization: `Bearer ${token}` }),
  };
  const content = body === undefined || method === 'GET' ? {} : { body: memory.filled(JSON.stringify(body)) };
  try {
    return new Request(`http://${HOST}${memory.filled(path)}`, { method, headers, ...content });
  } catch {
    return null;
  }
}

/** Of the secrets, those that an input has nowhere but where they belong: others it may be told again. */
function secretsOf(text: string): readonly string[] {
  const elsewhere = text.replace(/"(password|key|pinHash)":"[^"]*"/g, '');
  return [SLS_KEY, SLS_PIN_HASH, SLS_PASSWORD].filter((secret) => !elsewhere.includes(secret));
}

function check(status: number, text: string, secrets: readonly string[], trace: Trace): void {
  for (const secret of secrets)
    hold(!text.includes(secret), 'secrets are kept', 'an answer holds a key, a hash or a password');
  if (status < 400) {
    trace.passed();
    return;
  }
  hold(status < 500, 'the answer is right', `status ${status}`);
  holdProblem(status, text, trace);
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
  // Each input has a verifier of its own.
  Object.assign(service, freshVerifier());
  const memory = new Memory();
  const secrets = secretsOf(text);
  for (const each of asked.slice(0, MAXIMUM_REQUESTS).filter(isAsked)) {
    trace.step();
    const request = requestOf(each, memory);
    if (request === null) continue;
    const answer = await app.fetch(request);
    hold(
      answer.headers.get('cache-control') === 'no-store',
      'answers are well formed',
      'a header is missing',
    );
    const said = await answer.text();
    memory.read(said);
    // Its own key is what it is asked for, after an identification.
    if (!each.path.includes('/secret')) check(answer.status, said, secrets, trace);
  }
}

export const target: FuzzTarget = {
  name: 'sls',
  takes: 'requests to the verifier',
  form: 'json',
  share: 1,
  run: (input, trace) => run(textOf(input), trace),
};
