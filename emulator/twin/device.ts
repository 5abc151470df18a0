/**
 * A device that the emulator operates: a twin with the name it goes by and the file it lives in.
 */
import type { DscPlus } from './dsc-plus.js';
import type { SecurityCodeCard } from './security-code-card.js';

export type Device =
  | {
      readonly kind: 'dsc-plus';
      readonly name: string;
      readonly twin: DscPlus;
      /** null: in memory. */
      readonly file: string | null;
    }
  | {
      readonly kind: 'security-code-card';
      readonly name: string;
      readonly twin: SecurityCodeCard;
      readonly file: string | null;
    };

/** Ends what a twin does by itself and lets go of its file. @throws TokentwinError FILE_ACCESS */
export function closeDevice({ kind, twin }: Device): void {
  if (kind === 'dsc-plus') twin.close();
}
