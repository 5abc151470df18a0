/**
 * Advice on a PIN (facts section 13 [seed]): warns, never blocks.
 *
 * Promises: each guideline that a PIN goes against is named once, and no warning repeats the PIN or a part of it.
 */
import type { Identification, PersonalData } from '../records/people.js';

export const PIN_WARNINGS = {
  'own-birth-date': 'It is part of your birth date.',
  'family-birth-date': 'It is part of the birth date of somebody close to you.',
  address: 'It is part of your home or business address.',
  'citizen-id': 'It is part of a number of yours: of a document or your social security number.',
  'phone-number': 'It is part of a telephone number of yours.',
  initials: 'It has your initials, or those of somebody close to you.',
  'city-or-team': 'It has the name of your city or of a sports team.',
  name: 'It has your name, or that of somebody close to you.',
  'one-kind':
    'Mix letters in lower and upper case with digits: the first letters of a sentence are easily kept.',
  'easy-to-guess': 'It is a run or a repetition, which is guessed first.',
} as const;

export type PinWarning = keyof typeof PIN_WARNINGS;

/** Day, month and year in the orders and lengths in which people write them. */
function datePieces(date: string): readonly string[] {
  const [year = '', month = '', day = ''] = date.split('-');
  const short = year.slice(2);
  return [year, month + day, day + month, short + month, month + short, day + short, short + day].concat([
    day + month + short,
    month + day + short,
    short + month + day,
  ]);
}

function isPartOfDate(pin: string, dates: readonly string[]): boolean {
  return dates.some((date) => datePieces(date).some((piece) => piece !== '' && pin.includes(piece)));
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Do PIN and number share four digits in a row, or is the one in the other? */
function sharesDigits(pin: string, number: string): boolean {
  const [digits, other] = [digitsOf(pin), digitsOf(number)];
  if (digits.length < 3 || other.length < 3) return false;
  const length = Math.min(4, digits.length, other.length);
  for (let start = 0; start + length <= digits.length; start += 1)
    if (other.includes(digits.slice(start, start + length))) return true;
  return false;
}

function words(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(/[^\p{L}]+/u))
    .filter((word) => word.length >= 3)
    .map((word) => word.toLowerCase());
}

function initialsOf(first: readonly string[], last: readonly string[]): string[] {
  return first
    .flatMap((name) => last.map((family) => `${name[0] ?? ''}${family[0] ?? ''}`))
    .filter((initials) => initials.length === 2)
    .map((initials) => initials.toLowerCase());
}

function isRun(pin: string): boolean {
  const steps = new Set(
    [...pin].slice(1).map((character, index) => character.charCodeAt(0) - pin.charCodeAt(index)),
  );
  return pin.length > 2 && steps.size === 1;
}

/** Addresses hold a street number or a postal code, and words. */
function isPartOfAddress(pin: string, addresses: readonly string[]): boolean {
  const numbers = addresses.flatMap((address) => address.match(/[0-9]+/g) ?? []);
  const letters = pin.toLowerCase();
  return (
    numbers.some((number) => number.length >= 3 && pin.includes(number)) ||
    words(addresses).some((word) => letters.includes(word))
  );
}

/**
 * @param pin digits, or letters, digits and others where a device takes them
 * @returns the guidelines that it goes against, in their order
 */
export function pinAdvice(pin: string, identification: Identification, data: PersonalData): PinWarning[] {
  const lower = pin.toLowerCase();
  const ownIds = [identification.document.number, identification.socialSecurityNumber ?? ''];
  const people = words([...data.firstNames, ...data.lastNames, ...data.familyNames]);
  const families = data.familyNames.map((name) => name.split(' '));
  const initials = [
    ...initialsOf(data.firstNames, data.lastNames),
    ...families.flatMap((parts) => initialsOf(parts.slice(0, 1), parts.slice(1))),
  ];
  const places = words([...(data.city === null ? [] : [data.city]), ...data.sportsTeams]);
  const hasLetters = /\p{L}/u.test(pin);
  const isMixed = /\p{Ll}/u.test(pin) && /\p{Lu}/u.test(pin) && /[0-9]/.test(pin);
  const found: Readonly<Record<PinWarning, boolean>> = {
    'own-birth-date': isPartOfDate(pin, [identification.birthDate]),
    'family-birth-date': isPartOfDate(pin, data.familyBirthDates),
    address: isPartOfAddress(pin, data.addresses),
    'citizen-id': ownIds.some((number) => sharesDigits(pin, number)),
    'phone-number': data.phoneNumbers.some((number) => sharesDigits(pin, number)),
    initials: hasLetters && initials.some((pair) => lower.includes(pair)),
    'city-or-team': places.some((word) => lower.includes(word)),
    name: people.some((word) => lower.includes(word)),
    'one-kind': hasLetters && !isMixed,
    'easy-to-guess': isRun(pin),
  };
  return (Object.keys(PIN_WARNINGS) as PinWarning[]).filter((warning) => found[warning]);
}
