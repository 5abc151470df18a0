/**
 * The LRC profile on a noisy line: how many exchanges are answered wrong without anybody noticing, beside how many
 * are predicted. The card is the default one; each command is without Le, so that any damage to it shows in the
 * answer.
 */
import { LinkSimulation, NO_NOISE } from '../../emulator/simulation/index.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { predictedShare } from './link-lrc-prediction.js';
import { percentOfBytes } from './link-workload.js';

export interface LrcExchange {
  readonly name: string;
  readonly command: Uint8Array;
  /** What the card must answer. */
  readonly response: Uint8Array;
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function bytes(...parts: (number | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

const VERIFY: LrcExchange = {
  name: 'VERIFY',
  command: bytes(0x00, 0x20, 0x00, 0x81, 4, ascii('1234')),
  response: bytes(0x90, 0x00),
};
const RESPOND: LrcExchange = {
  name: 'INTERNAL AUTHENTICATE',
  command: bytes(0x00, 0x88, 0x00, 0x00, 6, ascii('123456')),
  response: bytes(ascii('98276595'), 0x90, 0x00),
};
const SERIAL_NUMBER: LrcExchange = {
  name: 'GET DATA serial number',
  command: bytes(0x00, 0xca, 0x01, 0x01),
  response: bytes(ascii('10000001'), 0x90, 0x00),
};
const SUITE: LrcExchange = {
  name: 'GET DATA suite',
  command: bytes(0x00, 0xca, 0x01, 0x03),
  response: bytes(ascii('OCRA-1:HOTP-SHA1-8:QN06-PSHA1'), 0x90, 0x00),
};

export interface LrcRow {
  readonly name: string;
  answered: number;
  answeredWrong: number;
  predictedWrong: number;
}

/**
 * @param percent of bytes damaged, a third each dropped, doubled and changed
 * @param rounds each of the four exchanges, so many times
 */
export function runLrc(seed: string | number, percent: number, rounds: number): LrcRow[] {
  const simulation = new LinkSimulation({ twin: DscPlus.demo(), seed });
  const opened = simulation.open();
  if (opened.type === 'failed') throw opened.error;
  simulation.line.noise = { ...NO_NOISE, ...percentOfBytes(percent) };
  const rows = new Map<LrcExchange, LrcRow>();
  /** @returns was it answered right? */
  const measure = (exchange: LrcExchange): boolean => {
    const row = rows.get(exchange) ?? {
      name: exchange.name,
      answered: 0,
      answeredWrong: 0,
      predictedWrong: 0,
    };
    rows.set(exchange, row);
    const outcome = simulation.transmit(exchange.command);
    if (outcome.type === 'failed') return false;
    row.answered += 1;
    const isRight = Buffer.from(outcome.value).equals(exchange.response);
    if (!isRight) row.answeredWrong += 1;
    return isRight;
  };
  for (let round = 0; round < rounds; round += 1) {
    const resets = simulation.client.cardResets;
    // Without the PIN, and after a reset, the true answer would be another one.
    if (measure(VERIFY) && simulation.client.cardResets === resets) measure(RESPOND);
    measure(SERIAL_NUMBER);
    measure(SUITE);
  }
  for (const [{ command, response }, row] of rows)
    row.predictedWrong = row.answered * predictedShare(command, response, percent / 100);
  return [...rows.values()];
}
