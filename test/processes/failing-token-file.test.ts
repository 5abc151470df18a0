/**
 * A token file whose disk fails at one write or sync, whichever it is and however the card is reached: nothing is told
 * that is not stored, the process ends with a sentence and a status, and the card is as it was or as after a step.
 */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { enter } from '../unit/card-keys.js';
import { ocraNumeric } from '../unit/node-ocra.js';
import { type CardState, courseOf, isState, isTold, newCard, SUITE } from './card-model.js';
import type { HookPlan } from './hook-plan.js';
import { KEYPAD_WAY } from './keypad-way.js';
import { RESPOND_WAY } from './respond-way.js';
import { cardIn, makeTokenFile } from './token-file-seen.js';
import { TwinProcess } from './twin-process.js';
import type { Errand, Way } from './way.js';
import { WIRE_WAY } from './wire-way.js';

const PIN = '83515173';
const KEYS = { key: Buffer.from('12345678901234567890'), unlockKey: Buffer.from('09876543210987654321') };
const CHALLENGE = '123456';
const LOGIN: Errand = { type: 'login', pin: PIN, challenge: CHALLENGE };
const REFUSAL = /^tokentwin: [^\n]+ \(FILE_ACCESS\)\n$/;

function newFile(name = 'card.token'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-failing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  makeTokenFile(file, PIN, KEYS, { pageBytes: 512, pageCount: 2 });
  return file;
}

/** The next one that opens the file finds a card that works. */
function expectWorks(file: string, { counter }: CardState): void {
  const card = DscPlus.open(file);
  card.press('power');
  enter(card, PIN);
  expect(enter(card, CHALLENGE).text).toBe(
    ocraNumeric(SUITE, CHALLENGE, { key: KEYS.key, pin: PIN, counter }),
  );
  card.close();
  expect(readdirSync(join(file, '..')).filter((name) => name !== 'card.sock')).toEqual([basename(file)]);
}

/** @returns how many requests were told before the process ended; null when it did not end */
async function logInWith(way: Way, file: string, hook: HookPlan): Promise<number | null> {
  const requests = way.requests(LOGIN);
  const options = { file, keys: KEYS, hook, first: requests[0] ?? [], spawned: () => {} };
  const service = await way.start(options);
  let card = newCard(PIN);
  try {
    for (const [number, request] of requests.entries()) {
      const course = courseOf(request, card, KEYS);
      const answer = await service.ask(request, '');
      if (answer.type === 'told') {
        expect(isTold(answer.told, course.told)).toBe(true);
        card = course.states.at(-1) as CardState;
        continue;
      }
      expect(await service.process.ended).toEqual({ status: 1, signal: null });
      expect(service.process.stderr).toMatch(REFUSAL);
      const found = cardIn(file);
      expect(course.states.some((state) => isState(found, state))).toBe(true);
      expectWorks(file, found);
      return number;
    }
    return null;
  } finally {
    service.process.kill();
    await service.process.ended;
    await service.close();
  }
}

const FAILURES = [
  ['write', 'ENOSPC'],
  ['sync', 'EIO'],
] as const;

describe.each([RESPOND_WAY, KEYPAD_WAY, WIRE_WAY])('a card reached by $name', (way) => {
  it.each(FAILURES)('whose %s fails tells nothing of it', async (name, code) => {
    let failed = 0;
    for (;;) {
      const call = failed + 1;
      const file = newFile();
      // Once only: what is tried again would succeed, and must not be taken for the first try.
      const fail = { name, code, from: call, to: call, part: call % 2 === 0 ? 0.5 : 0 };
      if ((await logInWith(way, file, { fail })) === null) break;
      failed += 1;
    }
    expect(failed).toBeGreaterThanOrEqual(name === 'write' ? 8 : way === RESPOND_WAY ? 1 : 3);
  });
});

describe('emulate --headless', () => {
  it('runs no line behind the one that failed', async () => {
    const file = newFile();
    const hook: HookPlan = { fail: { name: 'sync', from: 2, to: 2, code: 'EIO' } };
    const twin = new TwinProcess(file, ['emulate', file, '--headless'], hook);
    twin.tell(['press power', `type ${PIN}`, 'press ok', `type ${CHALLENGE}`, 'press ok']);
    expect(await twin.ended).toEqual({ status: 1, signal: null });
    expect(twin.stdout).toMatch(/^#[0-9]+ -{7}3\n$/m);
    expect(twin.stdout).not.toContain('CHALLNG>');
    expect(twin.stderr).toMatch(REFUSAL);
  });

  it('gives every token file back when one of them fails', async () => {
    const file = newFile();
    const other = join(file, '..', 'other.token');
    makeTokenFile(other, PIN, KEYS, { pageBytes: 512, pageCount: 2 });
    const hook: HookPlan = { fail: { name: 'sync', from: 1, to: 9, code: 'EIO' } };
    const twin = new TwinProcess(file, ['emulate', file, other, '--headless'], hook);
    twin.tell(['device 2', 'press power']);
    await twin.line(/^2: #[0-9]+ PIN>$/);
    twin.tell(['device 1', 'press power']);
    expect(await twin.ended).toEqual({ status: 1, signal: null });
    expect(twin.stderr).toMatch(REFUSAL);
    expect([existsSync(`${file}.lock`), existsSync(`${other}.lock`)]).toEqual([false, false]);
  });

  it('ends behind vpcd too, without an answer', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const file = newFile();
    const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const hook: HookPlan = { fail: { name: 'sync', from: 2, to: 9, code: 'EIO' } };
    const twin = new TwinProcess(file, ['emulate', file, '--headless', '--vpcd', place], hook);
    const [reader] = (await once(server, 'connection')) as [Socket];
    const heard: Buffer[] = [];
    reader.on('data', (bytes: Buffer) => heard.push(bytes));
    // Power, the ATR, then VERIFY: only the last one finds a disk that fails.
    reader.write(Buffer.from('000101' + '000104', 'hex'));
    while (heard.length === 0) await once(reader, 'data');
    reader.write(Buffer.from(`000d0020008108${Buffer.from(PIN).toString('hex')}`, 'hex'));
    expect(await twin.ended).toEqual({ status: 1, signal: null });
    expect(twin.stderr).toMatch(REFUSAL);
    const atr = Buffer.concat(heard);
    expect(atr.readUInt16BE(0)).toBe(atr.length - 2);
    expectWorks(file, cardIn(file));
  });
});
