/** 6 to 40 characters with at least one letter and one digit (facts section 15 [public]). */
import { TokentwinError } from '../../../firmware/error.js';

/** @throws TokentwinError SLS_PASSWORD_RULE */
export function checkPassword(password: string): void {
  const { length } = [...password];
  if (length < 6 || length > 40 || !/\p{L}/u.test(password) || !/[0-9]/.test(password))
    throw new TokentwinError(
      'SLS_PASSWORD_RULE',
      'A password has 6 to 40 characters, among them at least one letter and one digit.',
    );
}

const USER_NAME = /^[a-z][a-z0-9_.-]{2,31}$/;

/** Lower case (facts section 15 [public]); length and other characters [unknown: our choice]. */
export function isUserName(text: string): boolean {
  return USER_NAME.test(text);
}
