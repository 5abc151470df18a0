/**
 * What becomes of the bits of a flash operation that loses power inside.
 *
 * Assumptions:
 * - The bits that were to change, and no others, are in question; each for itself is untouched, changed, or left
 *   unstable, and any combination can occur.
 * - The bits to change are those not yet at the level that the operation brings them to, and those that an earlier
 *   cut left unstable, which may be at either.
 *
 * They are numbered from 0 in the order of their addresses, the lowest bit of a byte first.
 */

export type BitFate = 'untouched' | 'changed' | 'unstable';

/**
 * Decides on each bit that was to change.
 *
 * @param bit its number, below `count`
 * @param count how many bits were to change
 */
export type Tear = (bit: number, count: number) => BitFate;

/** Where in an operation the power goes. */
export type CutPoint = 'before' | 'after' | Tear;

/**
 * A cut inside an operation as it mostly happens: it came some way, and of the bits that it reached a fifth are
 * unstable.
 *
 * @param number gives numbers from 0 to 2^32 - 1
 */
export function drawnTear(number: () => number): Tear {
  const reach = number();
  return () => {
    const fate = number();
    if (fate >= reach) return 'untouched';
    return fate < 0.8 * reach ? 'changed' : 'unstable';
  };
}

export interface FlashProgram {
  readonly type: 'program';
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface FlashErase {
  readonly type: 'erase';
  readonly page: number;
}

export type FlashOperation = FlashProgram | FlashErase;
