/**
 * The version that the card tells of its firmware, in SELECT, GET DATA and attestation.
 */

/** ASCII; the display of the built-in profiles shows the same as `V1.0`. */
export const FIRMWARE_VERSION = '1.0';
