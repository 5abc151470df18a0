/**
 * What a frame shows is safe before anybody hears of it: the order of writes, syncs and frames.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';

const log: string[] = [];
/** Calls that fail with the system's code, after so many that do not. */
const failing = new Map<string, { readonly code: string; after: number }>();

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const noted = <Name extends 'writeSync' | 'fdatasyncSync' | 'fsyncSync' | 'linkSync'>(name: Name) =>
    ((...words: never[]) => {
      log.push(name.replace('Sync', ''));
      const failure = failing.get(name);
      if (failure !== undefined && --failure.after < 0)
        throw Object.assign(new Error(failure.code), { code: failure.code });
      return (fs[name] as (...words: never[]) => unknown)(...words);
    }) as unknown as (typeof fs)[Name];
  return {
    ...fs,
    writeSync: noted('writeSync'),
    fdatasyncSync: noted('fdatasyncSync'),
    fsyncSync: noted('fsyncSync'),
    linkSync: noted('linkSync'),
  };
});

const { createTokenFile } = await import('../../emulator/files/token-files.js');
const { DscPlus } = await import('../../emulator/index.js');
const { cardFileBytes } = await import('./token-file-bytes.js');

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-sync-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => failing.clear());

let files = 0;

function newFile(): string {
  files += 1;
  const file = join(folder, `card-${files}.token`);
  createTokenFile(file, cardFileBytes());
  return file;
}

/** What happened while `action` ran, repeats told once. */
function during(action: () => void): string[] {
  log.length = 0;
  action();
  return log.filter((entry, index) => entry !== log[index - 1]);
}

describe('a token file', () => {
  it('is safe before it has its name', () => {
    const order = during(() => newFile());
    expect(order.indexOf('fsync')).toBeGreaterThan(order.indexOf('write'));
    expect(order.indexOf('link')).toBeGreaterThan(order.indexOf('fsync'));
  });

  it('is synced after the writes of an input and before its frame is told', () => {
    const card = DscPlus.open(newFile());
    card.onFrame(({ text }) => log.push(text));
    expect(during(() => card.press('power'))).toEqual(['write', 'fdatasync', 'PIN>']);
    card.type('9999');
    expect(during(() => card.press('ok'))).toEqual(['write', 'fdatasync', 'PIN ERR4']);
    expect(during(() => card.press('1'))).toEqual(['1___']);
    card.close();
  });

  it('is synced once, at the end, for a caller that shows nothing before', () => {
    const card = DscPlus.open(newFile(), { syncAt: 'close' });
    const order = during(() => {
      card.press('power');
      card.type('9999');
      card.press('ok');
      card.close();
    });
    expect(order).toEqual(['write', 'fdatasync']);
  });

  it('of a closed twin is never written again', () => {
    const first = DscPlus.open(newFile());
    first.close();
    const second = DscPlus.open(newFile());
    expect(during(() => expect(() => first.press('power')).toThrow('closed'))).toEqual([]);
    second.close();
    first.close();
  });
});

describe('a token file whose disk fails', () => {
  const refusal = expect.objectContaining({ code: 'FILE_ACCESS' });

  it.each([
    ['writeSync', 'ENOSPC'],
    ['fdatasyncSync', 'EIO'],
  ])('tells nothing any more once %s has failed, also when it would succeed again', (call, code) => {
    const file = newFile();
    const card = DscPlus.open(file);
    const told: string[] = [];
    card.press('power');
    card.type('1234');
    card.onFrame(({ text }) => told.push(text));
    failing.set(call, { code, after: 0 });
    expect(() => card.press('ok')).toThrow(refusal);
    failing.clear();
    const inputs = [() => card.press('ok'), () => card.frame, () => card.input(() => 0), () => card.status()];
    for (const input of inputs) expect(input).toThrow(refusal);
    expect(() => card.close()).toThrow(refusal);
    expect(told).toEqual([]);
    expect(existsSync(`${file}.lock`)).toBe(false);
    const next = DscPlus.open(file);
    expect(next.press('power').text).toBe('PIN>');
    next.close();
  });

  it('changes nothing by itself any more, though time passes', () => {
    const card = DscPlus.open(newFile(), { clock: 'real' });
    failing.set('writeSync', { code: 'ENOSPC', after: 0 });
    // The prompt comes while the key is down, at a moment that cannot be passed.
    expect(() => card.press('power')).toThrow(refusal);
    expect(card.msUntilChange).toBeNull();
    expect(() => card.close()).toThrow(refusal);
  });

  it('is not made at all when its name cannot be made to last', () => {
    const before = readdirSync(folder);
    // The second one is that of the folder.
    for (const after of [0, 1]) {
      failing.set('fsyncSync', { code: 'EIO', after });
      expect(() => newFile()).toThrow(refusal);
      expect(readdirSync(folder)).toEqual(before);
    }
  });
});
