/**
 * Are two entities one person? Birth date, citizenship, country of legal residence, and either type and number of the
 * document or, of US persons, the social security number (facts section 10 (a) [seed]).
 */
import type { Identification } from '../records/people.js';

/** Hyphens and blanks are not part of a number. */
function plain(number: string): string {
  return number.replace(/[\s-]/g, '').toUpperCase();
}

export function isSamePerson(one: Identification, other: Identification): boolean {
  const isAlike =
    one.birthDate === other.birthDate &&
    one.citizenship === other.citizenship &&
    one.legalResidence === other.legalResidence;
  const isSameDocument =
    one.document.type === other.document.type && plain(one.document.number) === plain(other.document.number);
  const isSameSocialSecurity =
    one.socialSecurityNumber !== null &&
    other.socialSecurityNumber !== null &&
    plain(one.socialSecurityNumber) === plain(other.socialSecurityNumber);
  return isAlike && (isSameDocument || isSameSocialSecurity);
}
