/**
 * The API as this page asks it: every request with the token that the page's address has.
 */

export interface Twin {
  readonly id: string;
  readonly kind: 'dsc-plus' | 'security-code-card';
  readonly name: string;
  readonly profile: string;
}

export interface ShownFrame {
  readonly number: number;
  readonly at: number;
  readonly text: string;
  readonly faults?: readonly string[];
}

/** Index numbers at which a code card is wrong. */
export interface PrintFaults {
  readonly smudged: readonly number[];
  readonly misprinted: readonly number[];
}

/** A point in what has come to a card. */
export interface PastPoint {
  readonly position: number;
  readonly length: number;
  readonly input: string | null;
  readonly state: string;
  readonly frame: ShownFrame;
}

/** A refusal in the server's own words. */
export class Refused extends Error {}

const TOKEN = new URLSearchParams(location.search).get('token') ?? '';

async function answer(method: string, path: string, body?: object): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: {
      Authorization: `Bearer ${TOKEN}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new Refused(problem.detail ?? `The server answers with status ${response.status}.`);
}

async function json<T>(method: string, path: string, body?: object): Promise<T> {
  return (await (await answer(method, path, body)).json()) as T;
}

const at = (id: string) => `/twins/${encodeURIComponent(id)}`;

export const server = {
  twins: async () => (await json<{ twins: readonly Twin[] }>('GET', '/twins')).twins,
  make: (kind: string | undefined, profile: string) => json<Twin>('POST', '/twins', { kind, profile }),
  remove: (id: string) => answer('DELETE', at(id)),
  keys: (id: string, step: object) => json<ShownFrame>('POST', `${at(id)}/keys`, step),
  frame: (id: string) => json<ShownFrame>('GET', `${at(id)}/frame`),
  picture: async (id: string) => (await answer('GET', `${at(id)}/screen?format=svg`)).text(),
  response: async (id: string) =>
    (await json<{ response: string | null }>('GET', `${at(id)}/response`)).response,
  advance: (id: string, advanceMs: number) => json<ShownFrame>('POST', `${at(id)}/time`, { advanceMs }),
  faults: (id: string, changes: object) => json<ShownFrame>('PUT', `${at(id)}/faults`, changes),
  cutPower: (id: string) => json<ShownFrame>('POST', `${at(id)}/power-cut`, {}),
  lookUp: async (id: string, indices: readonly number[]) =>
    (await json<{ values: string }>('POST', `${at(id)}/lookup`, { indices })).values,
  print: (id: string, faults: { smudged: readonly number[]; misprinted: readonly number[] }) =>
    json<PrintFaults>('PUT', `${at(id)}/print`, faults),
  printFaults: (id: string) => json<PrintFaults>('GET', `${at(id)}/status`),
  past: (id: string, position: number) => json<PastPoint>('GET', `${at(id)}/history?position=${position}`),
  pastPicture: async (id: string, position: number) =>
    (await answer('GET', `${at(id)}/history/screen?position=${position}`)).text(),
  branch: (id: string, position: number) => json<Twin>('POST', `${at(id)}/history/branch`, { position }),
  /** Tells frames of all twins as they come, also those missed while the line was gone. */
  listen(heard: (id: string, frame: ShownFrame) => void, lost: (isLost: boolean) => void): void {
    const source = new EventSource(`/events?token=${encodeURIComponent(TOKEN)}`);
    source.addEventListener('frame', (event) => {
      const { twin, frame } = JSON.parse((event as MessageEvent<string>).data) as {
        twin: string;
        frame: ShownFrame;
      };
      heard(twin, frame);
    });
    source.addEventListener('open', () => lost(false));
    source.addEventListener('error', () => lost(true));
  },
};
