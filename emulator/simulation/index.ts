/**
 * The library's entry for simulations: card, line and driver on one virtual clock.
 */

export type { RequestOutcome } from '../../host/driver/core/reader-client.js';
export { type LineFault, type LineNoise, type LineTally, NO_NOISE, NoisyLine } from '../faults/noisy-line.js';
export { LinkSimulation, type LinkSimulationOptions } from './link-simulation.js';
