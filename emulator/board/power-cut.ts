/**
 * The end of the power in the middle of something, as the firmware meets it: an exception out of the flash chip
 * that it never swallows. The board around the firmware does, because a card without power is silent, not wrong.
 */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';

  constructor() {
    super('the power is cut');
  }
}

/**
 * Does something until it is done or the power is cut.
 *
 * @returns null when it was cut
 * @throws whatever else `act` throws
 */
export function untilPowerCut<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof PowerCut) return null;
    throw error;
  }
}
