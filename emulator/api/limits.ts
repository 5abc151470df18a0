/**
 * How much of everything one server takes. Beyond it a request is refused with API_LIMIT, an event stream is cut off,
 * a recording ends: each says so, nothing is lost in silence.
 */
export const LIMITS = {
  bodyBytes: 65_536,
  twins: 2000,
  /** Requests that wait for a frame, on all twins. */
  waits: 1000,
  /** Event streams that are open. */
  streams: 256,
  /** Events that a stream keeps for a reader that is slower than the twins. */
  queuedEvents: 1024,
  /** Events that are kept for readers who come back. */
  pastEvents: 4096,
  /** Of one twin, and of all. */
  snapshotsOfTwin: 32,
  snapshots: 2000,
  /** Characters of the recording of one twin, and of all. */
  recordingOfTwin: 1_048_576,
  recordings: 268_435_456,
  /** Digits in one request. */
  typedDigits: 64,
  /** Virtual milliseconds that pass in one request: 31 days. */
  advanceMs: 2_678_400_000,
  /** Virtual milliseconds that a key is held: an hour. */
  holdMs: 3_600_000,
} as const;
