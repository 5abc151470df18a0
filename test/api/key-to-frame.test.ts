/** From a key to its frame over HTTP, beside a route of the same server that does nothing, in the same run. */
import { Agent } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bare, running, TOKEN } from './asking.js';

const ROUNDS = 15;

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] as number;
}

describe.each([
  { clients: 1, requests: 150 },
  { clients: 100, requests: 5 },
])('with $clients at once', ({ clients, requests }) => {
  it('a key takes at most twice the time of an empty answer', async () => {
    const asker = await running();
    const { port } = asker;
    const agent = new Agent({ keepAlive: true, maxSockets: clients });
    const ids = await Promise.all(Array.from({ length: clients }, () => asker.twin()));
    for (const id of ids) await asker.keys(id, { press: 'power' });
    const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${TOKEN}` };
    const posted = { ...headers, 'content-type': 'application/json' };
    const empty = () => bare(port, { path: '/', headers }, agent);
    const key = (id: string, at: number) =>
      bare(
        port,
        {
          ...{ method: 'POST', path: `/twins/${id}/keys`, headers: posted },
          body: JSON.stringify({ press: at % 2 === 0 ? '1' : 'back' }),
        },
        agent,
      );
    const timed = async (ask: (id: string, at: number) => Promise<{ status: number }>) => {
      const startedAt = performance.now();
      await Promise.all(
        ids.map(async (id) => {
          for (let at = 0; at < requests; at += 1) expect((await ask(id, at)).status).toBe(200);
        }),
      );
      return performance.now() - startedAt;
    };
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Which comes first changes, so that neither has the warmer machine.
      const first = round % 2 === 0 ? empty : key;
      const one = await timed(first);
      const other = await timed(first === empty ? key : empty);
      const [ofEmpty, ofKey] = first === empty ? [one, other] : [other, one];
      if (round >= 3) ratios.push(ofEmpty / ofKey);
    }
    agent.destroy();
    const ratio = median(ratios);
    console.log(
      `api: an empty route takes ${ratio.toFixed(2)} of the time of a key, with ${clients} clients`,
    );
    expect(ratio).toBeGreaterThanOrEqual(0.5);
  });
});
