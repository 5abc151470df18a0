/**
 * The checker finds each kind of planted mistake, and shows responses only when asked.
 */
import { describe, expect, it } from 'vitest';
import { checkVectors } from '../../host/rig/check-vectors.js';
import { parseVectorFile } from '../../host/rig/vector-file.js';
import { changed, FILES, input, type Json, type Path, TEST } from './small-files.js';

describe('the checker', () => {
  const check = (algorithm: string, path: Path, value: Json, showResponses = false) =>
    checkVectors(parseVectorFile(JSON.stringify(changed(FILES[algorithm] as Json, path, value))), {
      showResponses,
    });

  it.each<readonly [string, Path, Json]>([
    ['OCRA', [...TEST, 'response'], '65347738'],
    ['OCRA', [...TEST, 'response'], '653477370'],
    ['OCRA', [...TEST, 'input', 'pin'], '1235'],
    ['HOTP', [...TEST, 'response'], '755225'],
    ['TOTP', [...TEST, 'input', 'time'], '60'],
    ['CODE-CARD', [...TEST, 'code'], 'H3H'],
  ])('finds the answer that differs: %s %j = %j', (algorithm, path, value) => {
    const { passed, failures } = check(algorithm, path, value);
    expect(failures).toEqual([{ id: 1, comment: 'a', reason: 'The response differs.' }]);
    expect(passed).toBe((FILES[algorithm] as { numberOfTests: number }).numberOfTests - 1);
  });

  it('shows the responses only when asked', () => {
    const path = [...TEST, 'response'];
    expect(check('OCRA', path, '11111111', true).failures[0]?.reason).toBe(
      'The response differs: the test expects 11111111, the core gave 65347737.',
    );
    expect(JSON.stringify(check('OCRA', path, '11111111'))).not.toMatch(/11111111|65347737/);
  });

  it('finds a refusal with another error than the expected one', () => {
    const { failures } = check('OCRA', ['groups', 0, 'tests', 1, 'error'], 'OCRA_PIN_MISSING');
    const reason = 'The core refused with OCRA_COUNTER_MISSING, but the test expects OCRA_PIN_MISSING.';
    expect(failures).toEqual([{ id: 4, comment: 'b', reason }]);
  });

  it('finds an answer where a refusal is expected', () => {
    const { failures } = check('OCRA', ['groups', 0, 'tests', 1, 'input'], input);
    const reason = 'The core answered, but the test expects OCRA_COUNTER_MISSING.';
    expect(failures).toEqual([{ id: 4, comment: 'b', reason }]);
  });

  it('finds a refusal where an answer is expected, for each test of a group', () => {
    const { failures } = check('HOTP', ['groups', 0, 'key'], 'xx');
    expect(failures.map(({ reason }) => reason)).toEqual([
      'The core refused with HEX_INVALID, but the test expects a response.',
      'The core refused with HEX_INVALID, but the test expects HOTP_COUNTER_RANGE.',
    ]);
  });

  it('finds a check value that is not that of the card', () => {
    const { passed, failures } = check('CODE-CARD', ['groups', 0, 'checkValue'], '8JCK');
    const reason = "The card's check value differs.";
    expect(failures).toEqual([
      { id: 1, comment: 'a', reason },
      { id: 2, comment: 'b', reason },
    ]);
    expect(passed).toBe(0);
  });
});
