/** Signals to a command that has something to finish: the first asks for its end, the second for it at once. */
import { describe, expect, it } from 'vitest';
import { interruptible, interruptibleTwice } from '../../emulator/cli/commands/host/interruption.js';

/** As the system tells the process. */
function signal(): void {
  process.emit('SIGHUP', 'SIGHUP');
}

describe('a command that may be interrupted', () => {
  it('is told the first signal, and leaves the next one to the system', async () => {
    const before = process.listenerCount('SIGHUP');
    const status = await interruptible(async (ending) => {
      expect(process.listenerCount('SIGHUP')).toBe(before + 1);
      signal();
      expect(ending.aborted).toBe(true);
      expect(process.listenerCount('SIGHUP')).toBe(before);
      return 7;
    });
    expect(status).toBe(7);
  });

  it('is told two signals one after the other when it has something to finish', async () => {
    const before = process.listenerCount('SIGHUP');
    await interruptibleTwice(async (ending, atOnce) => {
      signal();
      expect([ending.aborted, atOnce.aborted]).toEqual([true, false]);
      expect(process.listenerCount('SIGHUP')).toBe(before + 1);
      signal();
      expect(atOnce.aborted).toBe(true);
      expect(process.listenerCount('SIGHUP')).toBe(before);
      return 0;
    });
  });

  it('leaves no listener behind, however it ends', async () => {
    const before = process.listenerCount('SIGHUP');
    const failing = interruptibleTwice(async () => {
      throw new Error('as planned');
    });
    await expect(failing).rejects.toThrow('as planned');
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });
});
