/** What a refused profile says: a name out of the file may be anything. */
import { describe, expect, it } from 'vitest';
import { codeCardProfileFrom } from '../../firmware/code-card/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';

describe('a field of a profile that nobody knows', () => {
  it.each(['x'.repeat(10_000), '\x1b[2J', 'a\nb', '\u202e'])(
    'is named in one short line of printable characters: %j',
    (name) => {
      for (const make of [dscPlusProfileFrom, codeCardProfileFrom])
        expect(() => make({ [name]: 1 })).toThrow(
          expect.objectContaining({
            code: 'PROFILE_INVALID',
            message: expect.stringMatching(/^[ -~]{1,160}$/),
          }),
        );
    },
  );
});
