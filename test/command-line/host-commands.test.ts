/** `tokentwin host` and a twin, two processes and a unix socket between them. */
import { describe, expect, it } from 'vitest';
import { lockByKeys, PORT, startTwin, typeAtCard } from './host-twin.js';
import { expectRefusal, json, newFolder, output, RunningProgram, run } from './run-program.js';

const HOST = ['--port', PORT];
const CHALLENGE = ['--challenge', '123456'];
const RESPONSE = '98276595';

const CODE_CARD = { words: ['--profile', 'security-code-card'] };

describe('host respond', () => {
  it('answers by card commands, with the PIN from every place', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'respond', ...CHALLENGE, ...HOST];
    expect(output([...words, '--pin', '1234'], { folder })).toBe(`${RESPONSE}\n`);
    expect(output([...words, '--pin', '-'], { folder, input: '1234\n' })).toBe(`${RESPONSE}\n`);
    expect(output(words, { folder, environment: { TOKENTWIN_PIN: '1234' } })).toBe(`${RESPONSE}\n`);
    expect(json([...words, '--pin', '1234'], { folder })).toEqual({ port: PORT, response: RESPONSE });
    const both = ['host', 'respond', '--challenge', '-', '--pin', '-', ...HOST];
    expect(output(both, { folder, input: '123456\n1234\n' })).toBe(`${RESPONSE}\n`);
  });

  it('answers by the keys, which move on the card', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const words = ['host', 'respond', '--keys', ...CHALLENGE, '--pin', '1234', ...HOST];
    expect(output(words, { folder })).toBe(`${RESPONSE}\n`);
    await twin.line(/ PIN>$/);
    await twin.line(/ CHALLNG>$/);
    await twin.line(new RegExp(` ${RESPONSE}$`));
    expect(output(words, { folder })).toBe(`${RESPONSE}\n`);
  });

  it('reads a divided response by the keys', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus-classic'] });
    const words = ['host', 'respond', ...CHALLENGE, '--pin', '1234', ...HOST];
    expect(output([...words, '--keys'], { folder })).toBe(output(words, { folder }));
    expect(output([...words, '--keys'], { folder })).toBe(`${RESPONSE}\n`);
  });

  it('answers when the holder types the PIN on the card, which the host never has', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const host = new RunningProgram(['host', 'respond', '--keypad', ...CHALLENGE, ...HOST], { folder });
    await typeAtCard(twin, [/ PIN>$/, '1234']);
    const { status, stdout, stderr } = await host.end();
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${RESPONSE}\n` });
    expect(stderr).toMatch(/^tokentwin: type the PIN at the card's keypad[^\n]*\n$/);
  });
});

describe('host info', () => {
  it('tells the card, the reader and the link, and that the device is a twin', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const text = output(['host', 'info', ...HOST], { folder });
    for (const line of [
      'device: DSC+',
      'profile: dsc-plus',
      'suite: OCRA-1:HOTP-SHA1-8:QN06-PSHA1',
      'tries left: 5',
      'state: in use',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/^ATR: 3B[0-9A-F]+ \(says: test device\)$/m);
    expect(text).toMatch(/^reader: .*with keypad, 1 slot, echoes$/m);
    expect(text).toMatch(/^attested: a test device \(twin\), by .+$/m);
    expect(text).toMatch(/^link, framesSent: [1-9][0-9]* \(Serial frames written/m);
  });

  it('is the same as JSON, with the serial number that the card has on its own', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const local = json(['respond', 'demo', '--pin', '1234', ...CHALLENGE]) as Record<string, unknown>;
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({
      port: PORT,
      application: 'dsc-plus',
      serialNumber: local.serialNumber,
      suite: local.suite,
      pin: { check: 'card', digits: 4, tries: 5, unlockTries: 10 },
      triesLeft: 5,
      counter: null,
      attestation: { kind: 'testDevice' },
      reader: { hasKeypad: true, slots: 1, echoes: true },
      counters: { blockRetransmissions: 0, damagedFrames: 0 },
    });
  });

  it('tells a counter, and a card whose PIN is soft', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--profile', 'dsc-plus-counter'] });
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ counter: '0' });
    output(['host', 'respond', ...CHALLENGE, '--pin', '1234', ...HOST], { folder });
    expect(json(['host', 'info', ...HOST], { folder })).toMatchObject({ counter: '1' });
    const soft = newFolder();
    await startTwin(soft, { words: ['--profile', 'dsc-plus-soft'] });
    expect(output(['host', 'info', ...HOST], { folder: soft })).toContain('never compared');
  });

  it('finds a code card in the second slot of a reader', async () => {
    const folder = newFolder();
    await startTwin(folder, { words: ['--reader', 'two-slot'] });
    expect(output(['host', 'info', '--slot', '1', ...HOST], { folder })).toContain('Security Code Card');
    const first = output(['host', 'info', ...HOST], { folder });
    expect(first).toContain('device: DSC+');
    expect(first).toMatch(/^reader: .*no keypad, 2 slots, does not echo$/m);
  });
});

describe('host lookup', () => {
  it('reads what the code card has printed on it', async () => {
    const folder = newFolder();
    await startTwin(folder, CODE_CARD);
    const printed = output(['lookup', 'demo', '100', '50']);
    expect(output(['host', 'lookup', '100', '50', ...HOST], { folder })).toBe(printed);
    expect(output(['host', 'lookup', ...HOST, '100', '50'], { folder })).toBe(printed);
    expect(json(['host', 'lookup', '100', '50', ...HOST], { folder })).toMatchObject({
      values: printed.trim(),
    });
  });
});

describe('host press and display', () => {
  it('shows each frame as the twin itself shows it', async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const frames = output(['host', 'press', 'power', '1234', 'ok', ...HOST], { folder })
      .trimEnd()
      .split('\n');
    expect(frames).toHaveLength(6);
    expect(frames[0]).toMatch(/^#\d+ PIN>$/);
    expect(frames[5]).toMatch(/^#\d+ CHALLNG>$/);
    expect(await twin.line(/CHALLNG>/)).toBe(frames[5]);
    expect(output(['host', 'display', ...HOST], { folder })).toBe(`${frames[5]}\n`);
    const shown = json(['host', 'display', ...HOST], { folder }) as Record<string, unknown>;
    expect(shown).toMatchObject({
      port: PORT,
      text: 'CHALLNG>',
      frame: Number(frames[5]?.slice(1).split(' ')[0]),
    });
    expect(shown.cells).toHaveLength(8);
  });

  it('holds a key', async () => {
    const folder = newFolder();
    await startTwin(folder);
    output(['host', 'press', 'power', ...HOST], { folder });
    expect(output(['host', 'press', 'power', '--hold', '2000', ...HOST], { folder })).toMatch(/^#\d+ ?\n$/);
  });
});

describe('host change-pin and unlock', () => {
  const respond = (pin: string) => ['host', 'respond', ...CHALLENGE, '--pin', pin, ...HOST];

  it('changes the PIN from the host', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const words = ['host', 'change-pin', '--pin', '-', '--new-pin', '-', ...HOST];
    expect(output(words, { folder, input: '1234\n8351\n' })).toBe('');
    expectRefusal(run(respond('1234'), { folder }), 'PIN_WRONG');
    expect(output(respond('8351'), { folder })).toMatch(/^[0-9]{8}\n$/);
  });

  it("changes the PIN at the card's keypad", async () => {
    const folder = newFolder();
    const twin = await startTwin(folder);
    const host = new RunningProgram(['host', 'change-pin', '--keypad', ...HOST], { folder });
    await typeAtCard(twin, [/OLD PIN>/, '1234'], [/NEW PIN>/, '8351'], [/AGAIN>/, '8351']);
    expect((await host.end()).status).toBe(0);
    expect(output(respond('8351'), { folder })).toMatch(/^[0-9]{8}\n$/);
  });

  it("unlocks a locked card with the desk's answer", async () => {
    const folder = newFolder();
    await lockByKeys(await startTwin(folder));
    const question = output(['host', 'unlock', ...HOST], { folder }).trim();
    expect(question).toMatch(/^[0-9]{8}$/);
    const answer = output(['unlock', 'demo', '--challenge', question]).trim();
    const words = ['host', 'unlock', '--new-pin', '8351', ...HOST, '--answer'];
    const wrong = run([...words, String((Number(answer) + 1) % 1e8).padStart(8, '0')], { folder });
    expectRefusal(wrong, 'UNLOCK_WRONG');
    expect(output([...words, answer], { folder })).toBe('');
    expect(output(respond('8351'), { folder })).toMatch(/^[0-9]{8}\n$/);
  });
});

describe('host transmit', () => {
  it('shows data and status words, also of a command that the card refuses', async () => {
    const folder = newFolder();
    await startTwin(folder);
    const select = '00 A4 04 00 06 F05457494E01 00';
    const words = ['host', 'transmit', select, '00CA010100', '0020008104393939 39', '00FE0000', ...HOST];
    const lines = output(words, { folder }).trimEnd().split('\n');
    const { serialNumber } = json(['host', 'info', ...HOST], { folder }) as { serialNumber: string };
    expect(lines[2]).toBe(Buffer.from(serialNumber).toString('hex').toUpperCase());
    expect(lines[3]).toMatch(/^9000 serial number /);
    expect(lines[4]).toMatch(/^63C4 wrong PIN, 4 tries left$/);
    expect(lines[5]).toMatch(/^6D00 /);
    expect(lines).toHaveLength(6);
    const answer = json(['host', 'transmit', '00FE0000', ...HOST], { folder });
    expect(answer).toMatchObject({ port: PORT, data: '', statusWord: '6D00' });
  });
});
