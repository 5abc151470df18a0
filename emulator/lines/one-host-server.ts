/**
 * What a TCP line and a unix socket share: a server of `node:net` that takes one host at a time.
 *
 * Promises:
 * - A second host is closed while a first one is there; a host that closes and comes back at once is taken.
 * - Only what opens like a reader's host, with 03 06 or 03 15 (SYNC and ACK or NAK of the serial CCID frame), is
 *   handed on; anything else is closed before a byte of it is.
 * - What a host does not read is bounded.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LineListener } from './line.js';
import { DROPPED, QUEUE_BYTES } from './output-queue.js';

const SYNC = 0x03;
const ACK = 0x06;
const NAK = 0x15;

/** A host on another machine that lost its power is noticed within minutes instead of hours. */
const KEEP_ALIVE_MS = 30_000;

export class OneHostServer {
  readonly #listener: LineListener;
  readonly #server: Server;
  #host: Socket | null = null;
  #dropping = false;
  #closing: Promise<void> | null = null;

  constructor(listener: LineListener) {
    this.#listener = listener;
    this.#server = createServer(
      { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
      (socket) => void this.#admit(socket),
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
    });
    return this.#closing;
  }

  async #admit(socket: Socket): Promise<void> {
    // An error is followed by the socket's close, which says all there is to know.
    socket.on('error', () => {});
    if (this.#host !== null) {
      // The end of a host that left and came again may still be unread: it is within two turns of the loop.
      await nextTurn();
      await nextTurn();
    }
    if (this.#closing !== null || this.#host !== null) {
      socket.destroy();
      if (this.#closing === null) {
        this.#listener.noticed('A second host was turned away: the line takes one at a time.');
      }
      return;
    }
    this.#serve(socket);
  }

  #serve(socket: Socket): void {
    this.#host = socket;
    this.#dropping = false;
    let opening: Uint8Array | null = new Uint8Array();
    const leave = (): void => {
      if (this.#host !== socket) return;
      this.#host = null;
      if (opening === null) this.#listener.hostLeft();
    };
    socket.on('data', (chunk: Buffer) => {
      if (this.#host !== socket) return;
      if (opening === null) {
        this.#listener.received(chunk);
        return;
      }
      const bytes = Buffer.concat([opening, chunk]);
      if (!opensLikeHost(bytes)) {
        socket.destroy();
        leave();
        this.#listener.noticed('A connection was closed: it did not open with 03 06 or 03 15, as hosts do.');
      } else if (bytes.length === 1) {
        opening = bytes;
      } else {
        opening = null;
        this.#listener.received(bytes);
      }
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
}

/** Do these first bytes, at least one, begin like a frame? */
function opensLikeHost([sync, control]: Uint8Array): boolean {
  return sync === SYNC && (control === undefined || control === ACK || control === NAK);
}
