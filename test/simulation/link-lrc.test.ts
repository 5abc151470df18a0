/** How much damage the LRC profile lets pass: measured beside predicted. */
import { describe, expect, it } from 'vitest';
import { predictedShare } from './link-lrc-prediction.js';
import { runLrc } from './link-lrc-run.js';

const SEED = 20_260_101;

describe('with the LRC, over a noisy line', () => {
  it('as many answers are wrong unnoticed as two XOR codes let pass', () => {
    const rows = runLrc(SEED, 3, 7500);
    const wrong = rows.reduce((sum, { answeredWrong }) => sum + answeredWrong, 0);
    const predicted = rows.reduce((sum, { predictedWrong }) => sum + predictedWrong, 0);
    console.table(rows);
    // So many that they cannot be an accident, and within three standard deviations of the prediction.
    expect(predicted).toBeGreaterThan(25);
    expect(Math.abs(wrong - predicted)).toBeLessThan(3 * Math.sqrt(predicted));
  });

  it('the prediction grows with the square of the noise and with the length', () => {
    const command = Uint8Array.of(0x00, 0xca, 0x01, 0x01);
    const response = (length: number) => Uint8Array.from({ length }, (_, index) => 0x41 + (index % 26));
    const at = (share: number, length: number) => predictedShare(command, response(length), share);
    expect(at(0.002, 20) / at(0.001, 20)).toBeCloseTo(4, 1);
    expect(at(0.01, 24)).toBeGreaterThan(2 * at(0.01, 12));
    // No value twice in block and LRCs: only two equal changes pass, 1 pair of values in 255.
    const distinct = Uint8Array.from({ length: 16 }, (_, index) => 0xe1 + index);
    const pairs = (17 * 16) / 2;
    const share = 0.001;
    const expected = (pairs * (share / 3) ** 2) / 255;
    expect(predictedShare(new Uint8Array(0), distinct, share) / expected).toBeCloseTo(1, 1);
  });
});
