/** Data of the messages SetParameters, Parameters and Secure, each byte with what it means. */
import { type Part, part } from './protocol-part.js';

/** USB CCID 1.1, section 6.1.7, for T=1. */
export function t1ParameterParts(data: Uint8Array): Part[] {
  return [
    part(data, 0, 1, 'bmFindexDindex: 372 / 1'),
    part(data, 1, 1, `bmTCCKST1: ${(data[1] as number) & 1 ? 'CRC' : 'LRC'}`),
    part(data, 2, 1, 'bGuardTimeT1'),
    part(data, 3, 1, 'bmWaitingIntegersT1: BWI 4, CWI 5'),
    part(data, 4, 1, 'bClockStop: never'),
    part(data, 5, 1, `bIFSC: ${data[5]}`),
    part(data, 6, 1, 'bNadValue'),
  ];
}

/** USB CCID 1.1, section 6.1.11: a verification. */
export function secureParts(data: Uint8Array): Part[] {
  return [
    part(data, 0, 1, 'bPINOperation: verification'),
    part(data, 1, 1, `bTimeOut: ${data[1]} s after the last key`),
    part(data, 2, 1, 'bmFormatString: ASCII, from the first data byte on'),
    part(data, 3, 2, 'bmPINBlockString, bmPINLengthFormat: as long as the PIN, no length field'),
    part(data, 5, 2, `wPINMaxExtraDigit: ${data[5]} digits at most, ${data[6]} at least`),
    part(data, 7, 1, 'bEntryValidationCondition: the OK key'),
    part(data, 8, 4, 'bNumberMessage, wLangId, bMsgIndex: not used by the card'),
    part(data, 12, 3, `bTeoPrologue: NAD, PCB with N(S) ${(data[13] as number) >> 6}, LEN`),
    part(data, 15, data.length - 15, 'abPINApdu: VERIFY with Lc 0; the reader puts the PIN in'),
  ];
}
