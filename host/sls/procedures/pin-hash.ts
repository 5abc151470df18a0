/** The hash of a PIN, as the suite of the device wants it. Protect it like the key: there are few PINs. */
import { TokentwinError } from '../../../firmware/error.js';
import { bytesToHex, textBytes } from '../../../firmware/oath/bytes.js';
import { type HashName, hash } from '../../../firmware/oath/hash.js';
import { parseSuite } from '../../../firmware/oath/suite.js';
import type { DscPlusSecret } from '../records/devices.js';

/** @throws TokentwinError SLS_PIN for a device without one */
export function hashName({ suite }: DscPlusSecret): HashName {
  const { pinHash } = parseSuite(suite);
  if (pinHash === null) throw new TokentwinError('SLS_PIN', 'The device has no PIN.');
  return pinHash;
}

/** @returns hexadecimal */
export function pinHashOf(name: HashName, pin: string): string {
  return bytesToHex(hash(name, textBytes(pin)));
}
