/** The wire on a port: events in order, silence by the clock, loss as an error. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../firmware/link/serial/frame.js';
import type { PortListener, PortOpener } from '../../host/driver/ports/byte-port.js';
import { openWire } from '../../host/rig/conform/wire.js';

const MESSAGE = Uint8Array.of(0x81, 0, 0, 0, 0, 0, 7, 0, 0, 0);

class ScriptedPort implements PortOpener {
  readonly address = 'scripted';
  readonly written: number[] = [];
  closed = false;
  listener: PortListener | null = null;

  async open(listener: PortListener) {
    this.listener = listener;
    return {
      write: (bytes: Uint8Array) => {
        this.written.push(...bytes);
      },
      close: async () => {
        this.closed = true;
      },
    };
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function openScripted() {
  const port = new ScriptedPort();
  return { port, wire: await openWire(port) };
}

describe('a wire', () => {
  it('hands on what came before it was asked for, and what comes while it waits', async () => {
    const { port, wire } = await openScripted();
    const frame = encodeFrame(MESSAGE);
    port.listener?.received(Uint8Array.of(0x03, 0x15, 0x16));
    expect(await wire.next(100)).toEqual({ type: 'negativeAcknowledge' });
    const waiting = wire.next(100);
    for (const byte of frame) port.listener?.received(Uint8Array.of(byte));
    expect(await waiting).toEqual({ type: 'message', message: MESSAGE });
  });

  it('tells silence after the time, and forgets what was half received', async () => {
    const { port, wire } = await openScripted();
    const waiting = wire.next(250);
    port.listener?.received(encodeFrame(MESSAGE).subarray(0, 6));
    await vi.advanceTimersByTimeAsync(250);
    expect(await waiting).toBeNull();
    const next = wire.next(250);
    port.listener?.received(encodeFrame(MESSAGE));
    expect(await next).toEqual({ type: 'message', message: MESSAGE });
  });

  it('rejects when the port is lost, also while it waits', async () => {
    const { port, wire } = await openScripted();
    const waiting = wire.next(250);
    port.listener?.lost();
    await expect(waiting).rejects.toMatchObject({ code: 'LINE_LOST' });
    await expect(wire.next(250)).rejects.toMatchObject({ code: 'LINE_LOST' });
  });

  it('keeps a thousand events of a device that floods it, the newest', async () => {
    const { port, wire } = await openScripted();
    for (let sequence = 0; sequence < 1500; sequence += 1) {
      const message = MESSAGE.slice();
      message.set([sequence & 0xff, sequence >> 8], 8);
      port.listener?.received(encodeFrame(message));
    }
    const first = await wire.next(10);
    expect(first?.type === 'message' && (first.message[8] ?? 0) + (first.message[9] ?? 0) * 256).toBe(500);
  });

  it('writes as it is told and closes its port', async () => {
    const { port, wire } = await openScripted();
    wire.write(Uint8Array.of(1, 2, 3));
    expect(port.written).toEqual([1, 2, 3]);
    await wire.close();
    expect(port.closed).toBe(true);
  });
});
