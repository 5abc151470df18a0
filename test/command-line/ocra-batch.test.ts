/** `ocra --batch`: JSON lines in, JSON lines out, one for one, in order, streaming. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import edgeCases from '../../vectors/ocra-edge-cases.json' with { type: 'json' };
import rfcVectors from '../../vectors/ocra-rfc6287.json' with { type: 'json' };
import { secondOcra } from '../vectors/second-ocra.js';
import { newFolder, output, RFC_KEY, RunningProgram, run, runInBash } from './run-program.js';

const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';
const BATCH = ['ocra', '--batch'];
const LIMIT = 65_536;

interface Answer {
  readonly response?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

function request(question: string, more: object = {}): string {
  return JSON.stringify({ suite: SUITE, key: RFC_KEY, question, ...more });
}

/** A valid request for 00000000 of so many bytes. */
function requestOf(bytes: number): string {
  const text = request('00000000');
  return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
}

function answersTo(input: string | Buffer): Answer[] {
  const lines = output(BATCH, { input }).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Answer);
}

/** Responses and codes of errors, in order. */
function outcomesOf(input: string | Buffer): (string | undefined)[] {
  return answersTo(input).map(({ response, error }) => response ?? error?.code);
}

function expected(line: string): string {
  const answer = secondOcra(JSON.parse(line));
  return 'response' in answer ? answer.response : answer.error;
}

describe('ocra --batch', () => {
  it('gives the 70 responses of RFC 6287 in one process', () => {
    const tests = rfcVectors.groups.flatMap(({ suite, key, mode, tests: cases }) =>
      cases.map(({ input, response }) => ({ line: { suite, key, mode, ...input }, response })),
    );
    expect(tests).toHaveLength(70);
    const input = tests.map(({ line }) => `${JSON.stringify(line)}\n`).join('');
    expect(output(BATCH, { input })).toBe(
      tests.map(({ response }) => `{"response":"${response}"}\n`).join(''),
    );
  });

  it('gives the responses and refusals of the edge cases', () => {
    const tests = edgeCases.groups.flatMap(({ suite, key, mode, tests: cases }) =>
      cases.map((test) => ({
        line: { suite, key, mode, ...test.input },
        outcome: 'error' in test ? test.error : 'response' in test ? test.response : '',
      })),
    );
    expect(tests.length).toBeGreaterThan(100);
    const input = tests.map(({ line }) => JSON.stringify(line)).join('\n');
    expect(outcomesOf(input)).toEqual(tests.map(({ outcome }) => outcome));
  });

  it('takes line ends of both kinds, and none at the end', () => {
    const questions = ['00000000', '11111111', '22222222'];
    const responses = ['237653', '243178', '653583'];
    for (const end of ['\n', '\r\n']) {
      const lines = questions.map((question) => request(question)).join(end);
      expect(outcomesOf(lines)).toEqual(responses);
      expect(outcomesOf(`${lines}${end}`)).toEqual(responses);
    }
    expect(outcomesOf('')).toEqual([]);
  });

  it('answers an empty line, so that answers stay beside their lines', () => {
    expect(outcomesOf(`\n${request('00000000')}\n\r\n${request('11111111')}\n\n`)).toEqual([
      'BATCH_LINE',
      '237653',
      'BATCH_LINE',
      '243178',
      'BATCH_LINE',
    ]);
  });

  it('refuses what is no request, and goes on', () => {
    const wrong = ['{', '[]', 'null', '"text"', '1', '{}', '{"suite":1}', request('1', { pinhash: '00' })];
    const withoutKey = JSON.stringify({ suite: SUITE, question: '1' });
    const lines = [...wrong, withoutKey, '{"__proto__":1}', '{"constructor":1}'];
    const input = lines.map((line) => `${line}\n${request('00000000')}\n`).join('');
    expect(outcomesOf(input)).toEqual(lines.flatMap(() => ['BATCH_LINE', '237653']));
  });

  it('takes a counter as text or number, large numbers by their digits', () => {
    const suite = 'OCRA-1:HOTP-SHA1-6:C-QN08';
    const large = ['9007199254740993', '18446744073709551615'];
    const counters = ['7', '"7"', '"9007199254740993"', '-1', '1.5', '"1e3"', '18446744073709551616'];
    const lines = counters.map((counter) => request('1', { suite, counter: 0 }).replace(':0', `:${counter}`));
    const range = 'OCRA_COUNTER_RANGE';
    const asNumber = large.map((counter) => request('1', { suite, counter: 0 }).replace(':0', `:${counter}`));
    const asText = large.map((counter) => request('1', { suite, counter }));
    expect(outcomesOf(asNumber.join('\n'))).toEqual(asText.map(expected));
    expect(outcomesOf(lines.join('\n'))).toEqual([
      ...lines.slice(0, 3).map(expected),
      ...[range, range, range, range],
    ]);
  });

  it('reads a field that is null as absent', () => {
    const nulls = { counter: null, pin: null, pinHash: null, session: null, time: null, mode: null };
    expect(outcomesOf(request('00000000', nulls))).toEqual(['237653']);
  });

  it('takes lines up to 64 KiB and refuses longer ones, one for one', () => {
    const lines = [LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 5_000_000].map(requestOf);
    const input = lines.flatMap((line) => [line, request('11111111')]).join('\n');
    const [good, long] = ['237653', 'BATCH_LINE_LENGTH'];
    expect(outcomesOf(input)).toEqual([good, good, long, long, long].flatMap((first) => [first, '243178']));
    expect(outcomesOf(requestOf(LIMIT + 1))).toEqual([long]);
  });

  it('answers a line before the next one is there', async () => {
    const program = new RunningProgram(BATCH);
    for (const question of ['00000000', '11111111', '22222222']) {
      const line = request(question);
      expect(JSON.parse(await program.ask(line, /./))).toEqual({ response: expected(line) });
    }
    expect((await program.end()).status).toBe(0);
  });

  it('joins lines that arrive in pieces, within a character and within a line end', async () => {
    const program = new RunningProgram(BATCH);
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1';
    const pin = '\u00e9\u20ac\u{1f511}';
    const line = request('1', { suite, pin });
    const bytes = Buffer.from(`${line}\r\n`);
    const inCharacters = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((offset) => bytes.indexOf('\u00e9') + offset);
    for (const cut of [...inCharacters, bytes.length - 1]) {
      // The answer to the line before shows that the piece behind it has been read.
      program.write(Buffer.concat([Buffer.from(`${request('00000000')}\n`), bytes.subarray(0, cut)]));
      expect(await program.line(/./)).toBe('{"response":"237653"}');
      program.write(bytes.subarray(cut));
      expect(JSON.parse(await program.line(/./))).toEqual({ response: expected(line) });
    }
    expect((await program.end()).status).toBe(0);
  });

  it('keeps lines in order through long runs, with other lines among them', () => {
    const lines = Array.from({ length: 6000 }, (_, index) => {
      const question = String((index * 7919) % 10_000);
      if (index % 1777 === 1000) return request(`${question}x`);
      if (index % 1999 === 1200) return '{';
      if (index < 2500) return request(question);
      if (index < 4500) return request(question, { suite: 'OCRA-1:HOTP-SHA256-8:QA08-PSHA1', pin: '1234' });
      return request(question, { suite: 'OCRA-1:HOTP-SHA512-10:C-QN08', counter: index >> 9 });
    });
    const codes: Record<string, string> = { '{': 'BATCH_LINE' };
    expect(outcomesOf(lines.join('\n'))).toEqual(
      lines.map(
        (line) => codes[line] ?? expected(line).replace('question: character', 'OCRA_QUESTION_CHARACTER'),
      ),
    );
  });

  it('says by its status with --strict whether a line had an error', () => {
    const strict = [...BATCH, '--strict'];
    const good = `${request('00000000')}\n`;
    const answered = run(strict, { input: `${good}x\n${good}` });
    expect(answered.status).toBe(1);
    expect(answered.stdout.split('\n')).toHaveLength(4);
    expect(run(strict, { input: good }).status).toBe(0);
    expect(run(strict, { input: '' }).status).toBe(0);
    expect(run(BATCH, { input: 'x\n' }).status).toBe(0);
  });

  it('ends quietly when nobody reads on', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'lines'), `${request('00000000')}\n`.repeat(100_000));
    const line = `tokentwin ocra --batch < lines | head -n 1; echo "\${PIPESTATUS[0]}"`;
    expect(runInBash(line, { folder })).toEqual({
      status: 0,
      stdout: '{"response":"237653"}\n0\n',
      stderr: '',
    });
  });
});

