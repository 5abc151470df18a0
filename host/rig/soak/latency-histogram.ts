/**
 * How long things took, in a fixed number of counts: bounded memory however long a run is.
 *
 * Each power of two is divided into 64 equal parts, so a percentile is at most 1/64 too high. Resolution: one
 * microsecond; what took longer than 71 minutes counts as that.
 */

/** Parts of each power of two. */
const PARTS = 64;
/** Values below it have a count of their own. */
const EXACT = 2 * PARTS;
const MAXIMUM_MICROSECONDS = 2 ** 32 - 1;
export const BUCKETS = bucketOf(MAXIMUM_MICROSECONDS) + 1;

function bucketOf(microseconds: number): number {
  if (microseconds < EXACT) return microseconds;
  const exponent = Math.clz32(EXACT) - Math.clz32(microseconds) + 1;
  return exponent * PARTS + Math.floor(microseconds / 2 ** exponent);
}

/** The largest value of a bucket, in microseconds. */
function upperEnd(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const exponent = Math.floor(bucket / PARTS) - 1;
  return (bucket - exponent * PARTS + 1) * 2 ** exponent - 1;
}

export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** @param ms 0 or more, of any fraction */
  add(ms: number): void {
    const microseconds = Math.min(MAXIMUM_MICROSECONDS, Math.max(0, Math.round(ms * 1000)));
    this.#count(bucketOf(microseconds), 1);
  }

  /**
   * The time within which a share of all was done.
   *
   * @param share above 0, at most 1
   * @returns milliseconds, or null when nothing was counted
   */
  percentileMs(share: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.ceil(share * this.#total);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return upperEnd(bucket) / 1000;
    }
    return upperEnd(BUCKETS - 1) / 1000;
  }

  /** Bucket and count of all that are not empty. */
  entries(): readonly (readonly [bucket: number, count: number])[] {
    return [...this.#counts.entries()].filter(([, count]) => count > 0);
  }

  /** @param entries as `entries` gave them */
  static from(entries: readonly (readonly [bucket: number, count: number])[]): LatencyHistogram {
    const histogram = new LatencyHistogram();
    for (const [bucket, count] of entries) histogram.#count(bucket, count);
    return histogram;
  }

  #count(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] as number) + count;
    this.#total += count;
  }
}
