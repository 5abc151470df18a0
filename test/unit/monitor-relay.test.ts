/** The relay of the monitor: what goes through, and what becomes of its ends. */
import { describe, expect, it } from 'vitest';
import { TokentwinError } from '../../firmware/error.js';
import type { PortListener, PortOpener } from '../../host/driver/ports/byte-port.js';
import type { Observation } from '../../host/rig/monitor/observation.js';
import { Relay } from '../../host/rig/monitor/relay.js';

/** A frame of GetSlotStatus and its answer, and bytes that are no frame at all. */
const COMMAND = Uint8Array.from(Buffer.from('03066500000000000900000069', 'hex'));
const ANSWER = Uint8Array.from(Buffer.from('0306810000000000090100018d', 'hex'));
const RUBBISH = Uint8Array.of(0x00, 0xff, 0x11, 0x13);

class Bench {
  readonly toReader: number[][] = [];
  readonly toHost: number[][] = [];
  readonly seen: Observation[] = [];
  readonly failures: unknown[] = [];
  /** What the port was given to tell. */
  listener: PortListener | null = null;
  portIsOpen = false;
  /** How much had gone on when something was first seen. */
  goneBeforeSeen: readonly number[][] = [];

  readonly #port: PortOpener = {
    address: 'bench',
    open: async (listener) => {
      this.listener = listener;
      this.portIsOpen = true;
      return {
        write: (bytes) => this.toReader.push([...bytes]),
        close: async () => {
          this.portIsOpen = false;
        },
      };
    },
  };

  open(observed?: (observation: Observation) => void): Promise<Relay> {
    return Relay.open({
      port: this.#port,
      signal: new AbortController().signal,
      observed: (observation) => {
        if (this.seen.push(observation) === 1) this.goneBeforeSeen = [...this.toReader];
        observed?.(observation);
      },
      failed: (error) => this.failures.push(error),
    });
  }
}

describe('the relay', () => {
  it('hands every byte on as it came, before it is looked at', async () => {
    const bench = new Bench();
    const relay = await bench.open();
    relay.attach({ write: (bytes) => bench.toHost.push([...bytes]) });
    relay.fromHost(COMMAND);
    expect(bench.goneBeforeSeen).toEqual([[...COMMAND]]);
    relay.fromHost(RUBBISH);
    bench.listener?.received(ANSWER.subarray(0, 4));
    bench.listener?.received(ANSWER.subarray(4));
    bench.listener?.received(RUBBISH);
    expect(bench.toReader).toEqual([[...COMMAND], [...RUBBISH]]);
    expect(bench.toHost).toEqual([[...ANSWER.subarray(0, 4)], [...ANSWER.subarray(4)], [...RUBBISH]]);
    expect(bench.seen.filter(({ type }) => type === 'message').length).toBe(2);
    await relay.close();
    expect(bench.portIsOpen).toBe(false);
  });

  it('does not hand on an array that its sender may change', async () => {
    const kept: Uint8Array[] = [];
    const bench = new Bench();
    const relay = await bench.open();
    relay.attach({ write: (bytes) => kept.push(bytes) });
    const buffer = ANSWER.slice();
    bench.listener?.received(buffer);
    buffer.fill(0);
    expect(kept).toEqual([ANSWER]);
    await relay.close();
  });

  it('fails once when the port is lost, and hands nothing on after that', async () => {
    const bench = new Bench();
    const relay = await bench.open();
    bench.listener?.lost();
    bench.listener?.lost();
    relay.fromHost(COMMAND);
    expect(bench.failures).toEqual([expect.objectContaining({ code: 'LINE_LOST' })]);
    expect(bench.toReader).toEqual([]);
    await relay.close();
  });

  it('fails when what it saw cannot be told', async () => {
    const bench = new Bench();
    const full = new TokentwinError('CAPTURE_FILE', 'The disk is full.');
    const relay = await bench.open(() => {
      throw full;
    });
    relay.fromHost(COMMAND);
    expect(bench.failures).toEqual([full]);
    expect(bench.toReader).toEqual([[...COMMAND]]);
    await relay.close();
  });

  it('says nothing after it was closed', async () => {
    const bench = new Bench();
    const relay = await bench.open();
    relay.fromHost(COMMAND.subarray(0, 5));
    await relay.close();
    bench.listener?.lost();
    bench.listener?.received(ANSWER);
    expect([bench.seen, bench.failures]).toEqual([[], []]);
  });
});
