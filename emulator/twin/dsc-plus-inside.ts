/**
 * What a reader and a test bench work with, under the lid of the card: only within `DscPlus.input`.
 */
import type { DscPlusDevice } from '../../firmware/dsc-plus/dsc-plus-device.js';
import type { SimulatedBoard } from '../board/simulated-board.js';
import type { FrameListener } from './twin-options.js';

export interface DscPlusInside {
  readonly device: DscPlusDevice;
  readonly board: SimulatedBoard;
  /** Tells every frame as soon as it is drawn; returns the function that ends it. */
  onDraw(listener: FrameListener): () => void;
  /** Virtual time of the input that is going on, Unix milliseconds. */
  at(): number;
}
