/**
 * The inputs that are asked over and over: the same in every run, and no answer repeated soon.
 */

const COUNT = 1024;

/** So many values, made from 0, 1, 2, ... */
export function inputs<Input>(make: (index: number) => Input): readonly Input[] {
  return Array.from({ length: COUNT }, (_, index) => make(index));
}

/** Questions of so many decimal digits, spread over all of them by the golden ratio. */
export function decimalQuestions(digits: number): readonly string[] {
  const all = 10 ** digits;
  const stride = Math.round(0.6180339887 * all);
  return inputs((index) => String((index * stride) % all).padStart(digits, '0'));
}

/** Questions of 8 letters and digits. */
export function letterQuestions(): readonly string[] {
  return inputs((index) => `Srv${String(index * 61).padStart(5, '0')}`);
}
