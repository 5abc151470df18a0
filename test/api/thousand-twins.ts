/**
 * Makes a thousand twins on one server, in a process of its own, and prints what they cost as JSON.
 *
 * The times are medians over several servers, whose first twins are made when everything is compiled.
 */
import { apiApp } from '../../emulator/api/api-app.js';

const TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const TWINS = 1000;
const SERVERS = 5;
/** Twins around the 10th and the 1000th. */
const AROUND = 19;
const FLASH_BYTES = 2048;

function freshApp() {
  return apiApp({
    ...{ token: TOKEN, port: 1, seed: 'thousand', version: '0', showSecrets: false },
    onFailure: (error) => {
      throw error;
    },
  });
}

async function make({ fetch }: ReturnType<typeof freshApp>): Promise<number> {
  const request = new Request('http://127.0.0.1:1/twins', {
    method: 'POST',
    headers: { Host: '127.0.0.1:1', Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const startedAt = performance.now();
  const { status } = await fetch(request);
  if (status !== 201) throw new Error(`status ${status}`);
  return performance.now() - startedAt;
}

function used(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] as number;
}

const warm = freshApp();
for (let count = 0; count < TWINS; count += 1) await make(warm);

const early: number[] = [];
const late: number[] = [];
const costs: number[] = [];
for (let server = 0; server < SERVERS; server += 1) {
  const app = freshApp();
  const before = used();
  const times: number[] = [];
  for (let count = 0; count < TWINS; count += 1) times.push(await make(app));
  costs.push((used() - before) / TWINS - FLASH_BYTES);
  early.push(...times.slice(0, AROUND));
  late.push(...times.slice(-AROUND));
  if (app.house.twins.length !== TWINS) throw new Error('twins are missing');
}
const figures = { bytes: Math.round(median(costs)), early: median(early), late: median(late) };
console.log(JSON.stringify(figures));
