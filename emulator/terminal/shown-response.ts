/**
 * The whole response of a card that shows it, also of one that shows it in parts.
 */
import type { DscPlus } from '../twin/dsc-plus.js';

/**
 * Reads the response as a person does: a card that divides it is turned through its groups by OK, until it
 * shows again what it showed before.
 *
 * @param firstFrame number of the frame with which the response appeared: how often the card has turned since
 * @returns null when the card shows no response
 */
export function readShownResponse(twin: DscPlus, firstFrame: number): string | null {
  if (twin.status().state !== 'showResponse') return null;
  const count = twin.profile.responseGroups.length;
  const groups = new Array<string>(count).fill('');
  const first = twin.frame.number - firstFrame;
  for (let turn = 0; turn < count; turn += 1) {
    groups[(first + turn) % count] = twin.frame.text;
    if (count > 1) twin.press('ok');
  }
  return groups.join('');
}
