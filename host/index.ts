/**
 * `tokentwin/host`: the driver of a bench rig, for a twin or a device behind a reader on a serial line, TCP or a
 * unix socket.
 */
export type { ResponseApdu } from '../firmware/card/application.js';
export { type ErrorCode, type ErrorDetails, isTokentwinError, TokentwinError } from '../firmware/error.js';
export type { AttestationResult } from './driver/attestation.js';
export type { Bench, BenchDisplay, BenchKey, BenchStatus, FlashGeometry } from './driver/bench.js';
export type { ReaderDescription } from './driver/core/reader-description.js';
export { COUNTER_MEANINGS, type LinkCounters } from './driver/counters.js';
export { openToken } from './driver/open-token.js';
export type { BytePort, PortListener, PortOpener } from './driver/ports/byte-port.js';
export {
  isBlocked,
  isLineLost,
  isNoCard,
  isNotAToken,
  isOutcomeUnknown,
  isRetryable,
  isWrongPin,
} from './driver/predicates.js';
export type {
  AttestOptions,
  CallOptions,
  OpenOptions,
  PinPolicy,
  PinStatus,
  RespondOptions,
  Token,
  TokenApplication,
  TokenEvents,
  TokenInfo,
  TrafficEvent,
} from './driver/token.js';
