/**
 * The names of the keys on a DSC+ card.
 *
 * Promises: these names are what scripts, recordings and drawings use, so none of them ever changes. Says
 * nothing about where a key lies on the card or what it does.
 */

export const KEY_NAMES = ['power', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', 'ok'] as const;

export type KeyName = (typeof KEY_NAMES)[number];
