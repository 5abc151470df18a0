/** Commands to the demo DSC+ as a client without our code would write them, hexadecimal. */

export const SELECT_DSC_PLUS = '00 A4 04 00 06 F0 54 57 49 4E 01';
export const SELECT_CODE_CARD = '00 A4 04 00 06 F0 54 57 49 4E 02';
export const SELECT_BENCH = '00 A4 04 00 06 F0 54 57 49 4E 0F';
/** VERIFY with 1234, with 9999, and empty: how many tries are left? */
export const VERIFY = '00 20 00 81 04 31 32 33 34';
export const VERIFY_WRONG = '00 20 00 81 04 39 39 39 39';
export const TRIES_LEFT = '00 20 00 81';
/** INTERNAL AUTHENTICATE with 123456, and how the demo card answers with its own PIN: 98276595. */
export const RESPOND = '00 88 00 00 06 31 32 33 34 35 36';
export const RESPONSE = '3938323736353935 9000';

/** INTERNAL AUTHENTICATE of the demo code card with `100 50`, and what `tokentwin lookup demo 100 50` prints. */
export const LOOK_UP = `00 88 00 00 06 ${hexOfText('100 50')}`;
export const CARD_VALUES = `${hexOfText('E8SM8G')} 9000`;

/** `test device` stands in the historical bytes. */
export const ATR = '3b8d8131fe45805b746573742064657669636573';

/** ASCII as hexadecimal. */
export function hexOfText(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}
