/**
 * Every command but those of `host`, with secrets in every place where they can be given, in ways that succeed and in
 * ways that fail.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import {
  CHALLENGE,
  CODE_SEED,
  INDICES,
  KEY,
  NEW_PIN,
  PIN,
  PROFILE,
  responseTo,
  SUITE,
  UNLOCK_KEY,
  UNLOCK_QUESTION,
  WRONG_ANSWER,
  WRONG_PIN,
} from './marked-card.js';
import { runInProcess } from './run-in-process.js';
import { line, type Scenario } from './scenario.js';

/** A vector file in which one response is wrong. */
const VECTORS = {
  $schema: 'vector-file.schema.json',
  formatVersion: 1,
  algorithm: 'OCRA',
  source: 'silence',
  flags: {},
  numberOfTests: 1,
  groups: [
    {
      suite: SUITE,
      key: KEY,
      mode: 'one-way',
      tests: [
        {
          id: 1,
          comment: 'wrong',
          flags: [],
          input: { question: CHALLENGE, pin: PIN },
          result: 'valid',
          response: '00000000',
        },
      ],
    },
  ],
};

function keys(folder: string, file: string, act: (twin: DscPlus) => void): void {
  const twin = DscPlus.open(join(folder, file), { startMs: Date.UTC(2026, 0, 1) });
  twin.press('power');
  act(twin);
  twin.close();
}

function wrongPins(twin: DscPlus): void {
  for (let time = 0; time < 5; time += 1) {
    twin.type(WRONG_PIN);
    twin.press('ok');
    twin.advance({ seconds: 2 });
  }
}

function wrongAnswers(twin: DscPlus): void {
  for (let time = 0; time < 10; time += 1) {
    twin.press('ok');
    twin.type(WRONG_ANSWER);
    twin.press('ok');
    twin.advance({ seconds: 2 });
  }
}

/** The files that the scenarios work on. */
export async function fillFolder(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('marked.json'), JSON.stringify(PROFILE));
  writeFileSync(at('odd.json'), JSON.stringify({ name: `${KEY} ${PIN}`, suite: KEY }));
  writeFileSync(at('odd.csv'), `1,${PIN}\n2,${KEY}\n`);
  writeFileSync(
    at('good.csv'),
    Array.from({ length: 224 }, (_, index) => `${index + 1},A${index % 10}B`).join('\n'),
  );
  writeFileSync(at('wrong-vectors.json'), JSON.stringify(VECTORS));
  writeFileSync(at('odd-vectors.json'), JSON.stringify({ ...VECTORS, algorithm: KEY, source: PIN }));
  const secrets = `--key ${KEY} --unlock-key ${UNLOCK_KEY} --pin ${PIN} --serial-number 20240777 --seed marked`;
  for (const words of [
    `new ${at('marked.json')} ${at('my.token')} ${secrets}`,
    `new security-code-card ${at('codes.token')} --key ${CODE_SEED} --serial-number MARKED-01`,
  ])
    await runInProcess(line(words));
  writeFileSync(
    at('marked.script'),
    [
      `device card ${at('marked.json')} key=${KEY} pin=${PIN} serial=20240778 seed=s`,
      'press power',
      `type ${PIN}`,
      'press ok',
      `type ${CHALLENGE}`,
      'press ok',
      'expect frame',
      `expect "${responseTo(CHALLENGE)}"`,
      '',
    ].join('\n'),
  );
  const marked = readFileSync(at('marked.script'), 'utf8');
  writeFileSync(at('wrong.script'), marked.replace('expect frame', 'expect "11111111"'));
  writeFileSync(at('wrong-value.script'), `device c ${at('codes.token')}\nlookup 1\nexpect value ${PIN}\n`);
  writeFileSync(at('odd.script'), `press ${PIN}\ntype ${KEY}\n`);
  writeFileSync(at('odd-2.script'), `device ${PIN} demo key=${KEY}\n`);
  for (const copy of ['locked.token', 'dead.token']) copyFileSync(at('my.token'), at(copy));
  keys(folder, 'locked.token', wrongPins);
  keys(folder, 'dead.token', (twin) => {
    wrongPins(twin);
    wrongAnswers(twin);
  });
}

