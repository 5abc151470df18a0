/**
 * The status words of the card, with what each one means in one plain sentence (ISO/IEC 7816-4, section 5.1.3).
 */

export const STATUS = {
  success: 0x9000,
  applicationTerminated: 0x6285,
  notVerified: 0x6300,
  memoryFailure: 0x6581,
  wrongLength: 0x6700,
  pinRequired: 0x6982,
  blocked: 0x6983,
  conditionsNotSatisfied: 0x6985,
  wrongData: 0x6a80,
  applicationNotFound: 0x6a82,
  wrongParameters: 0x6a86,
  dataNotFound: 0x6a88,
  instructionNotSupported: 0x6d00,
  classNotSupported: 0x6e00,
  internalFault: 0x6f00,
} as const;

const SENTENCES: Readonly<Record<number, string>> = {
  [STATUS.success]: 'Done.',
  [STATUS.applicationTerminated]: 'The application is selected, but the card is dead.',
  [STATUS.notVerified]: 'Not verified; the card does not count tries.',
  [STATUS.memoryFailure]: 'The memory of the card has failed.',
  [STATUS.wrongLength]: 'The length of the command is wrong.',
  [STATUS.pinRequired]: 'The PIN must be verified first.',
  [STATUS.blocked]: 'No more tries: the card is locked or dead, or the session has been ended.',
  [STATUS.conditionsNotSatisfied]: 'The command is not allowed in the present state of the card.',
  [STATUS.wrongData]: 'The data of the command do not have the right form.',
  [STATUS.applicationNotFound]: 'The card has no such application.',
  [STATUS.wrongParameters]: 'The parameters P1 and P2 are wrong.',
  [STATUS.dataNotFound]: 'The card has no such data.',
  [STATUS.instructionNotSupported]: 'The application has no such instruction.',
  [STATUS.classNotSupported]: 'The application has no commands of that class.',
  [STATUS.internalFault]: 'The card has met a fault of its own.',
};

/**
 * The status word of a wrong PIN, unlock answer or server response.
 *
 * @param triesLeft 0 or more; the status word has room for 15 at most
 */
export function refused(triesLeft: number): number {
  return 0x63c0 | Math.min(15, triesLeft);
}

/** The tries that a status word 63Cx tells, 0 to 15, or null when it is another one. */
export function triesLeftIn(statusWord: number): number | null {
  return (statusWord & 0xfff0) === 0x63c0 ? statusWord & 0x0f : null;
}

/**
 * The status word of an Le that is too small: 6Cxx tells the right one, 6700 when a short Le cannot.
 *
 * @param available bytes of the answer, 1 or more
 */
export function wrongExpectedLength(available: number): number {
  return available > 256 ? STATUS.wrongLength : 0x6c00 | (available & 0xff);
}

/** What a status word means, in one sentence; also for those that other cards give. */
export function describeStatusWord(statusWord: number): string {
  const sentence = SENTENCES[statusWord];
  if (sentence !== undefined) return sentence;
  const left = triesLeftIn(statusWord);
  if (left !== null) return `Refused, ${left} ${left === 1 ? 'try' : 'tries'} left.`;
  if (statusWord >>> 8 === 0x6c) return `The Le is too small: ${statusWord & 0xff || 256} bytes are there.`;
  return 'A status word that is not in the list of the card.';
}
