/** A short form of the heap's run: it does not grow with the number of exchanges. */
import { expect, it } from 'vitest';
import { measureHeap } from './link-heap-process.js';

it('after 25 000 exchanges the heap holds within 5 % of what it held after 10 000', () => {
  const { early, late } = measureHeap(25_000);
  console.log(`heap: ${early} bytes, then ${late}`);
  expect(early).toBeGreaterThan(1_000_000);
  expect(late / early).toBeLessThan(1.05);
});
