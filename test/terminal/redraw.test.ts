/** How often pictures are drawn: at once for a person, seldom for a busy line. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceLine } from '../../emulator/reader/device-line.js';
import { MAXIMUM_ENTRIES } from '../../emulator/terminal/event-log.js';
import { LineWatch } from '../../emulator/terminal/line-watch.js';
import { Session } from '../../emulator/terminal/session.js';
import { demoDscPlus, openDevice } from './headless-terminal.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function traffic(number: number) {
  const entry = { slot: 0, asked: `command ${number}`, answered: '9000 done' };
  return { type: 'traffic', entry } as const;
}

/** A session on a screen that keeps its pictures. */
function start() {
  const device = demoDscPlus();
  const line = new DeviceLine(device, '/dev/pts/5', () => {});
  const pictures: string[] = [];
  const session = new Session(
    { devices: [device], lines: [line], clipboard: true, sealed: false, openDevice },
    { utf8: true, colours: false },
  );
  session.start({
    size: { width: 80, height: 24 },
    draw: (text) => pictures.push(text),
    send: () => {},
    close: () => {},
  });
  vi.advanceTimersByTime(1);
  return { session, line, pictures };
}

describe('a session', () => {
  it('draws at most twenty pictures a second of thousands of commands, and the newest is on the last', () => {
    const { session, line, pictures } = start();
    pictures.length = 0;
    for (let millisecond = 0; millisecond < 1000; millisecond += 1) {
      for (let command = 0; command < 5; command += 1) line.tell(traffic(5 * millisecond + command));
      vi.advanceTimersByTime(1);
    }
    expect(pictures.length).toBeGreaterThanOrEqual(15);
    expect(pictures.length).toBeLessThanOrEqual(21);
    vi.advanceTimersByTime(50);
    expect(pictures.at(-1)).toContain('command 4999');
    session.end();
  });

  it('draws a key at once in spite of them', () => {
    const { session, line, pictures } = start();
    line.tell(traffic(1));
    vi.advanceTimersByTime(50);
    pictures.length = 0;
    line.tell(traffic(2));
    session.key('p');
    vi.advanceTimersByTime(0);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toContain('display: \x1b[1mPIN>');
    expect(pictures[0]).toContain('command 2');
    session.end();
  });

  it('draws once a second when nothing happens, and nothing when it is over', () => {
    const { session, line, pictures } = start();
    pictures.length = 0;
    vi.advanceTimersByTime(10_000);
    expect(pictures).toHaveLength(10);
    session.end();
    line.tell(traffic(1));
    vi.advanceTimersByTime(10_000);
    expect(pictures).toHaveLength(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sees that the card was moved by another hand', () => {
    const { session, line, pictures } = start();
    expect(pictures.at(-1)).toMatch(/reader +card in/);
    line.moveCard(false);
    vi.advanceTimersByTime(1000);
    expect(pictures.at(-1)).toContain('card out');
    session.end();
  });
});

describe('a watched line', () => {
  it('hands on the newest of a flood, in order, and each but once', () => {
    const line = new DeviceLine(demoDscPlus(), '/dev/pts/5', () => {});
    const watch = new LineWatch(line, () => {});
    for (let number = 0; number < 10_000; number += 1) line.tell(traffic(number));
    const taken = watch.take();
    expect(taken).toEqual(Array.from({ length: MAXIMUM_ENTRIES }, (_, place) => traffic(9500 + place)));
    expect(watch.take()).toEqual([]);
    watch.stop();
    line.tell(traffic(1));
    expect(watch.take()).toEqual([]);
  });
});
