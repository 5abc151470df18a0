/** The queue against the plainest model there is: one string of bytes and a limit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DROPPED, OutputQueue, QUEUE_BYTES } from '../../emulator/lines/output-queue.js';

describe('the output queue', () => {
  it('keeps order and limit whatever comes and goes', () => {
    const step = fc.oneof(
      fc.record({ add: fc.oneof(fc.nat(20), fc.nat(QUEUE_BYTES + 1), fc.constant(QUEUE_BYTES)) }),
      fc.record({ take: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.constant({ clear: true }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new OutputQueue(() => {});
        let model = Buffer.alloc(0);
        let next = 0;
        for (const one of steps) {
          if ('add' in one) {
            next = (next + 1) % 256;
            const bytes = Buffer.alloc(one.add, next);
            queue.add(bytes);
            if (model.length + bytes.length <= 65_536) model = Buffer.concat([model, bytes]);
          } else if ('take' in one && model.length > 0) {
            const count = Math.floor(model.length * one.take);
            expect(Buffer.compare(Buffer.from(queue.peek()), model)).toBe(0);
            queue.remove(count);
            model = model.subarray(count);
          } else if ('clear' in one) {
            queue.clear();
            model = Buffer.alloc(0);
          }
          expect(queue.isEmpty).toBe(model.length === 0);
        }
      }),
    );
  });

  it('tells the first drop, and the next one only after it was empty', () => {
    const sentences: string[] = [];
    const queue = new OutputQueue((sentence) => sentences.push(sentence));
    queue.add(new Uint8Array(QUEUE_BYTES));
    queue.add(new Uint8Array(1));
    queue.add(new Uint8Array(1));
    expect(sentences).toEqual([DROPPED]);
    queue.peek();
    queue.remove(10);
    queue.add(new Uint8Array(11));
    expect(sentences).toEqual([DROPPED]);
    queue.peek();
    queue.remove(QUEUE_BYTES - 10);
    expect(queue.isEmpty).toBe(true);
    queue.add(new Uint8Array(QUEUE_BYTES + 1));
    expect(sentences).toEqual([DROPPED, DROPPED]);
  });

  it('shows what comes while something is on its way behind it', () => {
    const queue = new OutputQueue(() => {});
    queue.add(Uint8Array.of(1));
    const onItsWay = queue.peek();
    queue.add(Uint8Array.of(2));
    queue.add(Uint8Array.of(3));
    queue.remove(onItsWay.length);
    expect([...queue.peek()]).toEqual([2, 3]);
  });
});
