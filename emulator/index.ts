/**
 * The library: twins of the devices, in process, synchronous, without a port. Package entry `tokentwin`.
 */

export { CODE_COUNT, type CodeCard } from '../firmware/code-card/code-card.js';
export { parseCodeCardCsv } from '../firmware/code-card/csv.js';
export type { CodeCardEntry } from '../firmware/code-card/lookup.js';
export type { CodeCardProfile } from '../firmware/code-card/profile.js';
export type { Cell } from '../firmware/display/cell.js';
export { KEY_NAMES, type KeyName } from '../firmware/dsc-plus/keys.js';
export type { DscPlusProfile } from '../firmware/dsc-plus/profile.js';
export { dscPlusProfileFrom } from '../firmware/dsc-plus/profile-validation.js';
export { DSC_PLUS_PROFILES } from '../firmware/dsc-plus/profiles.js';
export { type ErrorCode, isTokentwinError, TokentwinError } from '../firmware/error.js';
export type { Seed } from './board/seeded-random.js';
export type { ClockMode } from './board/virtual-clock.js';
export { cardSvg } from './drawing/card-svg.js';
export { codeCardSvg } from './drawing/code-card-svg.js';
export { codeCardText } from './drawing/code-card-text.js';
export { displayArt } from './drawing/display-art.js';
export { displaySvg } from './drawing/display-svg.js';
export { DscPlus } from './twin/dsc-plus.js';
export type { DscPlusSecrets, DscPlusStatus } from './twin/dsc-plus-status.js';
export type { Frame } from './twin/frame.js';
export type { NewDscPlusOptions } from './twin/new-dsc-plus.js';
export { type NewCodeCardOptions, SecurityCodeCard } from './twin/security-code-card.js';
export type { FrameListener, TwinOptions } from './twin/twin-options.js';
