/**
 * The twin on a pseudo-terminal: a path that a host opens like a serial port.
 *
 * Promises: the path stays while hosts come and go; it is raw before anyone opens it; a host that does not read
 * never stops the program. A host that empties the line when it opens it, as serial programs do, is seen as a
 * new one; others, and the end of each, cannot be seen.
 */
import { closeSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { TokentwinError } from '../../firmware/error.js';
import { errorCode } from './error-code.js';
import type { Line, LineListener } from './line.js';
import { OutputQueue } from './output-queue.js';
import { linkPort } from './port-link.js';
import { openPtyPair, PACKET_DATA, PACKET_FLUSHED, type PtyPair } from './pty-system.js';

/** A full line is tried again after these times, doubling: there is no event for "the host has read". */
const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 50;

/**
 * @param link where a symbolic link to the path is made for the line's time, or null for none
 * @throws TokentwinError LINE_PLATFORM, LINE_OPEN, and for the link LINE_TAKEN, LINE_DENIED or LINE_OPEN
 */
export async function openPseudoTerminal(link: string | null, listener: LineListener): Promise<Line> {
  const pair = await openPtyPair();
  let unlink = (): void => {};
  try {
    if (link !== null) unlink = linkPort(link, pair.path);
  } catch (error) {
    closeSync(pair.master);
    closeSync(pair.slave);
    throw error;
  }
  return new PseudoTerminal(pair, link ?? pair.path, unlink, listener);
}

class PseudoTerminal implements Line {
  readonly address: string;
  readonly #pair: PtyPair;
  readonly #unlink: () => void;
  readonly #listener: LineListener;
  /** Reads only: its writes would wait for the host. */
  readonly #reader: ReadStream;
  readonly #queue: OutputQueue;
  #retry: NodeJS.Timeout | null = null;
  #retryMs = FIRST_RETRY_MS;
  #open = true;
  #closing: Promise<void> | null = null;

  constructor(pair: PtyPair, address: string, unlink: () => void, listener: LineListener) {
    this.#pair = pair;
    this.address = address;
    this.#unlink = unlink;
    this.#listener = listener;
    this.#queue = new OutputQueue((sentence) => listener.noticed(sentence));
    this.#reader = new ReadStream(pair.master);
    // A stream that flows hands on each read by itself, so each chunk is one packet.
    this.#reader.on('data', (packet: Buffer) => this.#packet(packet));
    this.#reader.on('error', (error) => this.#fail(error));
    this.#reader.on('end', () => this.#fail(new Error('end of file')));
  }

  write(bytes: Uint8Array): void {
    if (!this.#open) return;
    const written = this.#queue.isEmpty ? this.#take(bytes) : 0;
    if (written === bytes.length) return;
    this.#queue.add(written === 0 ? bytes : bytes.subarray(written));
    this.#retryLater();
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#open = false;
      if (this.#retry !== null) clearTimeout(this.#retry);
      this.#unlink();
      const release = (): void => {
        closeSync(this.#pair.slave);
        resolve();
      };
      if (this.#reader.closed) release();
      else this.#reader.once('close', release).destroy();
    });
    return this.#closing;
  }

  #packet(packet: Uint8Array): void {
    if (!this.#open) return;
    const status = packet[0] ?? PACKET_DATA;
    if (status === PACKET_DATA) {
      if (packet.length > 1) this.#listener.received(packet.subarray(1));
    } else if ((status & PACKET_FLUSHED) !== 0) {
      this.#queue.clear();
      this.#listener.hostLeft();
    }
  }

  /** One write, which never waits. @returns how many bytes the line took */
  #take(bytes: Uint8Array): number {
    try {
      return writeSync(this.#pair.master, bytes);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') this.#fail(error);
      return 0;
    }
  }

  #retryLater(): void {
    if (this.#retry !== null || !this.#open || this.#queue.isEmpty) return;
    // Behind the next poll of the loop, in which a new host shows: it must not get what waited for another one.
    this.#retry = setTimeout(() => setImmediate(() => this.#tryAgain()), this.#retryMs);
  }

  #tryAgain(): void {
    this.#retry = null;
    if (!this.#open || this.#queue.isEmpty) return;
    const written = this.#take(this.#queue.peek());
    this.#queue.remove(written);
    this.#retryMs = written > 0 ? FIRST_RETRY_MS : Math.min(2 * this.#retryMs, LAST_RETRY_MS);
    this.#retryLater();
  }

  #fail(error: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    void this.close();
    const reason = errorCode(error) ?? String(error);
    this.#listener.failed(
      new TokentwinError(
        'LINE_BROKEN',
        `The pseudo-terminal ${this.address} broke (${reason}): open a new one.`,
      ),
    );
  }
}
