/** `tokentwin` without a command and without a terminal: the demo is played. */
import { describe, expect, it } from 'vitest';
import { output, runInBash } from './run-program.js';

describe('the demo in a pipe', () => {
  it('shows each frame, ends with the response, and says what it is', () => {
    const { status, stdout, stderr } = runInBash(`tokentwin | cat; echo "\${PIPESTATUS[0]}"`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(-2)).toEqual(['98276595', '0']);
    expect(stdout).toContain('TEST DEVICE');
    const frames = lines.flatMap((line) => /\[(.*)\]/.exec(line)?.[1]?.trimEnd() ?? []);
    expect(frames).toEqual([
      ...['PIN>', '1___', '-2__', '--3_', '---4', 'CHALLNG>'],
      ...['1_____', '12____', '123___', '1234__', '12345_', '123456', '98276595'],
    ]);
  });

  it('is the same every time', () => {
    expect(output([])).toBe(output([]));
  });
});

describe('a reader that leaves early', () => {
  it.each(['card demo', 'card demo --format svg', 'vectors generate --output "$(mktemp -d)"', ''])(
    'ends it quietly: tokentwin %s',
    (line) => {
      const { status, stderr } = runInBash(`tokentwin ${line} | true; exit "\${PIPESTATUS[0]}"`);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );
});
