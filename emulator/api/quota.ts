/**
 * A number of places that many share: taken one by one, given back, never more than there are.
 */
import { TokentwinError } from '../../firmware/error.js';

export class Quota {
  #taken = 0;

  /** @param what there is only so much of, for the refusal: `event streams` */
  constructor(
    private readonly what: string,
    private readonly limit: number,
  ) {}

  get taken(): number {
    return this.#taken;
  }

  /** @throws TokentwinError API_LIMIT when there are not so many left */
  take(count = 1): void {
    if (!this.tryTake(count))
      throw new TokentwinError(
        'API_LIMIT',
        `The server takes ${this.limit} ${this.what} and has them: end or remove one first.`,
      );
  }

  /** @returns false when there are not so many left; then none is taken */
  tryTake(count = 1): boolean {
    if (this.#taken + count > this.limit) return false;
    this.#taken += count;
    return true;
  }

  giveBack(count = 1): void {
    this.#taken -= count;
  }
}
