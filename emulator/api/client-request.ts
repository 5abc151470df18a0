/**
 * Requests of the client: one asked and answered, and a stream of events read.
 *
 * Promises: a refusal is an ApiProblem with the code of the server, whatever the request was. Stands on fetch alone, so
 * it runs where there is no Node.js too.
 */

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Of a stream that goes on; null: it begins now. */
  readonly lastEventId?: number | null;
  readonly signal?: AbortSignal | undefined;
}

/** A refusal of the server (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    /** As TokentwinError has it, for example API_TWIN_REMOVED. */
    readonly code: string,
    detail: string,
    /** The field of the request that is wrong, where one is. */
    readonly place: string | null,
  ) {
    super(detail);
  }
}

export interface ServerEvent {
  /** null: it is about the stream itself. */
  readonly id: number | null;
  readonly type: 'frame' | 'created' | 'removed' | 'gap' | 'end';
  readonly data: unknown;
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const text = await answer.text();
  try {
    const { code, detail, place } = JSON.parse(text) as Record<string, string | undefined>;
    return new ApiProblem(answer.status, code ?? 'API_FAULT', detail ?? '', place ?? null);
  } catch {
    return new ApiProblem(
      answer.status,
      'API_FAULT',
      `The server answered with status ${answer.status}.`,
      null,
    );
  }
}

/** @throws ApiProblem */
async function ask(url: string, token: string, request: ApiRequest): Promise<Response> {
  const { method, path, body, query = {}, lastEventId = null, signal } = request;
  const fields = Object.entries(query).filter((field): field is [string, string] => field[1] !== undefined);
  const search = fields.length === 0 ? '' : `?${new URLSearchParams(fields)}`;
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (lastEventId !== null) headers.set('Last-Event-ID', String(lastEventId));
  const answer = await fetch(`${url}${path}${search}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/** @throws ApiProblem */
export async function answerText(url: string, token: string, request: ApiRequest): Promise<string> {
  return await (await ask(url, token, request)).text();
}

/** @throws ApiProblem */
export async function answerBytes(url: string, token: string, request: ApiRequest): Promise<Uint8Array> {
  return new Uint8Array(await (await ask(url, token, request)).arrayBuffer());
}

function eventOf(block: string): ServerEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const end = line.indexOf(': ');
    if (end > 0) fields.set(line.slice(0, end), line.slice(end + 2));
  }
  const data = fields.get('data');
  if (data === undefined) return null;
  const id = fields.get('id');
  const type = fields.get('event') as ServerEvent['type'];
  return { id: id === undefined ? null : Number(id), type, data: JSON.parse(data) };
}

/** Events up to the end of the stream, which an `end` event explains. @throws ApiProblem */
export async function* serverEvents(
  url: string,
  token: string,
  request: ApiRequest,
): AsyncGenerator<ServerEvent> {
  const { body } = await ask(url, token, request);
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const blocks = (text + decoder.decode(piece.value, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event !== null) yield event;
      }
    }
  } finally {
    await reader.cancel();
  }
}
