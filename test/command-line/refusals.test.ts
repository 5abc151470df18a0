/** Bad input: one line with a code on standard error, nothing on standard output, a status, nothing changed. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, expectRefusal, output, RFC_KEY, run, sharedFolder } from './run-program.js';

const PIN = '8351';
const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';

/** Token files: good ones, and one damaged in each way. */
function makeTokens(folder: string): void {
  output(['new', 'dsc-plus', 'my.token', '--pin', PIN, '--key', RFC_KEY], { folder });
  output(['new', 'dsc-plus-soft', 'soft.token'], { folder });
  output(['new', 'security-code-card', 'card.token'], { folder });
  const bytes = readFileSync(join(folder, 'my.token'));
  const write = (name: string, content: Buffer | string) => writeFileSync(join(folder, name), content);
  const altered = (from: string, to: string) =>
    Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
  write('newer.token', altered('version 1', 'version 2'));
  write('damaged.token', altered('test device', 'best device'));
  write('truncated.token', bytes.subarray(0, bytes.length - 1));
  write('stump.token', bytes.subarray(0, 1000));
  write('longer.token', Buffer.concat([bytes, Buffer.from('x')]));
  write('wiped.token', Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xff)]));
  write('foreign.token', 'a shopping list\n');
  write('empty.token', '');
}

function makeProfiles(folder: string): void {
  const profile = (name: string, text: string) => writeFileSync(join(folder, name), text);
  profile('unknown-field.json', '{"colour":"red"}');
  profile('unknown-deep.json', '{"times":{"lunchMs":1}}');
  profile('unknown-card.json', '{"extends":"security-code-card","colour":"red"}');
  profile('wrong-value.json', '{"challengeDigits":"six"}');
  profile('unknown-base.json', '{"extends":"dsc-minus"}');
  profile('broken.json', '{');
  profile('list.json', '[]');
  profile('refuse-weak.json', '{"pin":{"refuseWeak":true}}');
}

const folder = sharedFolder((path) => {
  makeTokens(path);
  makeProfiles(path);
  writeFileSync(join(path, 'codes.csv'), '1,A2B\n2,C3D\n');
  copyFileSync(join(path, 'codes.csv'), join(path, 'taken.token'));
});

/** What is wrong, the command line, the code, and the status when it is not 1. */
type Case = readonly [string, string, string] | readonly [string, string, string, number];

function itRefuses(cases: readonly Case[]): void {
  it.each<Case>(cases)('%s: %s', (_what, words, code, status = 1) => {
    const before = contentsOf(folder());
    expectRefusal(run(words.split(' '), { folder: folder() }), code, status);
    expect(contentsOf(folder())).toEqual(before);
  });
}

describe('a wrong command line', () => {
  itRefuses([
    ['unknown command', 'respnd my.token', 'ARGUMENT', 2],
    ['unknown option before any command', '--frobnicate', 'ARGUMENT', 2],
    ['unknown option', `respond my.token --challenge 123456 --pin ${PIN} --force 1`, 'ARGUMENT', 2],
    ['unknown option', 'card demo --colour red', 'ARGUMENT', 2],
    ['option given twice', `respond my.token --challenge 1 --challenge 2 --pin ${PIN}`, 'ARGUMENT', 2],
    ['missing file', 'respond', 'ARGUMENT', 2],
    ['missing index', 'lookup card.token', 'ARGUMENT', 2],
    ['missing challenge', 'unlock my.token', 'ARGUMENT', 2],
    ['missing name', 'new dsc-plus', 'ARGUMENT', 2],
    ['one word too many', 'new dsc-plus a.token b.token', 'ARGUMENT', 2],
    ['missing suite', `ocra --key ${RFC_KEY}`, 'ARGUMENT', 2],
    ['missing question', `ocra ${SUITE} --key ${RFC_KEY}`, 'ARGUMENT', 2],
    ['question twice', `ocra ${SUITE} --key ${RFC_KEY} --question 1 --questions -`, 'ARGUMENT', 2],
    ['questions from a file', `ocra ${SUITE} --key ${RFC_KEY} --questions file`, 'ARGUMENT', 2],
    ['count that is no number', `hotp --key ${RFC_KEY} --count many`, 'ARGUMENT', 2],
    ['negative count', `hotp --key ${RFC_KEY} --count -1`, 'ARGUMENT', 2],
    ['counter with a sign', `hotp --key ${RFC_KEY} --counter +1`, 'ARGUMENT', 2],
    ['time that is no number', `totp --key ${RFC_KEY} --time now`, 'ARGUMENT', 2],
    ['unknown action', 'vectors bake', 'ARGUMENT', 2],
    ['nothing to check', 'vectors check', 'ARGUMENT', 2],
    ['option of another device', 'new dsc-plus a.token --import codes.csv', 'ARGUMENT', 2],
    ['option of another device', 'new security-code-card a.token --pin 1234', 'ARGUMENT', 2],
    ['start of a card that never ends', 'new security-code-card a.token --start 1', 'ARGUMENT', 2],
    ['a screen without a terminal', 'emulate my.token', 'TERMINAL'],
  ]);
});

