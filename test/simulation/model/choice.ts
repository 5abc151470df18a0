/** What the generator chooses of a command; the state of the card gives it its meaning, so that it is often right. */
import type { World } from './world.js';

export interface Choice {
  readonly isRight: boolean;
  /** One of the PINs, also when a new one is set. */
  readonly pin: string;
  readonly challenge: string;
  /** How often, where the same is done over and over. */
  readonly times: number;
}

export const PINS = ['5831', '7264', '9909', '0047'] as const;
export const CHALLENGES = ['123456', '000000', '654321'] as const;

/** The card's PIN when the choice is right. */
export function pinOf({ state }: World, { isRight, pin }: Choice): string {
  return isRight && state.pin !== null ? state.pin : pin;
}
