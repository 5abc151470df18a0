/**
 * Loss of mains at every moment, in every way: what was written since the last sync may be on the disk or not, each
 * block of 4 KiB as it was after any of its writes. What was told before is there, and of the request under way any
 * step may have happened.
 *
 * The writes and syncs of a real token file are written down, and every image that can be left of them is looked at.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  type Act,
  type CardState,
  courseOf,
  isState,
  knowing,
  newCard,
  orDead,
  type Request,
} from './card-model.js';
import type { Geometry } from './token-file-seen.js';
import { actsOf, type Errand } from './way.js';

type Entry =
  | { readonly type: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly type: 'sync' }
  | { readonly type: 'told' };

let entries: Entry[] = [];

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeSync = (
    descriptor: number,
    bytes: Uint8Array,
    start = 0,
    length?: number,
    position?: number,
  ) => {
    const written = fs.writeSync(descriptor, bytes, start, length, position);
    if (typeof position === 'number')
      entries.push({ type: 'write', position, bytes: Buffer.from(bytes.slice(start, start + written)) });
    return written;
  };
  const fdatasyncSync = (descriptor: number) => {
    fs.fdatasyncSync(descriptor);
    entries.push({ type: 'sync' });
  };
  return { ...fs, writeSync, fdatasyncSync };
});

const { FlashChip } = await import('../../emulator/board/flash-chip.js');
const { DscPlus } = await import('../../emulator/twin/dsc-plus.js');
const { Journal } = await import('../../firmware/storage/journal.js');
const { readDscPlus } = await import('../../firmware/token-file/read-token.js');
const { TOKEN_HEADER_BYTES } = await import('../../firmware/token-file/token-file.js');
const { cardIn, makeTokenFile } = await import('./token-file-seen.js');

const BLOCK_BYTES = 4096;
const PIN = '83515173';
const KEYS = { key: Buffer.from('12345678901234567890'), unlockKey: Buffer.from('09876543210987654321') };
const RIGHT: Errand = { type: 'login', pin: PIN, challenge: '123456' };
const WRONG: Errand = { type: 'login', pin: '93515173', challenge: '123456' };

const folder = mkdtempSync(join(tmpdir(), 'tokentwin-mains-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What happened to a file, and what its card was asked meanwhile. */
interface Story {
  readonly geometry: Geometry;
  readonly before: Buffer;
  readonly requests: readonly Request[];
  readonly entries: readonly Entry[];
}

type Twin = ReturnType<typeof DscPlus.open>;

function perform(card: Twin, act: Act): void {
  switch (act.type) {
    case 'verify':
      card.advance({ seconds: 400 });
      card.press('power');
      if (act.purpose === 'changePin') card.hold('ok', { ms: 2000 });
      card.type(act.pin);
      card.press('ok');
      break;
    case 'respond':
      card.type(act.challenge);
      card.press('ok');
      break;
    case 'setPin':
      for (const _ of ['new', 'again']) {
        card.type(act.pin);
        card.press('ok');
      }
      break;
    default:
      throw new Error('no story has this act');
  }
}

/** Each act by the keys of a running twin, told when its key returns. */
function byKeys(errands: readonly Errand[], geometry: Geometry): Story {
  const file = join(folder, `card-${JSON.stringify(geometry).replace(/\W+/g, '-')}-${errands.length}.token`);
  makeTokenFile(file, PIN, KEYS, geometry);
  const before = readFileSync(file);
  const card = DscPlus.open(file);
  const requests: Request[] = [];
  entries = [];
  let state = newCard(PIN);
  for (const act of errands.flatMap(actsOf)) {
    if (act.type === 'respond' && card.status().state !== 'enterChallenge') continue;
    requests.push([act]);
    perform(card, act);
    entries.push({ type: 'told' });
    state = courseOf([act], state, KEYS).states.at(-1) as CardState;
  }
  const story = { geometry, before, requests, entries };
  card.close();
  expect(isState(cardIn(file), state)).toBe(true);
  rmSync(file);
  return story;
}

/** Logins as `tokentwin respond` does them: told when the file is closed. */
function byRespond(logins: number, geometry: Geometry): Story {
  const file = join(folder, 'card-respond.token');
  makeTokenFile(file, PIN, KEYS, geometry);
  const before = readFileSync(file);
  entries = [];
  for (let login = 0; login < logins; login += 1) {
    const card = DscPlus.open(file, { syncAt: 'close' });
    for (const act of actsOf(RIGHT)) perform(card, act);
    card.close();
    entries.push({ type: 'told' });
  }
  rmSync(file);
  return { geometry, before, requests: Array.from({ length: logins }, () => actsOf(RIGHT)), entries };
}