/** @param at the path of a file in the folder */
export function localScenarios(at: (name: string) => string): readonly Scenario[] {
  const card = at('my.token');
  const key = `--key ${KEY}`;
  const pin = `--pin ${PIN}`;
  const login = `press power\ntype ${PIN}\npress ok\ntype ${CHALLENGE}\npress ok\n`;
  const unlocking = `press power\nadvance 3\npress ok\ntype ${WRONG_ANSWER}\npress ok\n`;
  const good = { suite: SUITE, key: KEY, question: CHALLENGE, pin: PIN };
  const batch = (...lines: readonly object[]) => `${lines.map((each) => JSON.stringify(each)).join('\n')}\n`;
  const succeeding = [
    line(
      `new ${at('marked.json')} ${at('new-1.token')} ${key} ${pin} --unlock-key ${UNLOCK_KEY} --serial-number 12345678 --suite ${SUITE}`,
    ),
    line(`new ${at('marked.json')} ${at('new-2.token')} --key - --pin ${PIN} --json`, { input: `${KEY}\n` }),
    line(`new ${at('marked.json')} ${at('new-3.token')} --seed ${CODE_SEED}`, {
      environment: { TOKENTWIN_KEY: KEY, TOKENTWIN_PIN: PIN },
    }),
    line(`new security-code-card ${at('new-4.token')} --key ${CODE_SEED}`),
    line(`new security-code-card ${at('new-5.token')} --import ${at('good.csv')} --serial-number MARKED-02`),
    line(`new online-security-code-card ${at('new-6.token')} --start 1767225600 --json`),
    line(`respond ${card} ${pin} --challenge ${CHALLENGE}`),
    line(`respond ${card} --pin - --challenge - --json`, { input: `${CHALLENGE}\n${PIN}\n` }),
    line(`unlock ${card} --challenge ${UNLOCK_QUESTION}`),
    line(`unlock ${card} --challenge ${UNLOCK_QUESTION} --json`),
    line(`secret ${card}`),
    line(`secret ${at('codes.token')} --json`),
    line(`lookup ${at('codes.token')} ${INDICES.join(' ')}`),
    line(`lookup ${at('codes.token')} ${INDICES.join(' ')} --json`),
    line(`card ${at('codes.token')} --format csv`),
    line(`card ${at('codes.token')} --format text`),
    line(`card ${at('codes.token')} --format svg --half upper`),
    line(`card ${at('codes.token')} --format png`),
    line(`ocra ${SUITE} ${key} ${pin} --question ${CHALLENGE} --mode one-way`),
    line(`ocra ${SUITE} ${key} --pin ${WRONG_PIN} --question ${CHALLENGE} --json`),
    line(`ocra ${SUITE} ${key} ${pin} --questions -`, { input: `${CHALLENGE}\n` }),
    line('ocra --batch --strict', { input: batch(good) }),
    line(
      `ocra OCRA-1:HOTP-SHA1-6:C-QN08-S020-T1M ${key} --question 1 --counter 1 --session ${KEY} --timestamp 5 --json`,
    ),
    line(`ocra OCRA-1:HOTP-SHA1-6:QN08-PSHA1-T1M ${key} --question 1 --pin-hash ${KEY} --time 60`),
    line(`hotp ${key} --counter 0 --count 3 --digits 8`),
    line('hotp --key - --json', { input: `${KEY}\n` }),
    line(`totp ${key} --time 30 --step 30 --count 1 --digits 8 --hash SHA256`),
    line('totp --json', { environment: { TOKENTWIN_KEY: KEY } }),
    line(`vectors generate --output ${at('vectors')}`),
    line(`vectors check ${at('vectors/ocra-profiles.json')} --json`),
    line(`emulate ${card} --headless --seed 1 --clock manual --no-clipboard`, { input: login }),
    line(`emulate ${card} --headless --json`, { input: login }),
    line(`emulate ${at('codes.token')} --headless`, {
      input: `fault smudged ${INDICES[0]}\nlookup ${INDICES[0]}\n`,
    }),
    line(`emulate ${at('locked.token')} --headless --sealed`, { input: unlocking }),
    line(`emulate --profile ${at('marked.json')} --headless`, { input: 'press power\n' }),
    line(`record ${at('a.recording')} ${card} --headless --seed 1 --clock manual --no-clipboard`, {
      input: login,
    }),
    line(`record ${at('b.recording')} --profile ${at('marked.json')} --headless --json --sealed`, {
      input: 'press power\n',
    }),
    ...['', '--json', '--to 5', '--format frames', '--format frames --json', '--format frames --show-secrets']
      .concat(['script', 'asciicast', 'svg', 'png', 'animated-svg'].map((format) => `--format ${format}`))
      .map((options) => line(`replay ${at('a.recording')} ${options}`.trim())),
    line(`run ${at('marked.script')} --update --seed 1`),
    line(`run ${at('marked.script')}`),
    line(`run ${at('marked.script')} --report tap`),
    line(`run ${at('marked.script')} --report junit`),
  ];
  const failing = [
    line(`new ${at('marked.json')} ${card} ${key} ${pin}`),
    line(`new ${at('marked.json')} ${at('x')} --key ${KEY}0`),
    line(`new ${at('marked.json')} ${at('x')} --key ${KEY.slice(0, 30)}`),
    line(`new ${at('marked.json')} ${at('x')} --key ${KEY.repeat(8)}`),
    line(`new ${at('marked.json')} ${at('x')} --unlock-key ${UNLOCK_KEY}x`),
    line(`new ${at('marked.json')} ${at('x')} --pin ${PIN}${PIN}`),
    line(`new ${at('marked.json')} ${at('x')} --pin ${KEY}`),
    line(`new ${at('marked.json')} ${at('x')} --serial-number ${KEY}`),
    line(`new dsc-plus-soft ${at('x')} ${pin}`),
    line(`new ${at('odd.json')} ${at('x')}`),
    line(`new security-code-card ${at('x')} --key ${CODE_SEED}0`),
    line(`new security-code-card ${at('x')} --import ${at('odd.csv')}`),
    line(`new security-code-card ${at('x')} --import ${at('good.csv')} --key ${CODE_SEED}`),
    line(`new online-security-code-card ${at('x')} --start ${KEY}`),
    line(`respond ${card} --pin ${WRONG_PIN} --challenge ${CHALLENGE}`),
    line(`respond ${card} ${pin} --challenge ${PIN}${PIN}`),
    line(`respond ${card} --pin ${PIN}${PIN} --challenge ${CHALLENGE}`),
    line(`respond ${card} ${pin} --pin ${WRONG_PIN} --challenge ${CHALLENGE}`),
    line(`respond ${at('locked.token')} ${pin} --challenge ${CHALLENGE}`),
    line(`respond ${at('dead.token')} ${pin} --challenge ${CHALLENGE} --json`),
    line(`respond ${at('codes.token')} ${pin} --challenge ${CHALLENGE}`),
    line(`respond ${at('missing.token')} ${pin} --challenge ${CHALLENGE}`),
    line(`respond ${at('odd.csv')} ${pin} --challenge ${CHALLENGE}`),
    line(`unlock ${card} --challenge ${KEY}`),
    line(`unlock ${at('dead.token')} --challenge ${UNLOCK_QUESTION}`),
    line(`unlock ${at('codes.token')} --challenge ${UNLOCK_QUESTION}`),
    line(`secret ${at('missing.token')}`),
    line(`secret ${at('odd.csv')} --json`),
    line(`lookup ${at('codes.token')} ${PIN}`),
    line(`lookup ${card} 1`),
    line(`card ${card} --format text`),
    line(`card ${at('codes.token')} --format ${KEY}`),
    line(`card ${at('codes.token')} --half ${KEY}`),
    line(`ocra ${SUITE} --key ${KEY}0 --question ${CHALLENGE} ${pin}`),
    line(`ocra ${SUITE} ${key} --question ${KEY} ${pin}`),
    line(`ocra ${SUITE} ${key} --question ${CHALLENGE} ${pin} --pin-hash ${KEY}`),
    line(`ocra ${SUITE} ${key} --question ${CHALLENGE} --pin-hash ${KEY}00`),
    line(`ocra ${SUITE} ${key} --question ${CHALLENGE} ${pin} --session ${KEY}`),
    line(`ocra ${SUITE} ${key} --question ${CHALLENGE} ${pin} --counter ${KEY}`),
    line(`ocra ${SUITE} ${key} --questions - ${pin}`, { input: `${KEY}\n` }),
    line(`ocra ${KEY} --key ${KEY} --question ${CHALLENGE} ${pin}`),
    line(`new ${at('marked.json')} ${at('x')} --suite ${KEY}`),
    line('ocra --batch --strict', {
      input: batch(
        { ...good, key: `${KEY}0` },
        { ...good, question: KEY },
        { ...good, pinHash: KEY },
        { ...good, session: `${KEY}0` },
        { ...good, [PIN]: KEY },
        { ...good, mode: KEY },
        { ...good, counter: PIN },
        { ...good, time: KEY },
        { ...good, suite: KEY },
        { ...good, pin: Number(PIN) },
      ),
    }),
    line('ocra --batch --strict', { input: `{"key":"${KEY}","pin":"${PIN}"\n` }),
    line(`hotp --key ${KEY}0`),
    line(`hotp ${key} --digits 9`),
    line(`hotp ${key} --counter ${KEY}`),
    line(`totp ${key} --hash ${KEY}`),
    line(`totp ${key} --step ${KEY}`),
    line(`totp ${key} --time ${KEY}`),
    line(`vectors check ${at('odd-vectors.json')}`),
    line(`vectors check ${at('wrong-vectors.json')} --json`),
    line(`vectors ${PIN}`),
    line(`emulate ${card} --headless`, { input: `press power\ntype ${PIN}x\n` }),
    line(`emulate ${card} --headless`, { input: `${login}press ${NEW_PIN}\n` }),
    line(`emulate ${card} --headless`, { input: `hold ok ${KEY}\n` }),
    line(`emulate ${card} --headless`, { input: `${PIN}\n` }),
    line(`emulate ${at('codes.token')} --headless`, { input: `lookup ${PIN}\n` }),
    line(`emulate ${at('missing.token')} --headless`),
    line(`record ${at('a.recording')} ${card} --headless`),
    line(`record ${at('c.recording')} ${card} ${at('codes.token')} --headless`),
    line(`record ${at('d.recording')} ${card} --headless`, { input: `press power\ntype ${PIN}x\n` }),
    line(`record ${at('e.recording')} ${card} --headless --serial pty: --baud ${KEY} --reader two-slot`),
    line(`record ${at('f.recording')} ${card} --headless --listen ${at('none/line.sock')} --bench-over-tcp`),
    line(`record ${at('g.recording')} ${card} --headless --vpcd 127.0.0.1:1 --fault tries-off-by-one`),
    line(`replay ${at('odd.json')}`),
    line(`replay ${at('odd.csv')} --json`),
    line(`replay ${at('a.recording')} --to ${PIN}`),
    line(`replay ${at('missing.recording')} --format ${KEY}`),
    line(`run ${at('wrong.script')}`),
    line(`run ${at('wrong.script')} --report tap`),
    line(`run ${at('wrong.script')} --report junit`),
    line(`run ${at('wrong.script')} --show-secrets`),
    line(`run ${at('wrong-value.script')}`),
    line(`run ${at('odd.script')}`),
    line(`run ${at('odd-2.script')}`),
    line(`run ${at('missing.script')}`),
    line(`emulate ${card}`),
    line(`emulate ${card} --headless --serial pty: --baud ${KEY} --reader two-slot`),
    line(`emulate ${card} --headless --listen ${at('none/line.sock')} --bench-over-tcp`),
    line(`emulate ${card} --headless --vpcd 127.0.0.1:1 --fault ${KEY}`),
  ];
  return [
    ...succeeding.map((scenario) => ({ ...scenario, succeeds: true })),
    ...failing.map((scenario) => ({ ...scenario, succeeds: false })),
  ];
}

/** With `--show-responses` it says them although it fails. */
export function shownResponses(at: (name: string) => string): Omit<Scenario, 'succeeds'> {
  return line(`vectors check ${at('wrong-vectors.json')} --show-responses`);
}
