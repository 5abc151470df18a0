/**
 * The glyphs of a 14-segment cell.
 *
 * ```
 *   aaaaaaa
 *  f h  i  j b
 *  f  h i j  b
 *   g1-   -g2
 *  e  k l m  c
 *  e k  l  m c
 *   ddddddd   . (point)
 * ```
 *
 * Promises: no two characters share a glyph. To that end 0 is slashed (O is not), 1 has a flag (I has
 * serifs), B and D stand on the middle line (8 and O do not), and S has a diagonal where 5 has a corner.
 * The shapes are [unknown: our choice].
 */

/** The bit of each segment. */
export const SEGMENTS_14 = {
  a: 1 << 0,
  b: 1 << 1,
  c: 1 << 2,
  d: 1 << 3,
  e: 1 << 4,
  f: 1 << 5,
  g1: 1 << 6,
  g2: 1 << 7,
  h: 1 << 8,
  i: 1 << 9,
  j: 1 << 10,
  k: 1 << 11,
  l: 1 << 12,
  m: 1 << 13,
  point: 1 << 14,
} as const;

const { a, b, c, d, e, f, g1, g2, h, i, j, k, l, m } = SEGMENTS_14;

/** Character to segments. Lower case is not in the table: it is shown as upper case. */
export const FONT_14: Readonly<Record<string, number>> = {
  ' ': 0,
  '0': a | b | c | d | e | f | j | k,
  '1': b | c | j,
  '2': a | b | d | e | g1 | g2,
  '3': a | b | c | d | g1 | g2,
  '4': b | c | f | g1 | g2,
  '5': a | c | d | f | g1 | g2,
  '6': a | c | d | e | f | g1 | g2,
  '7': a | b | c,
  '8': a | b | c | d | e | f | g1 | g2,
  '9': a | b | c | d | f | g1 | g2,
  A: a | b | c | e | f | g1 | g2,
  B: a | b | c | d | g2 | i | l,
  C: a | d | e | f,
  D: a | b | c | d | i | l,
  E: a | d | e | f | g1 | g2,
  F: a | e | f | g1 | g2,
  G: a | c | d | e | f | g2,
  H: b | c | e | f | g1 | g2,
  I: a | d | i | l,
  J: b | c | d | e,
  K: e | f | g1 | j | m,
  L: d | e | f,
  M: b | c | e | f | h | j,
  N: b | c | e | f | h | m,
  O: a | b | c | d | e | f,
  P: a | b | e | f | g1 | g2,
  Q: a | b | c | d | e | f | m,
  R: a | b | e | f | g1 | g2 | m,
  S: a | c | d | g2 | h,
  T: a | i | l,
  U: b | c | d | e | f,
  V: e | f | j | k,
  W: b | c | e | f | k | m,
  X: h | j | k | m,
  Y: h | j | l,
  Z: a | d | j | k,
  '>': h | k,
  '<': j | m,
  '-': g1 | g2,
  _: d,
  '+': g1 | g2 | i | l,
  '*': g1 | g2 | h | i | j | k | l | m,
  '/': j | k,
  '=': d | g1 | g2,
  '?': a | b | g2 | l,
  '#': b | c | d | g1 | g2 | i | l,
};
