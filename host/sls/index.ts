/**
 * `tokentwin/sls`: the reference verifier as a library, on the machine or on ports of your own.
 */
export { type ErrorCode, isTokentwinError, TokentwinError } from '../../firmware/error.js';
export { type RunningSls, type ServerOptions, startSls } from './http/server.js';
export { Ids } from './ids.js';
export { DEFAULT_POLICY, type Policy, policyOf } from './policy.js';
export type { Clock, Passwords, Ports, Randomness } from './ports.js';
export type {
  AnswerStep,
  ChooseStep,
  DoneStep,
  FailedStep,
  SessionStep,
  ShownQuestion,
  Step,
} from './procedures/steps.js';
export type { StockDevice } from './procedures/stock.js';
export { type RadiusOptions, type RunningRadius, startRadius } from './radius/server.js';
export type { Entrance } from './records/access.js';
export { NO_PERSONAL_DATA } from './records/people.js';
export { manualClock, realClock, type TurnedClock } from './runtime/clocks.js';
export { type Gateway, webhook } from './runtime/delivery.js';
export { keepHouse } from './runtime/housekeeping.js';
export { type OpenedSystem, openSystem, type SystemOptions } from './runtime/open-system.js';
export { MemoryStore } from './store/memory-store.js';
export { openStore } from './store/open-store.js';
export type { Store } from './store/store.js';
export { SecureLoginSystem } from './system.js';
