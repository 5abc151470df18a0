/** The suites that the installed package can measure. */
import type { ContestSuite } from '../suite.js';
import { DSC_PLUS } from './dsc-plus.js';
import { DSC_PLUS_COUNTER } from './dsc-plus-counter.js';
import { DSC_PLUS_MUTUAL } from './dsc-plus-mutual.js';
import { HOTP } from './hotp.js';
import { OCRA_SHA1 } from './ocra-sha1.js';
import { OCRA_SHA256_PIN } from './ocra-sha256-pin.js';
import { OCRA_SHA512_TIME } from './ocra-sha512-time.js';
import { TOTP } from './totp.js';

/** In the order of the tables. */
export const OWN_SUITES: readonly ContestSuite[] = [
  OCRA_SHA1,
  OCRA_SHA256_PIN,
  OCRA_SHA512_TIME,
  HOTP,
  TOTP,
  DSC_PLUS,
  DSC_PLUS_COUNTER,
  DSC_PLUS_MUTUAL,
];
