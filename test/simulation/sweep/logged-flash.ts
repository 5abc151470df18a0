/** A chip that writes down what is asked of it. */
import type { FlashOperation } from '../../../emulator/faults/torn-operation.js';
import type { Flash } from '../../../firmware/storage/flash.js';

export class LoggedFlash implements Flash {
  readonly operations: FlashOperation[] = [];
  readonly pageBytes: number;
  readonly pageCount: number;

  constructor(private readonly chip: Flash) {
    this.pageBytes = chip.pageBytes;
    this.pageCount = chip.pageCount;
  }

  read(offset: number, length: number): Uint8Array {
    return this.chip.read(offset, length);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.operations.push({ type: 'program', offset, bytes: bytes.slice() });
    this.chip.program(offset, bytes);
  }

  erase(page: number): void {
    this.operations.push({ type: 'erase', page });
    this.chip.erase(page);
  }
}
