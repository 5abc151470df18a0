/**
 * The library's entry for simulations: card, line and driver on one virtual clock, and bad days drawn from a seed.
 */

export type { RequestOutcome } from '../../host/driver/core/reader-client.js';
export { type LineFault, type LineNoise, type LineTally, NO_NOISE, NoisyLine } from '../faults/noisy-line.js';
export {
  BadDayFailure,
  type BadDayOptions,
  type BadDayReport,
  RECOVERY_BOUND_MS,
  runBadDay,
} from './bad-day/bad-day.js';
export { type BadDayPlan, drawPlan, STRIKES, type Strike, type StrikeKind } from './bad-day/plan.js';
export type { BadDayWorld, Host } from './bad-day/world.js';
export { LinkSimulation, type LinkSimulationOptions } from './link-simulation.js';
export {
  LoginDayFailure,
  type LoginDayOptions,
  type LoginDayReport,
  runLoginDay,
} from './login-day/login-day.js';
