/**
 * The bytes of a token file with the demo card's secrets.
 */
import { newDscPlus } from '../../emulator/twin/new-dsc-plus.js';
import { encodeTokenFile } from '../../firmware/token-file/token-file.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY } from './node-ocra.js';

export function cardFileBytes({ profile = 'dsc-plus', pin = '1234' } = {}): Uint8Array {
  const made = newDscPlus({
    profile,
    pin,
    key: DEMO_KEY,
    unlockKey: DEMO_UNLOCK_KEY,
    serialNumber: '10000001',
  });
  return encodeTokenFile(
    { kind: 'dsc-plus', profile: { ...made.profile }, flash: made.profile.flash },
    made.cells,
  );
}
