/**
 * Assembles the writing of a run's numbers as lines of text, for streams.
 */

import * as MAP from '../engine/memory-map.js';
import { type Assembler, OP, VALUE_TYPE } from './assembler.js';

/** Exports `digits(count, digits, lineEnd)`: the numbers as lines of text, filled with zeros on the left. */
export function assembleDigits(asm: Assembler): void {
  const [count, digits, lineEnd, number, line, place, source] = [0, 1, 2, 3, 4, 5, 6];
  asm.function(3, [[4, VALUE_TYPE.i32]], 'digits', () => {
    asm.i32(MAP.TEXT);
    asm.set(line);
    asm.i32(MAP.NUMBERS);
    asm.set(source);
    asm.doWhile(() => {
      asm.get(source);
      asm.raw(OP.i32Load, 2, 0);
      asm.set(number);
      asm.get(digits);
      asm.set(place);
      asm.doWhile(() => {
        asm.get(place);
        asm.addI32(-1);
        asm.tee(place);
        asm.get(line);
        asm.byte(OP.i32Add);
        asm.get(number);
        asm.get(number);
        asm.i32(10);
        asm.byte(OP.i32DivU);
        asm.tee(number);
        asm.i32(10);
        asm.raw(OP.i32Mul, OP.i32Sub);
        asm.addI32(0x30);
        asm.raw(OP.i32Store8, 0, 0);
        asm.get(place);
      });
      asm.get(line);
      asm.get(digits);
      asm.byte(OP.i32Add);
      asm.tee(line);
      asm.get(lineEnd);
      asm.raw(OP.i32Store8, 0, 0);
      asm.get(line);
      asm.addI32(1);
      asm.set(line);
      asm.get(source);
      asm.addI32(4);
      asm.set(source);
      asm.get(count);
      asm.addI32(-1);
      asm.tee(count);
    });
  });
}