/** Every image that loss of mains can leave of some writes that were not synced. */
function* images(safe: Buffer, pending: readonly Extract<Entry, { type: 'write' }>[]): Generator<Buffer> {
  const [first] = pending;
  if (first === undefined) {
    yield safe;
    return;
  }
  const block = Math.floor(first.position / BLOCK_BYTES);
  const isHere = ({ position }: { position: number }) => Math.floor(position / BLOCK_BYTES) === block;
  const others = pending.filter((write) => !isHere(write));
  const image = Buffer.from(safe);
  yield* images(image, others);
  for (const { position, bytes } of pending.filter(isHere)) {
    bytes.copy(image, position);
    yield* images(Buffer.from(image), others);
  }
}

function stateIn(image: Buffer, { pageBytes, pageCount }: Geometry): CardState {
  const chip = new FlashChip(Uint8Array.from(image.subarray(TOKEN_HEADER_BYTES)), pageBytes, pageCount);
  const { pin, triesUsed, counter, unlock, dead } = readDscPlus(chip);
  Journal.mount(chip);
  const again = readDscPlus(chip);
  expect([again.pin, again.triesUsed, again.counter]).toEqual([pin, triesUsed, counter]);
  return orDead({ pin: pin ?? '', triesUsed, counter, unlock, dead });
}

/** @returns how many images were looked at, and how many of them were not as they must be */
function lookAtAll({ geometry, before, requests, entries: story }: Story): { looked: number; wrong: number } {
  const safe = Buffer.from(before);
  let pending: Extract<Entry, { type: 'write' }>[] = [];
  let told = 0;
  let state = newCard(PIN);
  let looked = 0;
  let wrong = 0;
  const look = () => {
    const course = courseOf(requests[told] ?? [], state, KEYS);
    for (const image of images(safe, pending)) {
      looked += 1;
      if (!isOneOf(image, geometry, course.states)) wrong += 1;
    }
  };
  look();
  for (const entry of story) {
    if (entry.type === 'write') pending.push(entry);
    else if (entry.type === 'sync') {
      for (const { position, bytes } of pending) bytes.copy(safe, position);
      pending = [];
    } else {
      const course = courseOf(requests[told] ?? [], state, KEYS);
      state = knowing(course.told, course.states.at(-1) as CardState);
      told += 1;
    }
    look();
  }
  return { looked, wrong };
}

function isOneOf(image: Buffer, geometry: Geometry, states: readonly CardState[]): boolean {
  try {
    const found = stateIn(image, geometry);
    return states.some((state) => isState(found, state));
  } catch {
    return false;
  }
}

/** Pages in one block, in one block each, and some together. */
const GEOMETRIES: readonly Geometry[] = [
  { pageBytes: 512, pageCount: 2 },
  { pageBytes: 2048, pageCount: 3 },
  { pageBytes: 4096, pageCount: 2 },
];
const CHANGE: Errand = { type: 'changePin', pin: PIN, newPin: '62409918' };
const CHANGE_BACK: Errand = { type: 'changePin', pin: '62409918', newPin: PIN };
const ERRANDS = [RIGHT, WRONG, WRONG, CHANGE, CHANGE_BACK, WRONG, ...Array.from({ length: 30 }, () => RIGHT)];

function without(story: Story, isDropped: (next: Entry | undefined) => boolean): Story {
  const kept = story.entries.filter(
    ({ type }, index) => type !== 'sync' || !isDropped(story.entries[index + 1]),
  );
  return { ...story, entries: kept };
}

function isErase(entry: Entry | undefined): boolean {
  return entry?.type === 'write' && entry.bytes.length >= 512 && entry.bytes.every((byte) => byte === 0xff);
}

describe.each(GEOMETRIES)('loss of mains with $pageCount pages of $pageBytes bytes', (geometry) => {
  it('leaves what was shown by a running twin', () => {
    const { looked, wrong } = lookAtAll(byKeys(ERRANDS, geometry));
    expect(wrong).toBe(0);
    expect(looked).toBeGreaterThan(500);
  });

  it('leaves what was printed by respond', () => {
    const { looked, wrong } = lookAtAll(byRespond(20, geometry));
    expect(wrong).toBe(0);
    expect(looked).toBeGreaterThan(200);
  });

  it('would cost something that was shown, were nothing synced', () => {
    expect(lookAtAll(without(byKeys(ERRANDS.slice(0, 3), geometry), () => true)).wrong).toBeGreaterThan(0);
  });
});

it('loss of mains would cost the card, were an erase not to wait for what replaces its page', () => {
  const story = byKeys(ERRANDS, { pageBytes: 4096, pageCount: 2 });
  expect(lookAtAll(without(story, isErase)).wrong).toBeGreaterThan(0);
});
