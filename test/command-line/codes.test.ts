/** `hotp` and `totp`: the published values, and long runs of codes. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import hotpVectors from '../../vectors/hotp-rfc4226.json' with { type: 'json' };
import totpVectors from '../../vectors/totp-rfc6238.json' with { type: 'json' };
import { output, RFC_KEY, run, runInBash } from './run-program.js';

/** RFC 4226 section 5.3, over node:crypto. */
function hotpCode(counter: bigint, digits: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(counter);
  const mac = createHmac('sha1', Buffer.from(RFC_KEY, 'hex')).update(message).digest();
  const number = mac.readUInt32BE(mac.readUInt8(19) & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

describe('hotp', () => {
  it('counts up from 0 through the values of RFC 4226', () => {
    const expected = hotpVectors.groups.flatMap(({ tests }) => tests.map(({ response }) => response));
    expect(expected).toHaveLength(10);
    expect(output(['hotp', '--key', RFC_KEY, '--count', '10'])).toBe(`${expected.join('\n')}\n`);
    expect(output(['hotp', '--key', RFC_KEY])).toBe(`${expected[0]}\n`);
    expect(output(['hotp', '--key', RFC_KEY, '--counter', '9'])).toBe(`${expected[9]}\n`);
  });

  it('counts through 32 and 53 bits to the end', () => {
    for (const first of [2n ** 32n - 2n, 2n ** 53n - 2n, 2n ** 64n - 4n]) {
      const words = ['hotp', '--key', RFC_KEY, '--counter', String(first), '--count', '4', '--digits', '8'];
      const expected = [0n, 1n, 2n, 3n].map((index) => hotpCode(first + index, 8));
      expect(output(words)).toBe(`${expected.join('\n')}\n`);
    }
  });

  it('prints the codes before a counter that is out of range', () => {
    const words = ['hotp', '--key', RFC_KEY, '--counter', String(2n ** 64n - 2n), '--count', '5'];
    const { status, stdout, stderr } = run(words);
    const expected = [hotpCode(2n ** 64n - 2n, 6), hotpCode(2n ** 64n - 1n, 6)];
    expect({ status, stdout }).toEqual({ status: 1, stdout: `${expected.join('\n')}\n` });
    expect(stderr).toMatch(/^tokentwin: [^\n]+ \(HOTP_COUNTER_RANGE\)\n$/);
  });

  it('prints an object a line as JSON', () => {
    const lines = output(['hotp', '--key', RFC_KEY, '--counter', '8', '--count', '2', '--json']);
    expect(lines).toBe('{"code":"399871","counter":"8"}\n{"code":"520489","counter":"9"}\n');
  });

  it('prints as many codes as asked', () => {
    const codes = output(['hotp', '--key', RFC_KEY, '--count', '10000']).trimEnd().split('\n');
    expect(codes).toHaveLength(10_000);
    expect(codes[9999]).toBe(hotpCode(9999n, 6));
    expect(output(['hotp', '--key', RFC_KEY, '--count', '0'])).toBe('');
  });

  it('ends quietly when nobody reads on', () => {
    const line = `tokentwin hotp --key ${RFC_KEY} --count 10000000 | head -n 1; echo "\${PIPESTATUS[0]}"`;
    expect(runInBash(line)).toEqual({ status: 0, stdout: '755224\n0\n', stderr: '' });
  });
});

describe('totp', () => {
  const cases = totpVectors.groups.flatMap(({ hash, key, tests }) =>
    tests.map(({ input, response }) => ({ hash, key, time: String(input.time), response })),
  );

  it('has the 18 values of RFC 6238 to check', () => {
    expect(cases).toHaveLength(18);
  });

  it.each(cases)('gives $response for $hash at $time', ({ hash, key, time, response }) => {
    expect(output(['totp', '--key', key, '--hash', hash, '--time', time, '--digits', '8'])).toBe(
      `${response}\n`,
    );
  });

  it('prints a code for each step, and the time as JSON', () => {
    const words = ['totp', '--key', RFC_KEY, '--time', '61', '--step', '60', '--count', '3'];
    const codes = [1n, 2n, 3n].map((step) => hotpCode(step, 6));
    expect(output(words)).toBe(`${codes.join('\n')}\n`);
    const lines = output([...words, '--json'])
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      codes.map((code, index) => ({ code, time: String(61 + 60 * index) })),
    );
  });

  it('prints as many codes as asked, and those before a time that is out of range', () => {
    const codes = output(['totp', '--key', RFC_KEY, '--time', '0', '--count', '70000']).trimEnd().split('\n');
    expect(codes).toHaveLength(70_000);
    for (const step of [0, 4095, 65_535, 65_536, 69_999]) expect(codes[step]).toBe(hotpCode(BigInt(step), 6));
    const last = 2n ** 64n - 1n;
    for (const json of [[], ['--json']]) {
      const words = ['totp', '--key', RFC_KEY, '--time', String(last - 40n), '--count', '5', ...json];
      const { status, stdout, stderr } = run(words);
      expect({ status, lines: stdout.split('\n').length - 1 }).toEqual({ status: 1, lines: 2 });
      expect(stderr).toMatch(/^tokentwin: [^\n]+ \(TOTP_TIME_RANGE\)\n$/);
    }
  });

  it('takes the time of now when none is given', () => {
    const stepSeconds = 100_000_000;
    const step = () => BigInt(Math.floor(Date.now() / 1000 / stepSeconds));
    const before = hotpCode(step(), 6);
    const code = output(['totp', '--key', RFC_KEY, '--step', String(stepSeconds)]).trimEnd();
    expect([before, hotpCode(step(), 6)]).toContain(code);
  });
});
