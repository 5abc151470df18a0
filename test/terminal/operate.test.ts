/** The terminal emulator from end to end: what is shown, hidden, copied and left behind. */
import { afterEach, describe, expect, it } from 'vitest';
import { demoDscPlus, exampleCodeCard, HeadlessTerminal, openDevice } from './headless-terminal.js';

const uncaughtListenersBefore = process.listenerCount('uncaughtException');

let open: HeadlessTerminal | undefined;

function start(...parameters: ConstructorParameters<typeof HeadlessTerminal>): HeadlessTerminal {
  open = new HeadlessTerminal(...parameters);
  return open;
}

afterEach(async () => {
  await open?.quit();
  open = undefined;
});

async function logIn(terminal: HeadlessTerminal): Promise<void> {
  await terminal.until('display: (off)');
  terminal.send('p1234\r123456\r');
  await terminal.until('display: 98276595');
}

describe('the terminal', () => {
  it('shows a pressed key for a moment', async () => {
    const terminal = start(80, 24);
    await terminal.until('display: (off)');
    const key = terminal.find(/│power│/);
    expect(terminal.isInverse(key)).toBe(false);
    terminal.send('p');
    await terminal.until(() => terminal.isInverse(key));
    expect(terminal.isInverse({ column: key.column - 3, row: key.row - 1 })).toBe(true);
    await terminal.until(() => !terminal.isInverse(key));
  });

  it('follows a card that changes by itself', async () => {
    const device = demoDscPlus();
    const terminal = start(80, 24, { devices: [device] });
    await terminal.until('display: (off)');
    terminal.send('p');
    await terminal.until('display: PIN>');
    device.twin.advance({ seconds: 31 });
    await terminal.until('display: (off)');
    expect(terminal.text).toMatch(/time +\(off\)/);
  });

  it('keeps PIN, key and response out of the panel until asked', async () => {
    const terminal = start(80, 24);
    await logIn(terminal);
    expect(terminal.text).toMatch(/PIN +\*\*\*\*/);
    expect(terminal.text).toMatch(/key +hidden/);
    expect(terminal.text.match(/98276595/g)).toHaveLength(1);
    expect(terminal.text).not.toMatch(/1234/);
    terminal.send('s');
    await terminal.until(/PIN +1234/);
    expect(terminal.text).toContain('3132333435363738393031');
    expect(terminal.text).toMatch(/OK +98276595/);
    terminal.send('s');
    await terminal.until(/PIN +\*\*\*\*/);
  });

  it('shows nothing of the inside of a sealed twin', async () => {
    const terminal = start(80, 24, { sealed: true });
    await logIn(terminal);
    expect(terminal.text).toContain('sealed: what the chip');
    terminal.send('s');
    await terminal.until('This twin is sealed');
    expect(terminal.text).not.toMatch(/tries left|battery|hidden|\*\*\*/);
    expect(terminal.text.match(/98276595/g)).toHaveLength(1);
    expect(terminal.text).toMatch(/digit$/m);
  });

  it('says how large it must be, and goes on when it is', async () => {
    const terminal = start(80, 24);
    await logIn(terminal);
    terminal.resize(79, 24);
    await terminal.until('window too small: 80x24 needed, now 79x24');
    terminal.send('P');
    terminal.resize(120, 40);
    await terminal.until('display: 98276595');
    terminal.resize(20, 5);
    await terminal.until('window too small');
    terminal.resize(80, 24);
    await terminal.until('display: 98276595');
  });

  it('copies the response by OSC 52', async () => {
    const terminal = start(80, 24);
    await terminal.until('display: (off)');
    terminal.send('y');
    await terminal.until('There is no response to copy');
    expect(terminal.written).not.toContain('\x1b]52');
    await logIn(terminal);
    terminal.send('y');
    await terminal.until('copied the response');
    expect(terminal.written).toContain(`\x1b]52;c;${btoa('98276595')}\x07`);
  });

  it.each([0, 1])('copies the whole response of an older card that shows group %i', async (group) => {
    const terminal = start(80, 24, { devices: [demoDscPlus('dsc-plus-classic')] });
    await terminal.until('display: (off)');
    terminal.send('p1234\r123456\r');
    await terminal.until(/display: 98276\b/);
    if (group === 1) {
      terminal.send('\r');
      await terminal.until(/display: 595\b/);
    }
    terminal.send('y');
    const after = await terminal.until('copied the response');
    expect(terminal.written).toContain(`\x1b]52;c;${btoa('98276595')}\x07`);
    expect(after).toMatch(group === 0 ? /display: 98276\b/ : /display: 595\b/);
  });

  it('copies card values, and nothing where copying is off', async () => {
    const terminal = start(80, 24, { devices: [exampleCodeCard()] });
    await terminal.until('index numbers:');
    terminal.send('100,50,y');
    await terminal.until('copied the card values');
    expect(terminal.written).toContain(`\x1b]52;c;${btoa('A3DZ3V')}\x07`);
    await terminal.quit();
    const silent = start(80, 24, { devices: [exampleCodeCard()], clipboard: false });
    await silent.until('index numbers:');
    silent.send('100,50,y');
    await silent.until('--no-clipboard');
    expect(silent.written).not.toContain('\x1b]52');
  });

  it('types the digits of a pasted text and says what it left out', async () => {
    const terminal = start(80, 24);
    await terminal.until('display: (off)');
    terminal.send('p1234\r');
    await terminal.until('display: CHALLNG>');
    terminal.send('\x1b[200~12 34');
    terminal.send('-56q\x1b[20');
    terminal.send('1~');
    await terminal.until('ignored 3 characters that are not digits');
    await terminal.until('display: 123456');
    terminal.send('\r');
    await terminal.until('display: 98276595');
  });

  it('gives a file name the whole keyboard and keeps it after an error', async () => {
    const terminal = start(80, 24);
    await terminal.until('display: (off)');
    terminal.send('d\x1b[F\r');
    await terminal.until('file: _');
    terminal.send('q1 p?.token');
    terminal.send('\x1b[200~ d\x1b[201~');
    await terminal.until('file: q1 p?.token d_');
    terminal.send('\x7f\x7f\r');
    await terminal.until('There is no file q1 p?.token.');
    expect(terminal.text).toContain('file: q1 p?.token_');
    terminal.send('\x1b');
    await terminal.until('display: (off)');
  });

  it('refuses a terminal that cannot place its cursor, and touches nothing', async () => {
    const terminal = new HeadlessTerminal(80, 24, { environment: { TERM: 'dumb' } });
    await expect(terminal.ended).rejects.toMatchObject({ code: 'TERMINAL' });
    expect(terminal.written).toBe('');
    expect(terminal.isRaw).toBe(false);
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '' }, true],
    [{ NO_COLOR: '1' }, false],
  ])('with %j uses colours: %s', async (environment, colours) => {
    const terminal = start(80, 24, { environment: { LANG: 'C.UTF-8', ...environment } });
    await logIn(terminal);
    const parameters = [...terminal.written.matchAll(/\x1b\[([0-9;]*)m/g)].flatMap(([, list]) =>
      (list as string).split(';').map(Number),
    );
    const isColour = (code: number) => code >= 30 && code <= 107;
    expect(parameters.some(isColour)).toBe(colours);
    expect(parameters).toContain(1);
    expect(parameters).toContain(7);
  });

  it('shows ASCII alone where the locale is not UTF-8', async () => {
    const terminal = start(80, 24, { environment: { LANG: 'C' } });
    await logIn(terminal);
    expect(terminal.text).toMatch(/^[\n -~]*$/);
    expect(terminal.text).toContain('+---+ +---+ ----+ ----+ +---- +---- +---+ +----');
  });

  it('leaves everything as it was', async () => {
    const terminal = start(80, 24);
    await terminal.until('display: (off)');
    expect(terminal.modes).toEqual({
      bracketedPasteMode: true,
      mouseTrackingMode: 'vt200',
      alternateScreen: true,
    });
    expect(terminal.isRaw).toBe(true);
    const listeners = process.listenerCount('SIGTERM');
    terminal.send('q');
    await terminal.quit();
    expect(terminal.modes).toEqual({
      bracketedPasteMode: false,
      mouseTrackingMode: 'none',
      alternateScreen: false,
    });
    expect(terminal.isRaw).toBe(false);
    expect(terminal.inputListeners).toBe(0);
    expect(process.listenerCount('SIGTERM')).toBeLessThan(listeners);
    expect(process.listenerCount('uncaughtException')).toBe(uncaughtListenersBefore);
    const cursor = [...terminal.written.matchAll(/\x1b\[\?25([hl])/g)].at(-1)?.[1];
    expect(cursor).toBe('h');
  });

  it('closes the devices that it opened, not those it was given', async () => {
    const given = demoDscPlus();
    const made = demoDscPlus('dsc-plus-soft');
    const terminal = start(80, 24, { devices: [given], openDevice: () => made });
    await terminal.until('display: (off)');
    terminal.send('p');
    await terminal.until('display: PIN>');
    terminal.send('d\x1b[B\r');
    await terminal.until('[2 dsc-plus-soft (demo)]');
    terminal.send('p');
    await terminal.until('display: PIN>');
    await terminal.quit();
    expect(given.twin.status().state).toBe('enterPin');
    expect(() => made.twin.status()).toThrow('closed');
  });

  it('ends when the terminal is gone', async () => {
    const terminal = start(80, 24, { openDevice });
    await terminal.until('display: (off)');
    terminal.hangUp();
    await terminal.ended;
  });
});