describe('a wrong suite, key or input', () => {
  itRefuses([
    ['unknown suite', `ocra nonsense --key ${RFC_KEY} --question 1`, 'OCRA_SUITE_SYNTAX'],
    ['unknown question', `ocra OCRA-1:HOTP-SHA1-6:QX08 --key ${RFC_KEY} --question 1`, 'OCRA_SUITE_QUESTION'],
    ['unknown hash', `ocra OCRA-1:HOTP-MD5-6:QN08 --key ${RFC_KEY} --question 1`, 'OCRA_SUITE_HASH'],
    ['lower case', `ocra ocra-1:hotp-sha1-6:qn08 --key ${RFC_KEY} --question 1`, 'OCRA_SUITE_CASE'],
    [
      'no truncation',
      `ocra OCRA-1:HOTP-SHA1-0:QN08 --key ${RFC_KEY} --question 1`,
      'OCRA_SUITE_NO_TRUNCATION',
    ],
    ['unknown suite', 'new dsc-plus a.token --suite nonsense', 'PROFILE_INVALID'],
    ['odd hex', `ocra ${SUITE} --key 31323 --question 00000000`, 'HEX_INVALID'],
    ['odd hex', 'hotp --key 31323', 'HEX_INVALID'],
    ['odd hex', 'totp --key 31323', 'HEX_INVALID'],
    ['odd hex', 'new dsc-plus a.token --key 31323', 'HEX_INVALID'],
    ['odd hex', 'new security-code-card a.token --key 31323', 'HEX_INVALID'],
    ['no hex', 'new dsc-plus a.token --unlock-key zz', 'HEX_INVALID'],
    ['letters for QN', `ocra ${SUITE} --key ${RFC_KEY} --question 1234567a`, 'OCRA_QUESTION_CHARACTER'],
    ['question too long', `ocra ${SUITE} --key ${RFC_KEY} --question 123456789`, 'OCRA_QUESTION_LENGTH'],
    ['counter too many', `ocra ${SUITE} --key ${RFC_KEY} --question 1 --counter 1`, 'OCRA_INPUT_UNEXPECTED'],
    [
      'counter missing',
      `ocra OCRA-1:HOTP-SHA1-6:C-QN08 --key ${RFC_KEY} --question 1`,
      'OCRA_COUNTER_MISSING',
    ],
    ['digits', `hotp --key ${RFC_KEY} --digits 9`, 'HOTP_DIGITS'],
    ['counter', `hotp --key ${RFC_KEY} --counter 18446744073709551616`, 'ARGUMENT', 2],
    ['step', `totp --key ${RFC_KEY} --step 0`, 'TOTP_STEP'],
    ['missing key', 'hotp', 'SECRET_MISSING'],
  ]);
});

