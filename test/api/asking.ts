/**
 * The API on a free port of the loopback address, and who asks it: by fetch, and by bare requests of node:http, which
 * may have any header.
 */
import { type Agent, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ApiOptions, type RunningApi, startApi } from '../../emulator/api/server.js';

export const TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';

export interface Asked {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly text: string;
  /** Of an answer in JSON. */
  readonly json: Record<string, never>;
}

/** As much of a frame as tests look at. */
export interface FrameAnswer {
  readonly number: number;
  readonly at: number;
  readonly text: string;
  readonly cells: readonly { readonly character: string; readonly segments: number }[];
  readonly isMasked?: true;
}

export type Options = Partial<ApiOptions>;

/** Ends with the test. A fault of the program fails it. */
export async function running(options: Options = {}): Promise<Asker> {
  const faults: unknown[] = [];
  const api = await startApi({
    ...{ port: 0, token: TOKEN, seed: 'test', version: '0.0.0', showSecrets: false },
    onFailure: (error) => faults.push(error),
    ...options,
  });
  onTestFinished(async () => {
    await api.stop();
    if (faults.length > 0) throw faults[0];
  });
  return new Asker(api);
}

export class Asker {
  constructor(readonly api: RunningApi) {}

  get port(): number {
    return Number(new URL(this.api.url).port);
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    more: { readonly headers?: Record<string, string>; readonly signal?: AbortSignal } = {},
  ): Promise<Asked> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const answer = await fetch(`${this.api.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, ...type, ...more.headers },
      ...content,
      ...(more.signal && { signal: more.signal }),
    });
    const text = await answer.text();
    const mediaType = answer.headers.get('content-type') ?? '';
    const json =
      text !== '' && mediaType.includes('json') && !mediaType.includes('jsonl') ? JSON.parse(text) : {};
    return { status: answer.status, type: mediaType, headers: answer.headers, text, json };
  }

  /** An answer that must be good. */
  async good<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text, json } = await this.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return json as T;
  }

  async twin(body: object = { demo: true }): Promise<string> {
    return (await this.good<{ id: string }>('POST', '/twins', body)).id;
  }

  keys(id: string, step: object): Promise<FrameAnswer> {
    return this.good('POST', `/twins/${id}/keys`, step);
  }

  /** Up to the response, by keys. */
  async login(id: string, pin = '1234', challenge = '123456'): Promise<FrameAnswer> {
    await this.keys(id, { press: 'power' });
    await this.keys(id, { type: pin });
    await this.keys(id, { press: 'ok' });
    await this.keys(id, { type: challenge });
    return await this.keys(id, { press: 'ok' });
  }
}

/** A request whose headers are all that is given. */
export function bare(
  port: number,
  {
    method = 'GET',
    path = '/',
    headers = {},
    body = '',
  }: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
  agent?: Agent,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
