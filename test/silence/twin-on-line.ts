/**
 * A marked card on a unix socket of this process, which remembers every response that left it: what a command of
 * `host` must not say unless it was asked for.
 */
import { createServer, type Server } from 'node:net';
import type { PlantedFaultName } from '../../emulator/faults/planted-faults.js';
import type { ReaderCards } from '../../emulator/reader/slots.js';
import { TokenReader } from '../../emulator/reader/token-reader.js';
import type { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { markedCard, markedCodeCard, PIN, PROFILE } from './marked-card.js';
import { type Mark, textMark } from './marks.js';

const RESPOND = 0x88;
const SUCCESS = 0x9000;
const LEAST_MARKED = 6;

export interface TwinChoice {
  /** A code card instead of a DSC+. */
  readonly isCodeCard?: boolean;
  readonly plantedFault?: PlantedFaultName;
  /** What was done to the card before. */
  readonly prepare?: (twin: DscPlus) => void;
  /** What its holder types when the reader asks, one entry after the other. */
  readonly types?: readonly string[];
  readonly sealed?: boolean;
}

export class TwinOnLine {
  readonly marks: Mark[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(path: string, choice: TwinChoice): Promise<TwinOnLine> {
    const twin = markedCard(dscPlusProfileFrom(PROFILE), { clock: 'real' });
    choice.prepare?.(twin);
    if (choice.types !== undefined) typeWhenAsked(twin, [...choice.types]);
    const cards: ReaderCards =
      choice.isCodeCard === true
        ? { dscPlus: null, codeCard: markedCodeCard() }
        : { dscPlus: twin, codeCard: null };
    const server = createServer((socket) => {
      const reader = new TokenReader(cards, {
        bench: choice.sealed !== true,
        plantedFault: choice.plantedFault ?? null,
        now: () => performance.now(),
        output: (bytes) => socket.write(bytes),
        onExchange: (_, command, response) => served.#remember(command, response),
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => reader.hostLeft());
      socket.on('data', (bytes) => reader.receive(bytes));
    });
    const served = new TwinOnLine(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return served;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #remember(command: Uint8Array, response: Uint8Array): void {
    const status = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
    const data = Buffer.from(response.subarray(0, -2)).toString('latin1');
    const isResponse = command[1] === RESPOND && command[2] === 0 && status === SUCCESS;
    if (isResponse && data.length >= LEAST_MARKED)
      this.marks.push(textMark(/^[0-9]+$/.test(data) ? 'response' : 'card values', data));
  }
}

/** Each entry when the display asks for it, after the reader has been told that it does. */
function typeWhenAsked(twin: DscPlus, entries: string[]): void {
  twin.onFrame(() => {
    const { state } = twin.inside.device;
    if (state.name !== 'enterReaderPin' || state.digits !== '') return;
    const entry = entries.shift();
    if (entry === undefined) return;
    setImmediate(() => {
      twin.type(entry);
      twin.press('ok');
    });
  });
}

/** Logs in by keys, so that the display shows the response. */
export function showResponse(twin: DscPlus, challenge: string): void {
  twin.press('power');
  for (const digits of [PIN, challenge]) {
    twin.type(digits);
    twin.press('ok');
  }
}
