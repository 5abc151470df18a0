/**
 * What every twin on a server has, whatever its kind.
 */
import { TokentwinError } from '../../firmware/error.js';

/** `api`: made by a request. `emulator`: open in the emulator, which has its lines, its file and its end. */
export type Origin = 'api' | 'emulator';

export interface TwinSummary {
  readonly id: string;
  readonly kind: 'dsc-plus' | 'security-code-card';
  readonly name: string;
  /** The name of the device's profile. */
  readonly profile: string;
  readonly serialNumber: string;
  readonly origin: Origin;
}

/** @throws TokentwinError API_TWIN_KIND for a twin that the emulator has open */
export function checkOrigin(origin: Origin): void {
  if (origin === 'api') return;
  throw new TokentwinError(
    'API_TWIN_KIND',
    'The emulator has the twin open: that is for twins that were made by POST /twins.',
  );
}
