/** Suite: a complete login at the twin costs so many prepared createHmac responses. */
import { HMAC_PREPARED } from '../contestants/hmac-prepared.js';
import { TWIN_LOGIN } from '../contestants/twin-login.js';
import type { ContestSuite } from '../suite.js';
import { DSC_PLUS_CONTEST } from './dsc-plus.js';

export const TWIN_LOGINS: ContestSuite = {
  type: 'contest',
  name: 'twin-login',
  title: 'complete login on profile dsc-plus',
  quick: true,
  contestants: [TWIN_LOGIN, HMAC_PREPARED],
  reading: 'cost',
  contest: DSC_PLUS_CONTEST,
  goals: [{ contestant: 'twin-login', bound: 12 }],
};
