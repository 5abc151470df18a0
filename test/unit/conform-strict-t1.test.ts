/** The strict end of T=1 against a card that never comes to an end. */
import { describe, expect, it } from 'vitest';
import { encodeBlock, type SequenceBit } from '../../firmware/link/t1/block.js';
import { Mismatch } from '../../host/rig/conform/case.js';
import { StrictT1 } from '../../host/rig/conform/strict-t1.js';

/** Answers every block with the next piece of a response that goes on for ever. */
function endless(pieceBytes: number) {
  let sequence: SequenceBit = 1;
  let asked = 0;
  const end = new StrictT1('lrc', 254, async () => {
    asked += 1;
    sequence = sequence === 0 ? 1 : 0;
    return encodeBlock(
      { kind: 'I', nad: 0, sequence, more: true, information: new Uint8Array(pieceBytes) },
      'lrc',
    );
  });
  return { end, asked: () => asked };
}

describe('a response that goes on for ever', () => {
  it('of empty pieces is a mismatch after some of them', async () => {
    const { end, asked } = endless(0);
    await expect(end.command(Uint8Array.of(0, 0xa4, 4, 0))).rejects.toBeInstanceOf(Mismatch);
    expect(asked()).toBeLessThan(20);
  });

  it('of long pieces is a mismatch when it is longer than a response can be', async () => {
    const { end, asked } = endless(254);
    await expect(end.command(Uint8Array.of(0, 0xa4, 4, 0))).rejects.toBeInstanceOf(Mismatch);
    expect(asked()).toBeLessThan(65_538 / 254 + 3);
  });
});
