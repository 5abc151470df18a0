/** The end of the program, in a pseudo-terminal: whatever ends it, the terminal is left clean. */
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { afterEach, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('run-demo.ts', import.meta.url));

let running: IPty | undefined;

afterEach(() => {
  running?.kill('SIGKILL');
  running = undefined;
});

/** Starts the program, does something when it shows the card, and waits for its end. */
async function endOf(act: (program: IPty) => void) {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const program = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
    cols: 80,
    rows: 24,
    name: 'xterm-256color',
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  });
  running = program;
  const screen = () =>
    Array.from({ length: 24 }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true)).join(
      '\n',
    );
  let written = '';
  let acted = false;
  program.onData((data) => {
    written += data;
    terminal.write(data, () => {
      if (acted || !screen().includes('display: (off)')) return;
      acted = true;
      act(program);
    });
  });
  const end = await new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) =>
    program.onExit(resolve),
  );
  await new Promise<void>((resolve) => terminal.write('', resolve));
  return {
    end,
    screen: screen(),
    clean: {
      alternateScreen: terminal.buffer.active.type === 'alternate',
      mouse: terminal.modes.mouseTrackingMode,
      paste: terminal.modes.bracketedPasteMode,
      cursor: [...written.matchAll(/\x1b\[\?25([hl])/g)].at(-1)?.[1],
    },
  };
}

const CLEAN = { alternateScreen: false, mouse: 'none', paste: false, cursor: 'h' };

describe('the terminal is clean and the process ends', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\x03'],
  ])('after %s, with status 0', async (_name, key) => {
    const { end, clean, screen } = await endOf((program) => program.write(key));
    expect(end.exitCode).toBe(0);
    expect(clean).toEqual(CLEAN);
    expect(screen).toContain('closed by the caller');
  });

  it.each([
    ['SIGTERM', 15],
    ['SIGHUP', 1],
    ['SIGINT', 2],
  ])('after %s, by that signal, when the caller has closed', async (signal, number) => {
    const { end, clean, screen } = await endOf((program) => program.kill(signal));
    expect(end.signal).toBe(number);
    expect(clean).toEqual(CLEAN);
    expect(screen).toContain('closed by the caller');
  });

  it('after a crash, with the error on the main screen and status 1', async () => {
    const { end, clean, screen } = await endOf((program) => program.write('d\x1b[B\r'));
    expect(end.exitCode).toBe(1);
    expect(clean).toEqual(CLEAN);
    expect(screen).toContain('RangeError: crashed on purpose');
  });
});
