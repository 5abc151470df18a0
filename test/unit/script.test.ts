/** Scripts: what they operate, what they expect, and where they say that something is wrong. */
import { describe, expect, it } from 'vitest';
import { junitOf, tapOf } from '../../emulator/automation/script/reports.js';
import { runScript, type ScriptOptions } from '../../emulator/automation/script/run-script.js';
import { DeviceOpener } from '../../emulator/cli/device-opener.js';
import { scriptOf } from '../../emulator/recording/as-script.js';
import { Recorder } from '../../emulator/recording/recorder.js';
import { parseRecording } from '../../emulator/recording/recording.js';
import { closeDevice, type Device } from '../../emulator/twin/device.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';

function run(text: string, options: Partial<ScriptOptions> = {}) {
  const opener = new DeviceOpener({ seed: 'a script', clock: 'manual' });
  const open: Device[] = [];
  const outcome = runScript(text, {
    open: (source, settings) => {
      const device = opener.openForScript(source, settings);
      open.push(device);
      return device;
    },
    close: (device) => {
      open.splice(open.indexOf(device), 1);
      closeDevice(device);
    },
    update: false,
    showSecrets: false,
    ...options,
  });
  expect(open, 'every device is closed').toEqual([]);
  return outcome;
}

/** What came of each check, null where it was as expected. */
function failures(text: string, options: Partial<ScriptOptions> = {}): (string | null)[] {
  return run(text, options).checks.map(({ failure }) => failure);
}

const LOGIN = ['press power', 'type 1234', 'press ok', 'expect "CHALLNG>"', 'type 123456', 'press ok'].join(
  '\n',
);

