/**
 * What a DSC+ with counter and PIN must answer, and what of it must change, command by command: a second, small
 * telling of the card's rules, with responses by node:crypto. The judge of the link's simulation holds the twin
 * against it.
 */

import { encodeBenchCommand } from '../../firmware/card/bench-commands.js';
import {
  getDataCommand,
  INS,
  respondCommand,
  selectCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { AID, DATA_TAG, type DataName } from '../../firmware/card/tags.js';
import { ocraNumeric } from '../unit/node-ocra.js';

/** What a command may change. The first two are on flash, the others last until the card is reset. */
export interface CardState {
  readonly triesUsed: number;
  readonly counter: bigint;
  readonly verified: boolean;
  readonly selected: 'dsc-plus' | 'bench';
}

/** A card that has just been reset. */
export function afterReset({ triesUsed, counter }: CardState): CardState {
  return { triesUsed, counter, verified: false, selected: 'dsc-plus' };
}

export const PIN = '1234';
export const WRONG_PIN = '4321';
export const TRIES = 5;

export type Exchange =
  | { readonly kind: 'verifyRight' }
  | { readonly kind: 'verifyWrong' }
  | { readonly kind: 'selectDscPlus' }
  | { readonly kind: 'selectBench' }
  | { readonly kind: 'selectUnknown' }
  | { readonly kind: 'respond'; readonly challenge: string }
  | { readonly kind: 'getData'; readonly name: DataName }
  /** Chained, refused, and without effect: more data than GET DATA takes. */
  | { readonly kind: 'tooMuchData'; readonly bytes: number }
  | { readonly kind: 'readFlash'; readonly offset: number; readonly length: number }
  /** The card loses its power by it. */
  | { readonly kind: 'writeFlash'; readonly offset: number; readonly bytes: Uint8Array };

/** What the model cannot know by itself. */
export interface CardFacts {
  readonly suite: string;
  readonly data: Readonly<Partial<Record<DataName, Uint8Array>>>;
  /** The flash as it is after the command. */
  readonly flash: () => Uint8Array;
}

/** Le of the longest data object. */
const LONG_ANSWER = 65_536;

export function commandOf(exchange: Exchange): Uint8Array {
  switch (exchange.kind) {
    case 'verifyRight':
      return verifyCommand(PIN);
    case 'verifyWrong':
      return verifyCommand(WRONG_PIN);
    case 'respond':
      return respondCommand(exchange.challenge);
    case 'getData':
      return getDataCommand(DATA_TAG[exchange.name], exchange.name === 'certificate' ? LONG_ANSWER : 256);
    case 'tooMuchData':
      return Uint8Array.of(
        ...[0x00, INS.getData, 0x01, 0x01, 0x00, exchange.bytes >> 8, exchange.bytes & 0xff],
        ...new Uint8Array(exchange.bytes).fill(0x5a),
      );
    case 'selectDscPlus':
      return selectCommand(AID.dscPlus);
    case 'selectBench':
      return selectCommand(AID.bench);
    case 'selectUnknown':
      return selectCommand(Uint8Array.of(0xa0, 0, 0, 0, 1));
    case 'readFlash':
      return encodeBenchCommand({ type: 'readFlash', offset: exchange.offset, length: exchange.length });
    case 'writeFlash':
      return encodeBenchCommand({ type: 'writeFlash', offset: exchange.offset, bytes: exchange.bytes });
  }
}

/** The state behind a command, and what the card must have answered. */
export interface Verdict {
  readonly after: CardState;
  /** null: the answer is not looked at beyond its status word 9000 (file control information). */
  readonly response: Uint8Array | null;
}

function word(statusWord: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  return Uint8Array.of(...data, statusWord >> 8, statusWord & 0xff);
}

function counterBytes(counter: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(counter);
  return bytes;
}

export function verdictOf(exchange: Exchange, before: CardState, facts: CardFacts): Verdict {
  const unchanged = (response: Uint8Array | null): Verdict => ({ after: before, response });
  switch (exchange.kind) {
    case 'selectDscPlus':
      return { after: { ...before, verified: false, selected: 'dsc-plus' }, response: null };
    case 'selectBench':
      return { after: { ...before, verified: false, selected: 'bench' }, response: null };
    case 'selectUnknown':
      return unchanged(word(0x6a82));
    case 'readFlash':
    case 'writeFlash':
      return benchVerdict(exchange, before, facts);
    default:
      return before.selected === 'bench' ? unchanged(word(0x6e00)) : dscPlusVerdict(exchange, before, facts);
  }
}

function benchVerdict(
  exchange: Extract<Exchange, { kind: 'readFlash' | 'writeFlash' }>,
  before: CardState,
  facts: CardFacts,
): Verdict {
  if (before.selected !== 'bench') return { after: before, response: word(0x6e00) };
  if (exchange.kind === 'writeFlash') return { after: afterReset(before), response: word(0x9000) };
  const { offset, length } = exchange;
  return { after: before, response: word(0x9000, facts.flash().subarray(offset, offset + length)) };
}

type DscPlusExchange = Extract<
  Exchange,
  { kind: 'verifyRight' | 'verifyWrong' | 'respond' | 'getData' | 'tooMuchData' }
>;

function dscPlusVerdict(exchange: DscPlusExchange, before: CardState, facts: CardFacts): Verdict {
  const { triesUsed, counter } = before;
  const isBlocked = triesUsed >= TRIES;
  switch (exchange.kind) {
    case 'verifyRight':
      if (isBlocked) return { after: before, response: word(0x6983) };
      return { after: { ...before, triesUsed: 0, verified: true }, response: word(0x9000) };
    case 'verifyWrong':
      if (isBlocked) return { after: before, response: word(0x6983) };
      return {
        after: { ...before, triesUsed: triesUsed + 1, verified: false },
        response: word(0x63c0 + TRIES - triesUsed - 1),
      };
    case 'respond': {
      if (isBlocked) return { after: before, response: word(0x6983) };
      if (!before.verified) return { after: before, response: word(0x6982) };
      const text = ocraNumeric(facts.suite, exchange.challenge, { pin: PIN, counter });
      return {
        after: { ...before, counter: counter + 1n, verified: false },
        response: word(0x9000, Buffer.from(text)),
      };
    }
    case 'getData':
      return { after: before, response: word(0x9000, dataOf(exchange.name, before, facts)) };
    case 'tooMuchData':
      return { after: before, response: word(0x6700) };
  }
}

function dataOf(name: DataName, { triesUsed, counter }: CardState, { data }: CardFacts): Uint8Array {
  if (name === 'triesLeft') return Uint8Array.of(TRIES - triesUsed);
  if (name === 'counter') return counterBytes(counter);
  const known = data[name];
  if (known === undefined) throw new Error(`the model does not know ${name}`);
  return known;
}
