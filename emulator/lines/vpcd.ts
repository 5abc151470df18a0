/**
 * The twin as a card in the virtual reader of vsmartcard (vpcd, which pcscd loads): whole APDUs, no reader of
 * ours between.
 *
 * The card's side calls: this connects to vpcd, and a connection that ends is a card taken out. Promises: a
 * connection that vpcd ends (pcscd was stopped) is tried again every second until `close`; what waits to be
 * taken by vpcd is bounded. vpcd asks for the ATR again and again to see whether there is a card, also while it
 * has no power: then it is told the last one, and only a card that never had power is powered for it.
 */
import { connect, type Socket } from 'node:net';
import { TokentwinError } from '../../firmware/error.js';
import { errorCode } from './error-code.js';
import { hostAndPort, type VpcdAddress } from './line-description.js';
import { encodeVpcdFrame, type VpcdMessage, VpcdReader } from './vpcd-frames.js';

/** The card as vpcd sees it. Calls come one at a time. */
export interface VpcdCard {
  /** Powers the card, or resets one that has power. @returns its ATR, or null when it stays mute */
  powerOn(): Uint8Array | null;
  /** Takes the power; also called when vpcd is gone. */
  powerOff(): void;
  /** @param apdu 2 to 65535 bytes, not to be kept @returns the response APDU, at most 65535 bytes */
  transmit(apdu: Uint8Array): Uint8Array;
}

export interface VpcdNotices {
  /** Something worth a line in the log, in one sentence without secrets. */
  noticed(sentence: string): void;
  /** The card threw: the connection is closed for good. */
  failed(error: unknown): void;
}

export interface VpcdLink {
  /** Takes the card out of the reader until it is put in again. */
  remove(): void;
  /** Puts the card in; while there is no vpcd it is called every second. */
  insert(): void;
  /** Takes the card out. May be called again. */
  close(): Promise<void>;
}

const RETRY_MS = 1_000;

/** vpcd waits for each answer; a peer that asks on without taking any is cut off here. */
const OUTPUT_BYTES = 131_072;

/**
 * Puts the card into the reader.
 *
 * @throws TokentwinError LINE_OPEN when there is no vpcd at first
 */
export async function connectVpcd(
  address: VpcdAddress,
  card: VpcdCard,
  notices: VpcdNotices,
): Promise<VpcdLink> {
  let socket: Socket;
  try {
    socket = await connected(address);
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new TokentwinError(
      'LINE_OPEN',
      `No vpcd at ${hostAndPort(address.host, address.port)} (${reason}): install vsmartcard-vpcd and start pcscd first.`,
    );
  }
  return new VpcdConnection(address, card, notices, socket);
}

function connected({ host, port }: VpcdAddress): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      // Its close, which follows, says all there is to know.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

class VpcdConnection implements VpcdLink {
  readonly #address: VpcdAddress;
  readonly #card: VpcdCard;
  readonly #notices: VpcdNotices;
  #socket: Socket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isIn = true;
  #atr: Uint8Array | null = null;
  #powered = false;
  /** Was the ATR asked for on this connection, so that the card counts as put in? */
  #seen = false;
  #lostBefore = false;
  #closed = false;

  constructor(address: VpcdAddress, card: VpcdCard, notices: VpcdNotices, socket: Socket) {
    this.#address = address;
    this.#card = card;
    this.#notices = notices;
    this.#serve(socket);
  }

  remove(): void {
    this.#isIn = false;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#seen = false;
    this.#lostBefore = false;
    this.#socket?.destroy();
  }

  insert(): void {
    if (this.#isIn || this.#closed) return;
    this.#isIn = true;
    // The connection that ends may still be there: its end brings the next one.
    if (this.#socket === null) void this.#call();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    const socket = this.#socket;
    if (socket === null) return;
    await new Promise<void>((resolve) => socket.once('close', () => resolve()).destroy());
  }

  #serve(socket: Socket): void {
    const reader = new VpcdReader();
    this.#socket = socket;
    this.#seen = false;
    socket.on('data', (bytes: Buffer) => {
      this.#attempt(() => {
        for (const message of reader.read(bytes)) {
          if (this.#closed || socket.destroyed) return;
          this.#handle(message, socket);
        }
      });
    });
    socket.on('close', () => this.#attempt(() => this.#lost()));
  }

  /** Does something with the card, whose failure is the end. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      void this.close();
      this.#notices.failed(error);
    }
  }

  #handle(message: VpcdMessage, socket: Socket): void {
    switch (message.type) {
      case 'powerOff':
        this.#powerOff();
        break;
      case 'powerOn':
      case 'reset':
        this.#powerOn();
        break;
      case 'atr':
        if (this.#atr === null) this.#powerOn();
        this.#see();
        // vpcd waits for ever for the rest of an empty frame: a mute card is one that is not there.
        if (this.#atr === null) socket.destroy();
        else this.#answer(this.#atr, socket);
        break;
      case 'command':
        this.#answer(this.#card.transmit(message.apdu), socket);
        break;
      case 'unknown':
        this.#notices.noticed('vpcd sent a control that is not known: nothing was done.');
        break;
    }
  }

  #answer(payload: Uint8Array, socket: Socket): void {
    socket.write(encodeVpcdFrame(payload));
    if (socket.writableLength <= OUTPUT_BYTES) return;
    socket.destroy();
    this.#notices.noticed('vpcd does not take the answers of the card: the connection was closed.');
  }

  #powerOn(): void {
    this.#atr = this.#card.powerOn();
    this.#powered = true;
  }

  #powerOff(): void {
    if (this.#powered) this.#card.powerOff();
    this.#powered = false;
  }

  /** With a mute card the connection ends and vpcd is called again each second: that is no news each time. */
  #see(): void {
    if (this.#seen || this.#atr === null) return;
    this.#seen = true;
    if (this.#lostBefore) this.#notices.noticed('vpcd is back: the card is in its reader again.');
  }

  #lost(): void {
    this.#socket = null;
    this.#powerOff();
    if (this.#closed || !this.#isIn) return;
    if (this.#seen) {
      this.#lostBefore = true;
      this.#notices.noticed(
        'vpcd closed the connection, as when pcscd ends: it is tried again every second.',
      );
    }
    this.#callLater();
  }

  #callLater(): void {
    this.#retry = setTimeout(() => void this.#call(), RETRY_MS);
  }

  async #call(): Promise<void> {
    try {
      const socket = await connected(this.#address);
      if (this.#closed || !this.#isIn || this.#socket !== null) socket.destroy();
      else this.#serve(socket);
    } catch {
      if (!this.#closed && this.#isIn) this.#callLater();
    }
  }
}
