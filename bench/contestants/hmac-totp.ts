/** Yardstick: TOTP (RFC 6238) with SHA-256 and steps of 30 seconds by node:crypto. */
import type { Contestant } from '../contestant.js';
import { hmacHotp } from './hmac-hotp.js';

const STEP_SECONDS = 30;

export function hmacTotp(key: Uint8Array, digits: number): Contestant<number> {
  const { name, answer } = hmacHotp(key, digits, 'sha256');
  return { name, answer: (unixSeconds) => answer(Math.floor(unixSeconds / STEP_SECONDS)) };
}