describe('the memory of ocra --batch', () => {
  const MIB = 1 << 20;
  const BOUND_BYTES = 64 * MIB;

  /** Takes the resident memory whenever the program reads. */
  const PROBE = `
    const fs = require('node:fs');
    const { readSync } = fs;
    let peak = 0;
    fs.readSync = (...given) => {
      peak = Math.max(peak, process.memoryUsage.rss());
      return readSync(...given);
    };
    process.on('exit', () => fs.writeFileSync('peak', String(peak)));
  `;

  /** The most resident memory of a run, in bytes, and how many answers came. */
  function measure(input: string): { peakBytes: number; answers: number } {
    const folder = newFolder();
    writeFileSync(join(folder, 'probe.cjs'), PROBE);
    // The collector's young space is kept small, so that what is held shows and not what waits for it.
    const environment = { NODE_OPTIONS: '--require ./probe.cjs --max-semi-space-size=1' };
    const answers = output(BATCH, { folder, environment, input }).split('\n').length - 1;
    const peakBytes = Number(readFileSync(join(folder, 'peak'), 'utf8'));
    expect(peakBytes).toBeGreaterThan(16 * MIB);
    return { peakBytes, answers };
  }

  /** Lines of 1 KiB with so many different keys in turn. */
  function lines(count: number, keys: number): string {
    return Array.from({ length: count }, (_, index) => {
      const key = (index % keys).toString(16).padStart(40, '0');
      return `${request(String(index), { key }).padEnd(1023)}\n`;
    }).join('');
  }

  it.each([1, 1000])('is bounded: 64 MiB more for 200 000 lines of 1 KiB, with %i keys', (keys) => {
    const few = measure(lines(2_000, keys));
    const many = measure(lines(200_000, keys));
    expect([few.answers, many.answers]).toEqual([2_000, 200_000]);
    expect(many.peakBytes - few.peakBytes).toBeLessThan(BOUND_BYTES);
  });

  it('does not hold a line without an end', () => {
    const few = measure(requestOf(LIMIT));
    const many = measure('x'.repeat(256 * MIB));
    expect(many.answers).toBe(1);
    expect(many.peakBytes - few.peakBytes).toBeLessThan(BOUND_BYTES);
  });
});
