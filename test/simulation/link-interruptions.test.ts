/** A login that is interrupted at every byte position: by a cut line, a pulled plug, a dead host, a dead reader. */
import { describe, expect, it } from 'vitest';
import { RECOVERY_MS } from '../../host/driver/core/reader-client.js';
import {
  INTERRUPTIONS,
  type InterruptedLogin,
  type InterruptionName,
  interruptLogin,
} from './link-interruptions.js';

/** VERIFY and INTERNAL AUTHENTICATE, their echoes and answers, with the CRC. */
const LOGIN_BYTES = 162;

function atEveryByte(name: InterruptionName): InterruptedLogin[] {
  return Array.from({ length: LOGIN_BYTES }, (_, bytes) => interruptLogin(name, bytes));
}

describe('a login, interrupted at every byte', () => {
  it(`has ${LOGIN_BYTES} of them`, () => {
    expect(interruptLogin('the line is cut for 100 ms', LOGIN_BYTES - 1).wasInterrupted).toBe(true);
    expect(interruptLogin('the line is cut for 100 ms', LOGIN_BYTES)).toMatchObject({
      wasInterrupted: false,
      succeeded: true,
    });
  });

  it.each(Object.keys(INTERRUPTIONS) as InterruptionName[])(
    'is right or reported, done once at most, and the next one succeeds: %s',
    (name) => {
      const logins = atEveryByte(name);
      expect(logins.map(({ complaints }) => complaints)).toEqual(logins.map(() => []));
      expect(logins.every(({ wasInterrupted }) => wasInterrupted)).toBe(true);
      expect(Math.max(...logins.map(({ nextLoginMs }) => nextLoginMs))).toBeLessThanOrEqual(RECOVERY_MS);
    },
  );

  it('is not even noticed by the caller when the line is back after 100 ms', () => {
    const logins = atEveryByte('the line is cut for 100 ms');
    expect(logins.filter(({ succeeded }) => !succeeded)).toEqual([]);
  });

  it('cannot succeed when the line stays cut', () => {
    const logins = atEveryByte('the line is cut until the driver has given up');
    expect(logins.filter(({ succeeded }) => succeeded)).toEqual([]);
  });
});
