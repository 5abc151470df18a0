/**
 * All that comes to a twin from outside, as data: what a recording keeps, and a replay gives again.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import { assert } from '../../firmware/error.js';
import type { CardFaults } from '../board/card-faults.js';

/** What a reader does with the card, or its host with the reader. */
export type WireInput =
  /** Bytes of the host on the reader's line, as they came in one piece. */
  | { readonly event: 'received'; readonly bytes: Uint8Array }
  | { readonly event: 'timePassed' }
  | { readonly event: 'hostLeft' }
  | { readonly event: 'removed' }
  | { readonly event: 'inserted' };

export type TwinInput =
  | { readonly type: 'keyDown'; readonly key: KeyName }
  | { readonly type: 'keyUp'; readonly key: KeyName }
  /** Time has passed, by `advance` or because the card changed by itself. */
  | { readonly type: 'time' }
  | { readonly type: 'cutPower' }
  | { readonly type: 'battery'; readonly percent: number | null }
  /** From now on these are all the faults of the card. */
  | { readonly type: 'faults'; readonly faults: CardFaults }
  /** @see WireInput; `linkMs` is the reader's own time */
  | { readonly type: 'wire'; readonly wire: WireInput; readonly linkMs: number };

/** @param at virtual time, Unix milliseconds, to which the card is brought before it takes the input */
export type InputListener = (input: TwinInput, at: number) => void;

/** Where there is no reader, nothing comes from one. */
export function noReader(): void {
  assert(false, 'an input of a reader is given to one');
}
