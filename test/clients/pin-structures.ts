/**
 * What a PC/SC program gives a reader with a keypad: PIN_VERIFY and PIN_MODIFY of PC/SC part 10, sections 2.5.2
 * and 2.5.3, little-endian, for the PIN of 4 ASCII digits of the DSC+.
 */

/** bmFormatString: byte units, left, ASCII; bmPINBlockString: 4 bytes; bmPINLengthFormat: no length. */
const FORMAT = '82 04 00';
/** wPINMaxExtraDigit: 4 at least and at most. */
const DIGITS = '04 04';
/** bEntryValidationCondition: the OK key. */
const VALIDATION = '02';
const ENGLISH = '09 04';
/** bTeoPrologue, which libccid sets by itself. */
const PROLOGUE = '00 00 00';

function littleEndian(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
}

/** bTimeOut and bTimeOut2 go before, ulDataLength and the command with room for the PIN behind. */
function structure(timeoutSeconds: number, middle: string, template: string): string {
  const timeout = Buffer.of(timeoutSeconds, 0).toString('hex');
  const command = template.replaceAll(' ', '');
  return timeout + middle + littleEndian(command.length / 2) + command;
}

/** FEATURE_VERIFY_PIN_DIRECT with VERIFY. */
export function verifyPin(timeoutSeconds: number): string {
  const messages = `01 ${ENGLISH} 00`;
  const middle = [FORMAT, DIGITS, VALIDATION, messages, PROLOGUE].join('');
  return structure(timeoutSeconds, middle, '00 20 00 81 04 FF FF FF FF');
}

/** FEATURE_MODIFY_PIN_DIRECT with CHANGE REFERENCE DATA: the old PIN, then the new one, typed twice. */
export function modifyPin(timeoutSeconds: number): string {
  const offsets = '00 04';
  const askedAndConfirmed = '03';
  const messages = `03 ${ENGLISH} 00 01 02`;
  const middle = [FORMAT, offsets, DIGITS, askedAndConfirmed, VALIDATION, messages, PROLOGUE].join('');
  return structure(timeoutSeconds, middle, '00 24 00 81 08 FF FF FF FF FF FF FF FF');
}
