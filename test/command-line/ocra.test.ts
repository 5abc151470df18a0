/** `ocra` in its forms for one suite: a question, many questions, every input. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secondOcra } from '../vectors/second-ocra.js';
import { expectRefusal, json, output, RFC_KEY, RunningProgram, run, runInBash } from './run-program.js';

const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';
const QUESTIONS = ['ocra', SUITE, '--key', RFC_KEY, '--questions', '-'];
const SESSION = 'ab'.repeat(64);
const PIN_HASH = createHash('sha256').update('1234').digest('hex');

function expected(line: object): string {
  const answer = secondOcra({ key: RFC_KEY, ...line });
  return 'response' in answer ? answer.response : answer.error;
}

describe('ocra', () => {
  it('prints the response, or as JSON', () => {
    const words = ['ocra', SUITE, '--key', RFC_KEY, '--question', '00000000'];
    expect(output(words)).toBe('237653\n');
    expect(json(words)).toEqual({ response: '237653' });
  });

  it.each([
    [
      'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA256',
      { question: '12345678', counter: '18446744073709551615', pin: '1234' },
    ],
    ['OCRA-1:HOTP-SHA256-8:QN08-PSHA256', { question: '12345678', pinHash: PIN_HASH }],
    ['OCRA-1:HOTP-SHA512-10:QA64-S064-T30S', { question: 'aZ09', session: SESSION, time: '1111111109' }],
    ['OCRA-1:HOTP-SHA1-4:QH40-T1M', { question: 'aBcDeF012', timestamp: '22222222' }],
    ['OCRA-1:HOTP-SHA256-8:QA08', { question: 'CLI22220SRV11110', mode: 'mutual' }],
    ['OCRA-1:HOTP-SHA256-8:QA08-T1M', { question: 'SIG10000', timestamp: '1', mode: 'signature' }],
  ])('takes every input: %s %o', (suite, input) => {
    const options = Object.entries(input).flatMap(([name, value]) => [
      `--${name === 'pinHash' ? 'pin-hash' : name}`,
      value,
    ]);
    expect(output(['ocra', suite, '--key', RFC_KEY, ...options])).toBe(`${expected({ suite, ...input })}\n`);
  });

  it('takes a PIN from standard input and from the environment', () => {
    const suite = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';
    const words = ['ocra', suite, '--key', RFC_KEY, '--question', '123456'];
    expect(output([...words, '--pin', '-'], { input: '1234\n' })).toBe('98276595\n');
    expect(output(words, { environment: { TOKENTWIN_PIN: '1234' } })).toBe('98276595\n');
    expectRefusal(run(words), 'SECRET_MISSING');
  });

  it('leaves the environment alone where the suite has no PIN', () => {
    const words = ['ocra', SUITE, '--key', RFC_KEY, '--question', '00000000'];
    expect(output(words, { environment: { TOKENTWIN_PIN: '1234' } })).toBe('237653\n');
  });

  it('refuses a PIN and its hash together', () => {
    const words = ['ocra', 'OCRA-1:HOTP-SHA256-8:QN08-PSHA256', '--key', RFC_KEY, '--question', '1'];
    expectRefusal(run([...words, '--pin', '1234', '--pin-hash', PIN_HASH]), 'OCRA_PIN_BOTH');
  });
});

describe('ocra --questions -', () => {
  it('answers each line, the last one without an end too', () => {
    const input = '00000000\n11111111\r\n22222222';
    expect(output(QUESTIONS, { input })).toBe('237653\n243178\n653583\n');
    expect(output(QUESTIONS, { input: '' })).toBe('');
  });

  it('answers questions by the thousand in their order, up to one that has no response', () => {
    const questions = Array.from({ length: 20_000 }, (_, index) =>
      String((index * 7_919_317) % 10 ** (1 + (index % 8))),
    );
    const responses = questions.map((question) => `${expected({ suite: SUITE, question })}\n`);
    expect(output(QUESTIONS, { input: questions.join('\n') })).toBe(responses.join(''));
    const wrong = [...questions.slice(0, 15_000), '1_2', ...questions.slice(15_000)];
    const { status, stdout, stderr } = run(QUESTIONS, { input: wrong.join('\n') });
    expect({ status, stdout }).toEqual({ status: 1, stdout: responses.slice(0, 15_000).join('') });
    expect(stderr).toMatch(/^tokentwin: line 15001: [^\n]+ \(OCRA_QUESTION_CHARACTER\)\n$/);
  });

  it('reads the key from the line before the questions', () => {
    const words = ['ocra', SUITE, '--key', '-', '--questions', '-'];
    expect(output(words, { input: `${RFC_KEY}\n00000000\n11111111\n` })).toBe('237653\n243178\n');
  });

  it('answers a question before the next one is there', async () => {
    const program = new RunningProgram(QUESTIONS);
    expect(await program.ask('00000000', /./)).toBe('237653');
    expect(await program.ask('11111111', /./)).toBe('243178');
    expect(await program.end()).toEqual({ status: 0, stdout: '237653\n243178\n', stderr: '' });
  });

  it.each([
    ['11x1', 'OCRA_QUESTION_CHARACTER'],
    ['', 'OCRA_QUESTION_MISSING'],
    ['1'.repeat(9), 'OCRA_QUESTION_LENGTH'],
  ])('ends at a line that has no answer: %j', (line, code) => {
    const { status, stdout, stderr } = run(QUESTIONS, { input: `00000000\n${line}\n22222222\n` });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '237653\n' });
    expect(stderr).toMatch(new RegExp(`^tokentwin: line 2: [^\n]+ \\(${code}\\)\n$`));
  });

  it('refuses a line of any length', () => {
    const { status, stdout, stderr } = run(QUESTIONS, { input: `00000000\n${'1'.repeat(1 << 20)}\n` });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '237653\n' });
    expect(stderr).toMatch(/^tokentwin: line 2: [^\n]{1,200}\n$/);
  });

  it('ends quietly when nobody reads on', () => {
    const line = `yes 00000000 | head -n 200000 | tokentwin ${QUESTIONS.join(' ')} | head -n 1; echo "\${PIPESTATUS[2]}"`;
    expect(runInBash(line)).toEqual({ status: 0, stdout: '237653\n0\n', stderr: '' });
  });
});
