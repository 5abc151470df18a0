/**
 * Reading what a token keeps on flash without running it: nothing is changed, no activation is counted.
 */
import { TokentwinError } from '../error.js';
import type { Flash } from '../storage/flash.js';
import { readNewestPage } from '../storage/page.js';
import { type DscPlusContents, readDscPlusRecords } from './dsc-plus-records.js';

/** The newest records of a flash image and how often its journal was mounted. */
export interface FlashRecords {
  get(type: number): Uint8Array | null;
  readonly mounts: number;
}

/** @throws TokentwinError FLASH_DAMAGED when no page holds a valid journal */
export function readFlashRecords(flash: Flash): FlashRecords {
  const page = readNewestPage(flash);
  if (page === null) {
    throw new TokentwinError(
      'FLASH_DAMAGED',
      'No flash page holds a valid journal, so the token cannot be read. It was left as it is.',
    );
  }
  return { get: (type) => page.records.get(type) ?? null, mounts: page.header.mounts + page.marks };
}

/** What a DSC+ has on flash. */
export function readDscPlus(flash: Flash): DscPlusContents & { readonly activations: number } {
  const records = readFlashRecords(flash);
  return { ...readDscPlusRecords((type) => records.get(type)), activations: records.mounts };
}
