/**
 * The response-generation core: HOTP (RFC 4226), TOTP (RFC 6238) and OCRA (RFC 6287). Package entry
 * `tokentwin/oath`.
 */
export { type ErrorCode, isTokentwinError, TokentwinError } from '../error.js';
export type { FixedInput } from './engine/fixed-inputs.js';
export { HotpEngine } from './engine/hotp-engine.js';
export { OcraEngine } from './engine/ocra-engine.js';
export {
  type OcraTokenData,
  OcraTokens,
  type OcraTokensOptions,
  type SharedInput,
} from './engine/ocra-tokens.js';
export type { QuestionNumbers } from './engine/question-sources.js';
export { TotpEngine } from './engine/totp-engine.js';
export { type HashName, PreparedHmac } from './hash.js';
export { Hotp, type HotpOptions } from './hotp.js';
export { OCRA_MODES, Ocra, type OcraInput, type OcraMode } from './ocra.js';
export { parseSuite, type QuestionFormat, type Suite } from './suite.js';
export { Totp, type TotpOptions } from './totp.js';
