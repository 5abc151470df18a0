import { describe, expect, it } from 'vitest';
import { parseSuite } from '../../firmware/oath/index.js';
import { codeOf } from './refusals.js';

describe('an OCRA suite', () => {
  it('is parsed into its parts and kept as written', () => {
    const text = 'OCRA-1:HOTP-SHA512-8:C-QH40-PSHA256-S128-T30S';
    expect(parseSuite(text)).toEqual({
      text,
      hash: 'SHA512',
      digits: 8,
      counter: true,
      question: { format: 'H', maximumLength: 40 },
      pinHash: 'SHA256',
      sessionLength: 128,
      timeStepSeconds: 30,
    });
  });

  it('has the defaults of RFC 6287 section 6.3 for its bare forms', () => {
    expect(parseSuite('OCRA-1:HOTP-SHA1-6:Q-P-S-T')).toMatchObject({
      question: { format: 'N', maximumLength: 8 },
      pinHash: 'SHA1',
      sessionLength: 64,
      timeStepSeconds: 60,
    });
  });

  it.each([
    ['T1S', 1],
    ['T59S', 59],
    ['T59M', 3540],
    ['T48H', 172_800],
  ])('reads the time step %s as %i seconds', (field, seconds) => {
    expect(parseSuite(`OCRA-1:HOTP-SHA1-6:QN08-${field}`).timeStepSeconds).toBe(seconds);
  });

  it.each([
    ['QA4', 4],
    ['QH04', 4],
    ['QN64', 64],
  ])('takes a question of %s', (field, maximumLength) => {
    expect(parseSuite(`OCRA-1:HOTP-SHA1-6:${field}`).question.maximumLength).toBe(maximumLength);
  });

  it('takes question lengths with and without a leading zero, as different suites', () => {
    expect(parseSuite('OCRA-1:HOTP-SHA1-6:QN8').question).toEqual(
      parseSuite('OCRA-1:HOTP-SHA1-6:QN08').question,
    );
    expect(parseSuite('OCRA-1:HOTP-SHA1-6:QN8').text).not.toBe(parseSuite('OCRA-1:HOTP-SHA1-6:QN08').text);
  });

  it.each([
    ['', 'OCRA_SUITE_SYNTAX'],
    ['OCRA-1:HOTP-SHA1-6', 'OCRA_SUITE_SYNTAX'],
    ['OCRA-1:HOTP-SHA1-6:QN08:', 'OCRA_SUITE_SYNTAX'],
    ['OCRA-2:HOTP-SHA1-6:QN08', 'OCRA_SUITE_ALGORITHM'],
    ['OCRA-1:TOTP-SHA1-6:QN08', 'OCRA_SUITE_FUNCTION'],
    ['OCRA-1:HOTP:QN08', 'OCRA_SUITE_FUNCTION'],
    ['OCRA-1:HOTP-SHA1:QN08', 'OCRA_SUITE_FUNCTION'],
    ['OCRA-1:HOTP-SHA1-6-6:QN08', 'OCRA_SUITE_FUNCTION'],
    ['OCRA-1:HOTP-MD5-6:QN08', 'OCRA_SUITE_HASH'],
    ['OCRA-1:HOTP-SHA1-3:QN08', 'OCRA_SUITE_DIGITS'],
    ['OCRA-1:HOTP-SHA1-11:QN08', 'OCRA_SUITE_DIGITS'],
    ['OCRA-1:HOTP-SHA1-06:QN08', 'OCRA_SUITE_DIGITS'],
    ['OCRA-1:HOTP-SHA1-66:QN08', 'OCRA_SUITE_DIGITS'],
    ['OCRA-1:HOTP-SHA1-100:QN08', 'OCRA_SUITE_DIGITS'],
    ['OCRA-1:HOTP-SHA1-0:QN08', 'OCRA_SUITE_NO_TRUNCATION'],
    ['OCRA-1:HOTP-SHA1-6:', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:C', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:PSHA1', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QN', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QN03', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QN65', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QN008', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QX08', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QQN08', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QNN08', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:XQ', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QN08-PSHA2', 'OCRA_SUITE_PIN'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S64', 'OCRA_SUITE_SESSION'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S000', 'OCRA_SUITE_SESSION'],
    ['OCRA-1:HOTP-SHA1-6:QN08-SS064', 'OCRA_SUITE_SESSION'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S0640', 'OCRA_SUITE_SESSION'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T60S', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T0H', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T49H', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T01M', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-TT1M', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1MM', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1X', 'OCRA_SUITE_TIME'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M-PSHA1', 'OCRA_SUITE_FIELD'],
    ['OCRA-1:HOTP-SHA1-6:QN08-PSHA1-PSHA1', 'OCRA_SUITE_FIELD'],
    ['OCRA-1:HOTP-SHA1-6:QN08-', 'OCRA_SUITE_FIELD'],
    ['OCRA-1:HOTP-SHA1-6:QN08 ', 'OCRA_SUITE_QUESTION'],
    ['OCRA-1:HOTP-SHA1-6:QN08\n', 'OCRA_SUITE_QUESTION'],
    [undefined as never, 'OCRA_SUITE_SYNTAX'],
    ['ocra-1:hotp-sha1-6:qn8x', 'OCRA_SUITE_ALGORITHM'],
    ['ocra-1:hotp-sha1-6:qn08', 'OCRA_SUITE_CASE'],
    ['OCRA-1:HOTP-SHA1-6:qN08', 'OCRA_SUITE_CASE'],
  ])('%j is refused with %s', (text, code) => {
    expect(codeOf(() => parseSuite(text))).toBe(code);
  });

  it.each([
    ['a'.repeat(24), `'${'a'.repeat(24)}'`],
    ['a'.repeat(25), `'${'a'.repeat(24)}...'`],
    ['~ a\n\x1b\x7f\u{e4}b', "'~ a????b'"],
  ])('shows of a part %j only what is short and printable', (text, shown) => {
    expect(() => parseSuite(`OCRA-1:${text}:QN08`)).toThrow(`The crypto function ${shown} is`);
  });

  it('names the offending part in the message', () => {
    expect(() => parseSuite('OCRA-1:HOTP-SHA1-6:PSHA1')).toThrow('has no question');
    expect(() => parseSuite('OCRA-3:HOTP-SHA1-6:QN08')).toThrow('does not begin with OCRA-1');
    expect(() => parseSuite('OCRA-1:HOTP-MD5-6:QN08')).toThrow("'MD5'");
    expect(() => parseSuite('OCRA-1:HOTP-SHA1-6:QN08-T99M')).toThrow("'T99M'");
    expect(() => parseSuite('ocra-1:hotp-sha1-6:qn08')).toThrow('write OCRA-1:HOTP-SHA1-6:QN08');
  });

  it.each(['3132333435363738', '8351', '3132:3334:3536'])(
    'does not repeat what may be a key or a PIN: %s',
    (text) => {
      expect(() => parseSuite(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(text.slice(0, 4)) }),
      );
    },
  );
});
