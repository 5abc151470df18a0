/**
 * What on the screen reacts to the mouse.
 */
import type { KeyName } from '../../firmware/dsc-plus/keys.js';

export type Target =
  | { readonly type: 'tab'; readonly device: number }
  | { readonly type: 'cardKey'; readonly key: KeyName }
  | { readonly type: 'cell'; readonly index: number }
  | { readonly type: 'choice'; readonly position: number };
