/**
 * What a reader and a test bench work with, under the lid of the card: only within `DscPlus.input`.
 */
import type { DscPlusDevice } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { SimulatedBoard } from '../board/simulated-board.js';

export interface DscPlusInside {
  readonly device: DscPlusDevice;
  readonly board: SimulatedBoard;
  /** Virtual time of the input that is going on, Unix milliseconds. */
  at(): number;
}
