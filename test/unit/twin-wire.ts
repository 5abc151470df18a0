/** A twin in a reader at the other end of a wire, on virtual time: waiting costs nothing. */
import { TokenReader, type TokenReaderOptions } from '../../emulator/reader/token-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { FrameDecoder, type FrameEvent } from '../../firmware/link/serial/frame.js';
import type { Wire } from '../../host/rig/conform/wire.js';

export interface TwinWireOptions extends Pick<TokenReaderOptions, 'variant' | 'bench' | 'plantedFault'> {
  readonly profile?: string;
  /** A Security Code Card is in the reader, and the DSC+ lies beside it. */
  readonly codeCard?: boolean;
}

export class TwinWire implements Wire {
  readonly twin: DscPlus;
  /** Virtual milliseconds. */
  nowMs = 0;
  /** Tries that were left when there were fewest. */
  fewestTries = Number.POSITIVE_INFINITY;
  readonly #reader: TokenReader;
  readonly #decoder = new FrameDecoder({ end: 'host' });
  readonly #events: FrameEvent[] = [];

  constructor({ profile = 'dsc-plus', codeCard = false, ...options }: TwinWireOptions = {}) {
    this.twin = DscPlus.demo({ profile });
    this.#reader = new TokenReader(
      codeCard
        ? { dscPlus: null, codeCard: SecurityCodeCard.demo() }
        : { dscPlus: this.twin, codeCard: null },
      {
        ...options,
        now: () => this.nowMs,
        output: (bytes) => this.#events.push(...this.#decoder.push(bytes)),
      },
    );
  }

  write(bytes: Uint8Array): void {
    this.#reader.receive(bytes);
    this.fewestTries = Math.min(this.fewestTries, this.twin.status().triesLeft ?? this.fewestTries);
  }

  /** Wrong PINs at the keypad, after which the card is off again. */
  spendTries(count: number): void {
    const card = this.twin;
    card.press('power');
    for (let tries = 0; tries < count; tries += 1) {
      card.type('4321');
      card.press('ok');
      card.advance({ seconds: 3 });
    }
    card.hold('power', { ms: 2500 });
  }

  lock(): void {
    this.spendTries(5);
  }

  async next(waitMs: number): Promise<FrameEvent | null> {
    const until = this.nowMs + waitMs;
    while (this.#events.length === 0) {
      const { deadline } = this.#reader;
      if (deadline === null || deadline > until) {
        this.nowMs = until;
        this.#decoder.abandon();
        return null;
      }
      this.nowMs = Math.max(this.nowMs, deadline);
      this.#reader.timePassed();
    }
    return this.#events.shift() ?? null;
  }

  async close(): Promise<void> {
    this.#reader.hostLeft();
  }
}
