/**
 * Where things lie in a kernel's memory; both the assembled code and the program around it go by this map.
 * Addresses and sizes in bytes.
 *
 * A *plan image* (what is prepared of one key and suite) lies at `IMAGE` and has the offsets of `IMAGE_AT`.
 * The words that vary from message to message lie in *planes*: one array for each such word of the message or of
 * the states of its key, one entry for each message.
 */

/** States of the hash: what the last compressions left; the largest are those of eight messages under SHA-1. */
export const STATE = 0;
/** The initial hash value. */
export const INITIAL = 160;
/** One constant for each round. */
export const ROUND_CONSTANTS = 224;
/** A message block that is being prepared. */
export const BLOCK = 896;
/** The schedule of the block that is being compressed, for a hash that keeps it in memory: 80 words of 16 bytes. */
export const SCHEDULE = 1024;
export const IMAGE = 2560;
export const PLANES = 16_384;
export const PLANES_BYTES = 65_536;
/** One 32-bit number for each message. */
export const NUMBERS = PLANES + PLANES_BYTES;
/** The most messages of one run. */
export const MAXIMUM_RUN = 1024;
export const TEXT = NUMBERS + 4 * MAXIMUM_RUN;
/** How much memory, in units of 64 KiB: behind TEXT there is room for lines of 11 bytes, the longest. */
export const MEMORY_PAGES = 2;

/**
 * The most words that can vary: of the message question 128 bytes, counter, PIN hash and time, each out of step;
 * of its key two states of eight.
 */
export const MAXIMUM_VARYING = 76;
/** The most blocks of a message: suite, counter, question, PIN hash, 999 bytes of session, time. */
export const MAXIMUM_STEPS = 24;

/** Offsets in a plan image. */
export const IMAGE_AT = {
  /** State after the inner key pad and the blocks before the first that varies; a copy for each lane. */
  inner: 0,
  /** State after the outer key pad. */
  outer: 160,
  /** What the truncated number is divided by: 10 to the number of digits, 2^31 where that is larger. */
  modulus: 320,
  /** Bytes of the table `varying` that are used. */
  varyingBytes: 324,
  /** Bytes from one plane to the next. */
  planeBytes: 328,
  /** Bytes of the table `steps` that are used. */
  stepBytes: 332,
  /** For each block its address, plus 1 if its schedule is complete. */
  steps: 336,
  /** For each varying word its address in its block. */
  varying: 336 + 4 * MAXIMUM_STEPS,
  blocks: 336 + 4 * MAXIMUM_STEPS + 4 * MAXIMUM_VARYING,
} as const;
