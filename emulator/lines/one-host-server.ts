/**
 * What a TCP line and a unix socket share: a server of `node:net` that takes one host at a time.
 *
 * Promises:
 * - Only what opens like a reader's host, with 03 06 or 03 15 (SYNC and ACK or NAK of the serial CCID frame), has
 *   the line; anything else is closed before a byte of it is handed on. Who says nothing holds nobody up: few such
 *   connections wait, and none for long.
 * - A second host is closed while a first one is there; a host that closes and comes back at once is taken.
 * - What a host does not read is bounded.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LineListener } from './line.js';
import { DROPPED, QUEUE_BYTES } from './output-queue.js';

const SYNC = 0x03;
const ACK = 0x06;
const NAK = 0x15;
const OPENING_BYTES = 2;

/** How long a connection may take to open; a host speaks as soon as it is there. */
const OPENING_MS = 5_000;

/** So many connections may be about to open; beyond that the oldest is closed. */
const MAXIMUM_NEWCOMERS = 8;

/** A host on another machine that lost its power is noticed within minutes instead of hours. */
const KEEP_ALIVE_MS = 30_000;

const SECOND = 'A second host was turned away: the line takes one at a time.';
const STRANGE = 'A connection was closed: it did not open with 03 06 or 03 15, as hosts do.';
const SILENT = 'A connection was closed: it waited without a word, and hosts speak first.';

export class OneHostServer {
  readonly #listener: LineListener;
  readonly #server: Server;
  /** Connections that are not the host's yet, the oldest first. */
  readonly #newcomers = new Set<Socket>();
  #host: Socket | null = null;
  #dropping = false;
  #closing: Promise<void> | null = null;

  constructor(listener: LineListener) {
    this.#listener = listener;
    this.#server = createServer(
      { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
      (socket) => this.#hear(socket),
    );
  }

  /** Begins to listen; what the system refuses throws. A path is bound before this returns its promise. */
  async listen(options: ListenOptions): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(options, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#server.on('error', (error) => this.#listener.failed(error));
  }

  /** Address and port of a TCP server that listens. */
  get boundTo(): { readonly address: string; readonly port: number } {
    const bound = this.#server.address();
    return typeof bound === 'string' || bound === null ? { address: '', port: 0 } : bound;
  }

  write(bytes: Uint8Array): void {
    const socket = this.#host;
    if (socket === null) return;
    if (socket.writableLength + bytes.length <= QUEUE_BYTES) {
      socket.write(bytes);
    } else if (!this.#dropping) {
      this.#dropping = true;
      this.#listener.noticed(DROPPED);
    }
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#host?.destroy();
      this.#host = null;
      for (const socket of this.#newcomers) socket.destroy();
    });
    return this.#closing;
  }

  /** Waits for the first bytes of a connection. */
  #hear(socket: Socket): void {
    this.#newcomers.add(socket);
    const [oldest] = this.#newcomers;
    if (oldest !== undefined && this.#newcomers.size > MAXIMUM_NEWCOMERS) this.#dismiss(oldest, SILENT);
    const silence = setTimeout(() => this.#dismiss(socket, SILENT), OPENING_MS);
    // An error is followed by the socket's close, which says all there is to know.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(silence);
      this.#newcomers.delete(socket);
    });
    let opening: Uint8Array = new Uint8Array();
    const take = (chunk: Buffer): void => {
      opening = Buffer.concat([opening, chunk]);
      if (!opensLikeHost(opening)) {
        this.#dismiss(socket, STRANGE);
      } else if (opening.length >= OPENING_BYTES) {
        clearTimeout(silence);
        socket.off('data', take);
        void this.#admit(socket, opening);
      }
    };
    socket.on('data', take);
  }

  async #admit(socket: Socket, opening: Uint8Array): Promise<void> {
    if (this.#host !== null) {
      // The end of a host that left and came again may still be unread: it is within two turns of the loop.
      socket.pause();
      await nextTurn();
      await nextTurn();
    }
    // Meanwhile the line was closed, or too many others came.
    if (socket.destroyed) return;
    if (this.#host !== null) {
      this.#dismiss(socket, SECOND);
      return;
    }
    this.#newcomers.delete(socket);
    this.#serve(socket);
    this.#listener.received(opening);
    socket.resume();
  }

  #serve(socket: Socket): void {
    this.#host = socket;
    this.#dropping = false;
    const leave = (): void => {
      if (this.#host !== socket) return;
      this.#host = null;
      this.#listener.hostLeft();
    };
    socket.on('data', (chunk: Buffer) => {
      if (this.#host === socket) this.#listener.received(chunk);
    });
    socket.on('drain', () => {
      this.#dropping = false;
    });
    socket.on('end', () => {
      // What the host has not taken by now keeps no socket open.
      if (socket.writableLength > 0) socket.destroy();
      leave();
    });
    socket.on('close', leave);
  }

  #dismiss(socket: Socket, sentence: string): void {
    this.#newcomers.delete(socket);
    socket.destroy();
    this.#listener.noticed(sentence);
  }
}

/** Do these first bytes, at least one, begin like a frame? */
function opensLikeHost([sync, control]: Uint8Array): boolean {
  return sync === SYNC && (control === undefined || control === ACK || control === NAK);
}
