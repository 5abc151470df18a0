/** A port that leads to a twin in the same process, and that can be pulled out and put back. */
import type { ReaderCards } from '../../emulator/reader/slots.js';
import { TokenReader, type TokenReaderOptions } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { TokentwinError } from '../../firmware/error.js';
import { openToken } from '../../host/driver/open-token.js';
import type { PortListener, PortOpener } from '../../host/driver/ports/byte-port.js';
import type { OpenOptions, Token } from '../../host/driver/token.js';

export class InProcessPort implements PortOpener {
  readonly address = 'in process';
  readonly reader: TokenReader;
  /** Bytes reach the reader only while it is set. */
  carries = true;
  isThere = true;
  opened = 0;
  #listener: PortListener | null = null;
  #wrote: () => void = () => {};

  constructor(cards: ReaderCards, options: Pick<TokenReaderOptions, 'variant' | 'bench'> = {}) {
    this.reader = new TokenReader(cards, {
      ...options,
      now: () => performance.now(),
      output: (bytes) => setImmediate(() => this.#listener?.received(bytes)),
    });
  }

  async open(listener: PortListener) {
    if (!this.isThere) throw new TokentwinError('PORT_NOT_FOUND', 'There is no such port.');
    this.opened += 1;
    this.#listener = listener;
    return {
      write: (bytes: Uint8Array) => {
        this.#wrote();
        const copy = bytes.slice();
        setImmediate(() => {
          if (this.carries && this.#listener === listener) this.reader.receive(copy);
        });
      },
      close: async () => {
        if (this.#listener === listener) this.#leave();
      },
    };
  }

  /** Is told when the driver writes. */
  onWrite(wrote: () => void): void {
    this.#wrote = wrote;
  }

  /** Bytes on the line that no reader has sent. */
  say(bytes: Uint8Array): void {
    this.#listener?.received(bytes);
  }

  /** Pulls the plug. */
  cut(): void {
    const listener = this.#listener;
    this.#leave();
    listener?.lost();
  }

  #leave(): void {
    this.#listener = null;
    this.reader.hostLeft();
  }
}

export interface Bench {
  readonly twin: DscPlus;
  readonly port: InProcessPort;
  readonly token: Token;
}

/** A demo card of some profile in a reader, and a token opened on it. */
export async function openDemo(
  { profile = 'dsc-plus', bench = true }: { profile?: string | DscPlusProfile; bench?: boolean } = {},
  options: OpenOptions = {},
): Promise<Bench> {
  const twin = DscPlus.demo({ profile });
  const port = new InProcessPort({ dscPlus: twin, codeCard: null }, { bench });
  return { twin, port, token: await openToken(port, options) };
}
