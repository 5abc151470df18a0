/**
 * A code card as the command line names it, with a word when it has expired.
 */
import { SecurityCodeCard } from '../twin/security-code-card.js';
import { complain } from './standard-output.js';

/** A day as YYYY-MM-DD, in UTC. */
export function isoDay(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}

/**
 * @param file a token file, or `demo`
 * @throws TokentwinError FILE_…, TOKEN_FILE_…
 */
export function openCodeCard(file: string): SecurityCodeCard {
  const twin = file === 'demo' ? SecurityCodeCard.demo() : SecurityCodeCard.open(file);
  if (twin.expiresUnixSeconds !== null && twin.isExpired(Date.now() / 1000)) {
    complain(
      `tokentwin: the card expired on ${isoDay(twin.expiresUnixSeconds)}: a verifier would refuse its codes`,
    );
  }
  return twin;
}