describe('a script', () => {
  it('operates the demo card where it names none', () => {
    expect(failures(`${LOGIN}\nexpect "98276595"  # the known answer\nadvance 2m\nexpect off`)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('waits for what comes by itself, as long as something changes', () => {
    const wrong = 'press power\ntype 1235\npress ok\nexpect "PIN ERR4"\nwait "PIN>"';
    expect(failures(wrong)).toEqual([null, null]);
    expect(failures('press power\nwait "HELLO"')).toEqual([
      'the display is dark, and nothing changes any more',
    ]);
  });

  it('has several devices, each with its name', () => {
    const text = [
      'device one dsc-plus pin=2580 key=3132333435363738393031323334353637383930 serial=1234',
      'device two dsc-plus-classic',
      'device sheet security-code-card seed=s',
      'one: press power',
      'one: type 2580',
      'one: press ok',
      'two: expect off',
      'one: expect "CHALLNG>"',
      'sheet: lookup 100 50',
    ];
    expect(failures(text.join('\n'))).toEqual([null, null]);
  });

  it('compares values of a code card', () => {
    expect(failures('device sheet security-code-card\nlookup 100 50\nexpect value XXXXXX')).toEqual([
      'looked up was something else',
    ]);
    const [failure] = failures('device sheet security-code-card\nlookup 100 50\nexpect value XXXXXX', {
      showSecrets: true,
    });
    const value = (failure as string).replace('looked up was ', '');
    expect(failures(`device sheet security-code-card\nlookup 100 50\nexpect value ${value}`)).toEqual([null]);
  });

  it('ends at the first thing that is not as expected, and masks what came', () => {
    const text = `${LOGIN}\nexpect "11111111"\nexpect off`;
    expect(failures(text)).toEqual([null, 'the display shows "--------"']);
    expect(failures(text, { showSecrets: true })).toEqual([null, 'the display shows "98276595"']);
  });

  it('makes cards wrong', () => {
    expect(
      failures(
        LOGIN.replace('press power', 'press power\nfault next-response wrong').concat('\nexpect "98276596"'),
      ),
    ).toEqual([null, null]);
    expect(failures('press power\nfault dead-segment 0 a\nfault dead-segment 1 j\nexpect "PIN>"')[0]).toMatch(
      /^the display shows/,
    );
    expect(failures('press power\nfault dead-segment 0 a\nfault none\nexpect "PIN>"')).toEqual([null]);
  });

  it('makes the print of a code card wrong, one code more each time', () => {
    const { card } = SecurityCodeCard.demo();
    const [first, second] = [card.codes[6], card.codes[223]];
    const expected = (faults: string, value: string) =>
      failures(`device sheet security-code-card\n${faults}\nlookup 7 224\nexpect value ${value}`);
    expect(expected('', `${first}${second}`)).toEqual([null]);
    expect(expected('fault smudged 7\nfault smudged 224', '??????')).toEqual([null]);
    expect(expected('fault misprinted 7', `${first}${second}`)).toEqual(['looked up was something else']);
    expect(expected('fault smudged 7\nfault none', `${first}${second}`)).toEqual([null]);
  });
});

describe('a picture in a script', () => {
  const text = '# a picture\npress power\nexpect frame\n| old\nexpect "PIN>"\n';

  it('is written with update, and compared without', () => {
    const { text: written, checks } = run(text, { update: true });
    expect(checks.every(({ failure }) => failure === null)).toBe(true);
    expect(written.split('\n').slice(0, 4)).toEqual([
      '# a picture',
      'press power',
      'expect frame',
      expect.stringMatching(/^\| ┏/),
    ]);
    expect(written.split('\n').at(-2)).toBe('expect "PIN>"');
    expect(run(written).text).toBe(written);
    expect(failures(written)).toEqual([null, null]);
    expect(run(written, { update: true }).text).toBe(written);
  });

  it('that is another, or missing, is told with the one that came', () => {
    expect(failures(text)[0]).toContain('the display shows\n  ┏');
    expect(failures('press power\nexpect frame')).toEqual(['the picture is missing: write it with --update']);
  });
});

describe('a line that is wrong is refused with its place', () => {
  it.each([
    ['jump', 'Line 1, column 1: The command is unknown'],
    ['press power\n  press seven', 'Line 2, column 9: A key is one of'],
    ['hold ok', 'Line 1, column 5: The duration'],
    ['hold ok 5x', 'Line 1, column 9: The duration'],
    ['advance 1h', 'Line 1, column 9: The duration'],
    ['expect PIN', 'Line 1, column 8: Expected is'],
    ['expect "PIN', 'Line 1, column 8: A quotation mark needs its end'],
    ['expect', 'Line 1, column 7:'],
    ['expect off now', 'Line 1, column 12: Nothing more'],
    ['wait PIN', 'Line 1, column 6: Waited is for'],
    ['battery 101', 'Line 1, column 9: The charge'],
    ['fault hot 3', 'Line 1, column 7: A fault is one of'],
    ['fault slow', 'Line 1, column 6: A fault is one of'],
    ['fault stuck-key x', 'Line 1: The card has no such key'],
    ['fault dead-segment 99 a', 'Line 1: The display has the cells 0 to 7.'],
    ['fault dead-segment 0 z', 'Line 1: A display of 14 segments has no such segment'],
    ['device Card dsc-plus', 'Line 1, column 8: A name has'],
    [`device ${'a'.repeat(41)} dsc-plus`, 'Line 1, column 8: A name has'],
    ['Other: press ok', 'Line 1, column 1: A name has'],
    ['device a b\u001b[2Jc', 'Line 1, column 11: A word has no control characters.'],
    ['device a', 'Line 1, column 9: A profile, a token file, or demo is missing.'],
    ['device a dsc-plus colour=red', 'Line 1, column 19: A setting is one of'],
    ['device a dsc-plus pin=1', 'Line 1: The PIN must have exactly 4 digits.'],
    ['device a nothing', 'Line 1: There is no'],
    ['device a demo\ndevice a demo', 'Line 2: There is a device a already'],
    ['other: press ok', 'Line 1: There is no device other'],
    ['card:', 'Line 1, column 1: Behind the device'],
    ['type 12a', 'Line 1: Only digits'],
    ['device s security-code-card\npress ok', 'Line 2: A code card has no keys'],
    ['device s security-code-card\nlookup 999', 'Line 2:'],
    ['device s security-code-card\nfault smudged 225', 'Line 2:'],
    ['device s security-code-card\nfault slow 3', 'Line 2: A code card can be smudged or misprinted'],
    ['fault smudged 3', 'Line 1: Only what is printed can be smudged'],
    ['lookup 1', 'Line 1: Only a code card is looked up.'],
    ['card-out', 'Line 1: The device of a script is in no reader.'],
  ])('%j', (text, message) => {
    expect(() => run(text)).toThrow(message);
  });
});

describe('reports', () => {
  const reports = [
    {
      file: 'a & b.script',
      checks: [
        { line: 3, name: 'expect "PIN>"', failure: null },
        { line: 4, name: 'expect frame # x', failure: 'the display shows\n  <x>' },
      ],
    },
  ];

  it('as TAP have a point for everything expected', () => {
    expect(tapOf(reports).split('\n')).toEqual([
      'TAP version 13',
      '1..2',
      'ok 1 - a & b.script:3 expect "PIN>"',
      'not ok 2 - a & b.script:4 expect frame \\# x',
      '# the display shows',
      '#   <x>',
      '',
    ]);
  });

  it('as JUnit are well-formed', () => {
    expect(junitOf(reports)).toContain('<testsuite name="a &amp; b.script" tests="2" failures="1">');
    expect(junitOf(reports)).toContain('<failure message="the display shows\n  &lt;x&gt;"/>');
  });
});

describe('the script of a recording', () => {
  it.each(['dsc-plus', 'dsc-plus-classic', 'dsc-plus-soft'])(
    'runs, and finds what was recorded: %s',
    (profile) => {
      const card = DscPlus.make({ profile, seed: 'made for a script' });
      const { pin } = card.secrets();
      const lines: string[] = [];
      const recorder = new Recorder(card, { line: (line) => lines.push(line), reader: null });
      card.press('power');
      card.type(pin ?? '1111'.slice(0, card.profile.pin.digits));
      card.press('ok');
      card.hold('back', { ms: 20 });
      card.setFaults({ slowMs: 50, bouncingKey: '7', deadSegments: [{ cell: 0, segment: 'a' }] });
      card.type('7');
      card.setFaults({ bouncingKey: null });
      card.advance({ seconds: 1.5 });
      card.cutPower();
      card.setBattery(4);
      card.press('power');
      card.advance({ seconds: 60 });
      recorder.stop();
      const script = scriptOf(parseRecording(lines.join('\n')));
      const { checks } = run(script);
      expect(checks.length).toBeGreaterThan(3);
      expect(checks.filter(({ failure }) => failure !== null)).toEqual([]);
    },
  );
});
