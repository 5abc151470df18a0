/** No secret in what the API says, nor in what the commands print that serve it, unless it was asked for by name. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningProgram } from '../command-line/run-program.js';
import { fillFolder } from './local-scenarios.js';
import { CHALLENGE, KEY, PIN, responseTo, secretMarks, UNLOCK_KEY, WRONG_PIN } from './marked-card.js';

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-api-silence-'));
const marks = secretMarks();
const CARD = { profile: { name: 'marked', pin: { digits: 8 } }, pin: PIN, key: KEY, unlockKey: UNLOCK_KEY };

beforeAll(() => fillFolder(folder));
afterAll(() => rmSync(folder, { recursive: true }));

class Served {
  /** Everything that was answered. */
  said = '';
  readonly #gone = new AbortController();

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Reads events to the end of the server. */
  async listen(): Promise<void> {
    const answer = await fetch(`${this.url}/events?token=${this.token}`, {
      headers: { 'Last-Event-ID': '0' },
      signal: this.#gone.signal,
    });
    for await (const piece of answer.body ?? []) this.said += Buffer.from(piece).toString('utf8');
  }

  async ask(method: string, path: string, body?: unknown, token = this.token): Promise<string> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const headers = [...answer.headers].map((header) => header.join(': ')).join('\n');
    const text = await answer.text();
    this.said += `${headers}\n${text}`;
    return text;
  }
}

/** A login at a card and much that is refused, each with a secret in it. */
async function useCard(served: Served, id: string): Promise<void> {
  for (const pin of [WRONG_PIN, PIN]) {
    for (const step of [
      { press: 'power' },
      { type: pin },
      { press: 'ok' },
      { type: CHALLENGE },
      { press: 'ok' },
    ])
      await served.ask('POST', `/twins/${id}/keys`, step);
    for (const path of ['frame', 'status', 'screen?format=svg', 'screen?format=text', 'snapshots'])
      await served.ask('GET', `/twins/${id}/${path}`);
    await served.ask('POST', `/twins/${id}/snapshots`, { name: 'kept' });
    if (pin === WRONG_PIN) await served.ask('POST', `/twins/${id}/time`, { advanceMs: 60_000 });
  }
  await served.ask('POST', `/twins/${id}/keys`, { type: `${PIN}x` });
  await served.ask('POST', `/twins/${id}/keys`, { press: PIN });
  await served.ask('POST', `/twins/${id}/keys`, `{"type":"${PIN}"`);
  await served.ask('POST', '/twins', { ...CARD, key: `${KEY}0` });
  await served.ask('POST', '/twins', { ...CARD, pin: `${PIN}${PIN}` });
  await served.ask('POST', '/twins', { ...CARD, seed: Number(PIN) });
  await served.ask('POST', `/twins/${id}/apdu`, { command: `${KEY}0` });
  await served.ask('GET', `/twins/${PIN}`);
  await served.ask('GET', `/twins/${id}/frame?after=${KEY}`);
  await served.ask('GET', '/', undefined, KEY);
}

async function address(program: RunningProgram): Promise<Served> {
  const [, url = '', token = ''] =
    /^api (http:\S+)\/\?token=([0-9a-f]{32})$/.exec(await program.line(/^api /)) ?? [];
  return new Served(url, token);
}

describe('the API', () => {
  it('of `api` keeps secrets to itself, and says the response where it is asked for by name', async () => {
    const program = new RunningProgram(['api'], { folder });
    const served = await address(program);
    const listening = served.listen();
    const { id } = JSON.parse(await served.ask('POST', '/twins', CARD)) as { id: string };
    await useCard(served, id);
    expect(marks.findIn(served.said)).toEqual([]);
    const response = await served.ask('GET', `/twins/${id}/response`);
    expect(marks.findIn(response)).toEqual(expect.arrayContaining(['response in text']));
    expect(response).toContain(responseTo(CHALLENGE));
    expect(await served.ask('GET', `/twins/${id}/recording`)).toContain('holds keys, PINs and responses');
    served.said = '';
    process.kill(program.pid, 'SIGINT');
    const { status, stdout, stderr } = await program.end();
    await listening;
    expect(status).toBe(0);
    expect(served.said).toContain('API_CLOSED');
    expect(marks.findIn(served.said + stdout + stderr)).toEqual([]);
  });

  it('of `emulate` keeps the secrets of a token file, and prints nothing of what it was asked', async () => {
    const program = new RunningProgram(['emulate', 'my.token', '--headless', '--api', '0'], { folder });
    const served = await address(program);
    await useCard(served, '1');
    for (const path of ['recording', 'snapshots/kept/restore']) await served.ask('GET', `/twins/1/${path}`);
    expect(marks.findIn(served.said)).toEqual([]);
    process.kill(program.pid, 'SIGTERM');
    const { status, stdout, stderr } = await program.end();
    expect(status).toBe(143);
    // It prints what the display shows.
    expect(marks.findIn(stdout, ['response', 'response of the wrong PIN'])).toEqual([]);
    expect(stderr).toBe('');
  });
});
