/** `tokentwin bench`, the installed form of the bench. No test asks for a speed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, newFolder, run } from './run-program.js';

describe('tokentwin bench', () => {
  it('measures our core and engine beside node:crypto, and nothing that the package does not bring along', () => {
    const folder = newFolder();
    const { status, stdout, stderr } = run(
      ['bench', '--quick', '--suite', 'ocra-sha1', '--action-json', 'a.json'],
      {
        folder,
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const entries = JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8')) as { name: string }[];
    expect(entries.map(({ name }) => name)).toEqual([
      'ocra-sha1/core',
      'ocra-sha1/engine-one',
      'ocra-sha1/engine-batch-numbers',
      'ocra-sha1/engine-batch-text',
      'ocra-sha1/hmac-straightforward',
      'ocra-sha1/crypto-hash',
      'ocra-sha1/engine-batch-numbers against hmac-straightforward',
    ]);
    for (const { name } of entries) expect(stdout).toContain(`\n${name.slice('ocra-sha1/'.length)} `);
  });

  it.each([
    [['--suite', 'speed'], 'ARGUMENT'],
    [['--loops', '3'], 'ARGUMENT'],
    [['hotp'], 'ARGUMENT'],
    [['--suite', 'hotp', '--suite', 'totp'], 'ARGUMENT'],
    [['--json', 'no/such/folder/result.json'], 'FILE_ACCESS'],
    [['--action-json', 'no/such/folder/result.json'], 'FILE_ACCESS'],
    [['--compare', 'missing.json'], 'FILE_ACCESS'],
    [['--compare', 'words.txt'], 'BENCH_RESULT'],
  ])('refuses %j before anything is measured', (words, code) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'words.txt'), 'no result');
    expectRefusal(run(['bench', ...words], { folder }), code, code === 'ARGUMENT' ? 2 : 1);
  });
});