describe('a wrong challenge, PIN or index', () => {
  itRefuses([
    ['7 digits', `respond my.token --challenge 1234567 --pin ${PIN}`, 'CHALLENGE_FORMAT'],
    ['5 digits', `respond my.token --challenge 12345 --pin ${PIN}`, 'CHALLENGE_FORMAT'],
    ['letters', `respond my.token --challenge 12345a --pin ${PIN}`, 'CHALLENGE_FORMAT'],
    ['missing PIN', 'respond my.token --challenge 123456', 'SECRET_MISSING'],
    ['missing challenge', `respond my.token --pin ${PIN}`, 'ARGUMENT', 2],
    ['PIN too short', 'respond my.token --challenge 123456 --pin 835', 'PIN_FORMAT'],
    ['PIN too long', 'respond my.token --challenge 123456 --pin 83511', 'PIN_FORMAT'],
    ['PIN of letters', 'respond my.token --challenge 123456 --pin 83a1', 'PIN_FORMAT'],
    ['PIN too long, soft', 'respond soft.token --challenge 123456 --pin 83511', 'PIN_FORMAT'],
    ['PIN too short', 'new dsc-plus a.token --pin 123', 'PIN_FORMAT'],
    ['PIN that nobody stores', 'new dsc-plus-soft a.token --pin 8351', 'PIN_FORMAT'],
    ['weak PIN', 'new refuse-weak.json a.token --pin 1111', 'PIN_WEAK'],
    ['weak PIN', 'new refuse-weak.json a.token --pin 4321', 'PIN_WEAK'],
    ['unlock question', 'unlock my.token --challenge 1234567', 'UNLOCK_QUESTION_FORMAT'],
    ['unlock question', 'unlock my.token --challenge 1234567x', 'UNLOCK_QUESTION_FORMAT'],
    ['soft card', 'unlock soft.token --challenge 12345678', 'UNLOCK_NOT_SUPPORTED'],
    ['serial number', 'new dsc-plus a.token --serial-number x1', 'CARD_SERIAL'],
    ['short seed', 'new security-code-card a.token --key 3132', 'CARD_SEED'],
    ['index', 'lookup card.token 0', 'CARD_INDEX'],
    ['index', 'lookup card.token 225', 'CARD_INDEX'],
    ['index', 'lookup card.token x', 'CARD_INDEX'],
    ['index', 'lookup card.token -1', 'CARD_INDEX'],
    ['index', 'lookup card.token 1.5', 'CARD_INDEX'],
    ['one of three', 'lookup card.token 100 50 0', 'CARD_INDEX'],
  ]);
});

