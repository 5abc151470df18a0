/**
 * Numbers as decimal text of a fixed length, by tables of three digits: several times as fast as padding.
 */

/** Text of every number that has at most one, two and three digits, filled with zeros. */
const TABLES = [1, 2, 3].map((digits) =>
  Array.from({ length: 10 ** digits }, (_, number) => number.toString().padStart(digits, '0')),
);
const THREE = TABLES[2] as readonly string[];

/**
 * Makes the function that writes numbers of one length.
 *
 * @param digits 4 to 10
 * @returns takes a whole number from 0 to 10^digits - 1, below 2^32
 */
export function decimalText(digits: number): (number: number) => string {
  const head = TABLES[(digits - 1) % 3] as readonly string[];
  if (digits <= 6) return (number) => `${head[(number / 1000) | 0]}${THREE[number % 1000]}`;
  if (digits <= 9) {
    return (number) => {
      const upper = (number / 1000) | 0;
      return `${head[(upper / 1000) | 0]}${THREE[upper % 1000]}${THREE[number % 1000]}`;
    };
  }
  return (number) => {
    const upper = Math.floor(number / 1000);
    const top = (upper / 1000) | 0;
    return `${head[(top / 1000) | 0]}${THREE[top % 1000]}${THREE[upper % 1000]}${THREE[number % 1000]}`;
  };
}
