/**
 * The library's entry for simulations: card, line and driver on one virtual clock.
 */

export type { RequestOutcome } from '../../host/driver/core/reader-client.js';
export { FlashChip } from '../board/flash-chip.js';
export { PowerCut } from '../board/power-cut.js';
export { FaultyFlash } from '../faults/faulty-flash.js';
export { type LineFault, type LineNoise, type LineTally, NO_NOISE, NoisyLine } from '../faults/noisy-line.js';
export { type BitFate, type CutPoint, drawnTear, type Tear } from '../faults/torn-operation.js';
export { LinkSimulation, type LinkSimulationOptions } from './link-simulation.js';