describe('a wrong file', () => {
  const respond = (file: string) => `respond ${file} --challenge 123456 --pin ${PIN}`;
  itRefuses([
    ...['missing.token', 'missing/my.token'].flatMap((file): Case[] => [
      ['missing file', respond(file), 'FILE_NOT_FOUND'],
      ['missing file', `secret ${file}`, 'FILE_NOT_FOUND'],
      ['missing file', `emulate ${file} --headless`, 'FILE_NOT_FOUND'],
    ]),
    ...['respond', 'unlock', 'lookup', 'card', 'secret', 'emulate'].map((command): Case => {
      const rest = {
        respond: ` --pin ${PIN} --challenge 123456`,
        unlock: ' --challenge 12345678',
        lookup: ' 1',
      };
      const words = `${command} newer.token${rest[command as keyof typeof rest] ?? ''}`;
      return ['newer version', words, 'TOKEN_FILE_NEWER'];
    }),
    ['truncated', respond('truncated.token'), 'TOKEN_FILE_DAMAGED'],
    ['truncated', 'secret truncated.token', 'TOKEN_FILE_DAMAGED'],
    ['truncated in its header', respond('stump.token'), 'TOKEN_FILE_DAMAGED'],
    ['too long', respond('longer.token'), 'TOKEN_FILE_DAMAGED'],
    ['damaged header', respond('damaged.token'), 'TOKEN_FILE_DAMAGED'],
    ['damaged header', 'emulate damaged.token --headless', 'TOKEN_FILE_DAMAGED'],
    ['damaged flash', respond('wiped.token'), 'FLASH_DAMAGED'],
    ['damaged flash', 'unlock wiped.token --challenge 12345678', 'FLASH_DAMAGED'],
    ['foreign file', respond('foreign.token'), 'TOKEN_FILE_FOREIGN'],
    ['foreign file', 'card foreign.token', 'TOKEN_FILE_FOREIGN'],
    ['empty file', respond('empty.token'), 'TOKEN_FILE_FOREIGN'],
    ['folder', 'secret .', 'FILE_ACCESS'],
    ['path through a file', 'secret my.token/inside', 'FILE_ACCESS'],
    ['code card', respond('card.token'), 'TOKEN_FILE_KIND'],
    ['code card', 'unlock card.token --challenge 12345678', 'TOKEN_FILE_KIND'],
    ['DSC+', 'lookup my.token 1', 'TOKEN_FILE_KIND'],
    ['DSC+', 'card my.token', 'TOKEN_FILE_KIND'],
    ['taken name', 'new dsc-plus my.token', 'FILE_EXISTS'],
    ['taken name', 'new security-code-card taken.token', 'FILE_EXISTS'],
    ['missing folder', 'new dsc-plus missing/a.token', 'FILE_NOT_FOUND'],
    ['part of a card', 'new security-code-card a.token --import codes.csv', 'CARD_CSV'],
    ['missing CSV file', 'new security-code-card a.token --import missing.csv', 'FILE_NOT_FOUND'],
    ['missing vector file', 'vectors check missing.json', 'FILE_NOT_FOUND'],
    ['not a vector file', 'vectors check broken.json', 'VECTOR_FILE'],
  ]);
});

describe('a wrong profile', () => {
  itRefuses([
    ['unknown name', 'new dsc-minus a.token', 'PROFILE_UNKNOWN'],
    ['unknown name', 'emulate --headless --profile dsc-minus', 'PROFILE_UNKNOWN'],
    ['unknown base', 'new unknown-base.json a.token', 'PROFILE_UNKNOWN'],
    ['unknown field', 'new unknown-field.json a.token', 'PROFILE_INVALID'],
    ['unknown field', 'emulate --headless --profile unknown-field.json', 'PROFILE_INVALID'],
    ['unknown field of a code card', 'new unknown-card.json a.token', 'PROFILE_INVALID'],
    ['unknown field inside', 'new unknown-deep.json a.token', 'PROFILE_INVALID'],
    ['wrong value', 'new wrong-value.json a.token', 'PROFILE_INVALID'],
    ['no JSON', 'new broken.json a.token', 'PROFILE_INVALID'],
    ['no object', 'new list.json a.token', 'PROFILE_INVALID'],
    ['missing file', 'new missing.json a.token', 'FILE_NOT_FOUND'],
  ]);

  it.each([
    ['unknown-field.json', 'colour'],
    ['unknown-deep.json', 'times.lunchMs'],
    ['wrong-value.json', 'challengeDigits'],
  ])('is refused with the path of the field: %s, %s', (profile, path) => {
    expect(run(['new', profile, 'a.token'], { folder: folder() }).stderr).toContain(` ${path}:`);
  });
});

describe('a word with control characters', () => {
  it.each([
    ['unlock', 'no\nfile'],
    ['lookup', '\x1b[2J'],
    ['emulate', '--listen', 'a\nb'],
  ])('is told in one line, and is no command to the terminal: %j %j', (...words) => {
    const { status, stderr } = run(
      [...words, ...(words[0] === 'unlock' ? ['--challenge', '12345678'] : ['1'])],
      {
        folder: folder(),
      },
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/^tokentwin: [ -~]+\n$/);
  });
});
