/**
 * `tokentwin/workers`: codes and responses by the million, on worker threads that use the engine.
 */
export { type ErrorCode, isTokentwinError, TokentwinError } from '../../firmware/error.js';
export { EngineWorkers } from './engine-workers.js';
export type { SharedNumbers } from './job.js';
export { hotpNumbers, type OneJobOptions, ocraNumbers } from './one-job.js';
export type { HotpRequest, OcraRequest } from './requests.js';
