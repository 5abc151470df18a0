/**
 * The glyphs of a 7-segment cell.
 *
 * ```
 *   aaa
 *  f   b
 *  f   b
 *   ggg
 *  e   c
 *  e   c
 *   ddd  . (point)
 * ```
 *
 * Promises: a letter is here only in a case in which it can be read; K, M, V, W, X and Z cannot. Two pairs of
 * twins are accepted, because the shape is the only readable one for both: O and 0, S and 5. All else differs:
 * I stands at the left where 1 stands at the right, b is open where 8 is closed. The shapes are [unknown: our
 * choice].
 */

/** The bit of each segment. */
export const SEGMENTS_7 = {
  a: 1 << 0,
  b: 1 << 1,
  c: 1 << 2,
  d: 1 << 3,
  e: 1 << 4,
  f: 1 << 5,
  g: 1 << 6,
  point: 1 << 7,
} as const;

const { a, b, c, d, e, f, g } = SEGMENTS_7;

/** Character to segments. Where one case of a letter is missing, it is shown in the other (B as b). */
export const FONT_7: Readonly<Record<string, number>> = {
  ' ': 0,
  '0': a | b | c | d | e | f,
  '1': b | c,
  '2': a | b | d | e | g,
  '3': a | b | c | d | g,
  '4': b | c | f | g,
  '5': a | c | d | f | g,
  '6': a | c | d | e | f | g,
  '7': a | b | c,
  '8': a | b | c | d | e | f | g,
  '9': a | b | c | d | f | g,
  A: a | b | c | e | f | g,
  b: c | d | e | f | g,
  C: a | d | e | f,
  c: d | e | g,
  d: b | c | d | e | g,
  E: a | d | e | f | g,
  F: a | e | f | g,
  G: a | c | d | e | f,
  H: b | c | e | f | g,
  h: c | e | f | g,
  I: e | f,
  J: b | c | d | e,
  L: d | e | f,
  n: c | e | g,
  O: a | b | c | d | e | f,
  o: c | d | e | g,
  P: a | b | e | f | g,
  q: a | b | c | f | g,
  r: e | g,
  S: a | c | d | f | g,
  t: d | e | f | g,
  U: b | c | d | e | f,
  u: c | d | e,
  y: b | c | d | f | g,
  '-': g,
  _: d,
  '=': d | g,
};
