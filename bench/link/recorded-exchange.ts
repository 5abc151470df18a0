/**
 * What really goes over the line for one command, seen by the driver's own listener.
 */
import type { Token } from '../../host/driver/token.js';
import { builtHost } from '../built.js';

const RECORDED_TIMES = 8;

/** One command frame and what came back, echo included. */
export interface RecordedExchange {
  readonly command: Uint8Array;
  /** In the portions in which it came; the twin's writes, when nothing on the way divides or joins them. */
  readonly answer: readonly Uint8Array[];
}

/** Bytes on the line, both ways, and bytes of the APDUs that they carried. */
export interface LineBytes {
  readonly lineBytes: number;
  readonly payloadBytes: number;
}

export interface Recording extends LineBytes {
  readonly exchanges: readonly RecordedExchange[];
}

/**
 * Sends commands to a card, one after the other, on a connection of its own.
 *
 * @param commands whole APDUs; the first goes out once more before, so that nothing of the opening is recorded
 */
export async function record(address: string, commands: readonly Uint8Array[]): Promise<Recording> {
  const { openToken } = await builtHost();
  const exchanges: { command: Uint8Array; answer: Uint8Array[] }[] = [];
  const token = await openToken(address, {
    onTraffic: ({ direction, bytes }) => {
      if (direction === 'toReader') exchanges.push({ command: bytes, answer: [] });
      else exchanges.at(-1)?.answer.push(bytes);
    },
  });
  try {
    await token.transmit(commands[0] as Uint8Array);
    exchanges.length = 0;
    const payloadBytes = await transmitAll(token, commands);
    const lineBytes = exchanges
      .flatMap(({ command, answer }) => [command, ...answer])
      .reduce((sum, { length }) => sum + length, 0);
    return { exchanges: [...exchanges], lineBytes, payloadBytes };
  } finally {
    await token.close();
  }
}

/**
 * One exchange of a command, in as few portions as it ever comes: a portion more was divided on the way, and
 * would make a peer that imitates it slower than it need be.
 */
export async function recordOne(address: string, command: Uint8Array): Promise<RecordedExchange> {
  const { exchanges } = await record(address, new Array<Uint8Array>(RECORDED_TIMES).fill(command));
  return exchanges.reduce((best, next) => (next.answer.length < best.answer.length ? next : best));
}

/** @returns the bytes of all commands and responses, status words included */
async function transmitAll(token: Token, commands: readonly Uint8Array[]): Promise<number> {
  const STATUS_WORD_BYTES = 2;
  let bytes = 0;
  for (const command of commands) {
    const { data } = await token.transmit(command);
    bytes += command.length + data.length + STATUS_WORD_BYTES;
  }
  return bytes;
}
