/**
 * Numbers of mobile telephones: digits only, without the national trunk prefix (facts section 8.2 [seed]).
 *
 * Checks the form of a number, not whether somebody has it.
 */
import { TokentwinError } from '../../../firmware/error.js';

/** Calling codes whose national numbers begin with a digit that a trunk prefix has elsewhere (ITU-T E.164). */
const TRUNK_PREFIXES: Readonly<Record<string, string>> = { '1': '1', '7': '8', '36': '06', '370': '8' };
/** Where the 0 belongs to the number. */
const KEEPS_ZERO: ReadonlySet<string> = new Set(['39', '378', '225', '241', '242']);

export interface TypedNumber {
  /** Calling code of the country, digits only. */
  readonly country: string;
  /** As typed; the trunk prefix has to be left out. */
  readonly national: string;
}

/**
 * @returns country and number, digits only
 * @throws TokentwinError SLS_MOBILE_NUMBER
 */
export function mobileNumber({ country, national }: TypedNumber): string {
  const refuse = (reason: string): never => {
    throw new TokentwinError('SLS_MOBILE_NUMBER', `The mobile number ${reason}.`);
  };
  if (!/^[1-9][0-9]{0,2}$/.test(country)) refuse('needs the calling code of a country, one to three digits');
  if (!/^[0-9]+$/.test(national)) refuse('is typed in digits only, without spaces');
  const trunk = TRUNK_PREFIXES[country] ?? (KEEPS_ZERO.has(country) ? null : '0');
  if (trunk !== null && national.startsWith(trunk))
    refuse(`is typed without the trunk prefix: leave out the first ${trunk} (123, not ${trunk}123)`);
  const whole = country + national;
  if (whole.length < 8 || whole.length > 15) refuse('has 8 to 15 digits with the calling code (E.164)');
  return whole;
}
