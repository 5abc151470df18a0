/**
 * A statement carried out on a twin.
 */
import { assert } from '../../firmware/error.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { Statement } from './statement.js';

/** What a card does by itself; the rest concerns any device, a code card, a reader or whoever prints. */
export type CardStatement = Exclude<
  Statement,
  { type: 'fault' | 'lookup' | 'card-out' | 'card-in' | 'frame' }
>;

export function isCardStatement(statement: Statement): statement is CardStatement {
  return !['fault', 'lookup', 'card-out', 'card-in', 'frame'].includes(statement.type);
}

/** @throws TokentwinError ARGUMENT, FILE_ACCESS */
export function operateCard(twin: DscPlus, statement: CardStatement): void {
  switch (statement.type) {
    case 'press':
      twin.press(statement.key);
      break;
    case 'hold':
      twin.hold(statement.key, { ms: statement.ms });
      break;
    case 'type':
      twin.type(statement.digits);
      break;
    case 'advance':
      twin.advance({ ms: statement.ms });
      break;
    case 'cut-power':
      twin.cutPower();
      break;
    case 'battery':
      twin.setBattery(statement.percent);
      break;
    default:
      assert(false, 'a card carries out what a card does');
  }
}
