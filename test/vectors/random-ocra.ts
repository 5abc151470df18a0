/**
 * Random lines for `tokentwin ocra --batch`, drawn from a seed: valid ones, and valid ones with one fault.
 *
 * Promises: one seed gives the same lines on every machine; the valid lines walk through every combination of
 * fields, question format, hash, digits and mode; every kind of fault comes equally often and is the only one
 * in its line. Does not promise randomness fit for secrets.
 */

export type Mode = 'one-way' | 'mutual' | 'signature';
type Whole = string | number;
const OPTIONAL = ['counter', 'pin', 'pinHash', 'session', 'time', 'timestamp'] as const;

/** A line as the batch command takes it. */
export type OcraLine = { suite: string; key: string; question: string; mode?: Mode } & Partial<
  Record<'pin' | 'pinHash' | 'session', string | null> &
    Record<'counter' | 'time' | 'timestamp', Whole | null>
>;

/** A line with one fault: its kind, and the refusal that the second implementation must give. */
export interface InvalidLine {
  readonly kind: string;
  readonly refusal: string;
  readonly line: unknown;
}

const HASH_BYTES: Record<string, number> = { SHA1: 20, SHA256: 32, SHA512: 64 };
const UNIT_LIMITS: Record<string, number> = { S: 59, M: 59, H: 48 };
const MODES: readonly Mode[] = ['one-way', 'mutual', 'signature'];
const DECIMAL = '0123456789';
const HEXADECIMAL = '0123456789abcdefABCDEF';
const ALPHANUMERIC = `${DECIMAL}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`;
const ALPHABETS: Record<string, string> = { '': DECIMAL, A: ALPHANUMERIC, N: DECIMAL, H: HEXADECIMAL };
const KEY_BYTES = [1, 16, 20, 32, 63, 64, 65, 127, 128, 129, 200];
const EDGES = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
const PINS = ['1234', '0000', 'a', 'two words', 'p\u00e4ssw\u00f6rt', '\u{1f511}', '9'.repeat(200)];
const NOT_DECIMAL = ['', '-1', '+1', '1.0', '1e3', '0x10', ' 1', '1 ', '1\n', '1_000', 'ten', '\u0663'];
const NOT_SAFE = [-1, 0.5, 2 ** 65, 2 ** 64, 1e300];
const TOO_LARGE = ['18446744073709551616', '0018446744073709551616', '99999999999999999999', '9'.repeat(99)];
const OTHER_TYPES = [
  { key: 31 },
  { question: 12 },
  { pin: 1234 },
  { session: [] },
  { counter: false },
  { time: {} },
];

/** A 32-bit generator (mulberry32) with the few draws that are needed here. */
class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  between(lowest: number, highest: number): number {
    return lowest + this.below(highest - lowest + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(this.below(alphabet.length))).join('');
  }

  hex(bytes: number): string {
    return this.text(HEXADECIMAL, bytes * 2);
  }
}

/** What is walked through in full: everything else in a line is drawn. */
interface Shape {
  readonly hash: string;
  readonly digits: number;
  readonly format: string;
  /** Those of the letters C, P, S, T that the suite has. */
  readonly fields: string;
  readonly mode: Mode;
}

function everyShape(): Shape[] {
  const subsets = [...'CPST'].reduce((sets, field) => sets.flatMap((set) => [set, set + field]), ['']);
  const shapes: Shape[] = [];
  for (const fields of subsets)
    for (const format of Object.keys(ALPHABETS))
      for (const hash of Object.keys(HASH_BYTES))
        for (let digits = 4; digits <= 10; digits++)
          for (const mode of MODES) shapes.push({ hash, digits, format, fields, mode });
  return shapes.filter(({ mode, fields }) => mode !== 'signature' || !fields.includes('S'));
}

function drawQuestion(format: string, limit: number, draw: Draw): string {
  const length = draw.pick([limit, limit, draw.between(1, limit), 1]);
  const alphabet = ALPHABETS[format] as string;
  const random = draw.text(alphabet, length);
  const zeros = '0'.repeat(draw.below(length));
  return draw.pick([
    random,
    random,
    zeros + random.slice(zeros.length),
    '0'.repeat(length),
    '9'.repeat(length),
  ]);
}

function drawWhole(draw: Draw): Whole {
  const wide = BigInt(`0x${draw.hex(8)}`);
  const value = draw.pick([draw.pick(EDGES), wide, wide >> 32n, wide >> 54n]);
  if (value <= BigInt(Number.MAX_SAFE_INTEGER) && draw.below(2) === 0) return Number(value);
  return draw.pick(['', '', '0', '0000', '0'.repeat(30)]) + value;
}

function drawValid({ hash, digits, format, fields, mode }: Shape, draw: Draw): OcraLine {
  const length =
    format === '' ? 8 : draw.pick([64, draw.between(4, 9), draw.between(4, 64), draw.between(4, 64)]);
  const written = draw.pick([`${length}`, `${length}`.padStart(2, '0')]);
  const suite = [`OCRA-1:HOTP-${hash}-${digits}:${fields.includes('C') ? 'C-' : ''}Q`];
  if (format !== '') suite.push(format, written);
  const question = drawQuestion(format, mode === 'mutual' ? 2 * length : length, draw);
  const key = draw.hex(draw.pick([draw.pick(KEY_BYTES), draw.between(1, 200)]));
  const line: OcraLine = { suite: '', key, question };
  if (draw.below(4) === 0) for (const name of OPTIONAL) line[name] = null;
  if (fields.includes('C')) line.counter = drawWhole(draw);
  if (fields.includes('P')) {
    const pinHash = draw.pick(['', ...Object.keys(HASH_BYTES)]);
    suite.push('-P', pinHash);
    if (draw.below(2) === 0) line.pin = draw.pick([draw.pick(PINS), draw.text(DECIMAL, draw.between(1, 12))]);
    else line.pinHash = draw.hex(HASH_BYTES[pinHash || 'SHA1'] as number);
  }
  if (fields.includes('S')) {
    const bytes = draw.pick([64, 64, 1, 128, 256, 512, 999, draw.between(1, 99), draw.between(1, 999)]);
    suite.push('-S', bytes === 64 && draw.below(2) === 0 ? '' : `${bytes}`.padStart(3, '0'));
    line.session = draw.hex(bytes);
  }
  if (fields.includes('T')) {
    const unit = draw.pick(Object.keys(UNIT_LIMITS));
    suite.push('-T', draw.below(4) === 0 ? '' : `${draw.between(1, UNIT_LIMITS[unit] as number)}${unit}`);
    line[draw.pick(['time', 'timestamp'] as const)] = drawWhole(draw);
  }
  if (mode !== 'one-way' || draw.below(2) === 0) line.mode = mode;
  return { ...line, suite: suite.join('') };
}

/** Draws valid lines; from 3360 on they hold every combination of fields, format, hash, digits and mode. */
export function randomValidLines(seed: number, count: number): OcraLine[] {
  const draw = new Draw(seed);
  const shapes = everyShape();
  return Array.from({ length: count }, (_, index) => drawValid(shapes[index % shapes.length] as Shape, draw));
}

/** Spoils a valid line; `undefined` where the fault does not fit that line. */
type Fault = (line: OcraLine, draw: Draw) => unknown;

const splice = (text: string, at: number, length: number, replacement: string) =>
  text.slice(0, at) + replacement + text.slice(at + length);

/** A place in the text of the suite (one of all that match) becomes one of the texts. */
function suite(places: RegExp, ...texts: (string | ((found: string) => string))[]): [string, Fault] {
  const fault: Fault = (line, draw) => {
    const matches = [...line.suite.matchAll(places)];
    if (matches.length === 0) return undefined;
    const { index, 0: found } = draw.pick(matches);
    const text = draw.pick(texts);
    const replacement = typeof text === 'string' ? text : text(found);
    return { ...line, suite: splice(line.suite, index, found.length, replacement) };
  };
  return ['suite: malformed', fault];
}

const has = (line: OcraLine, name: keyof OcraLine) => (line[name] ?? null) !== null;
const lacks =
  (...names: (keyof OcraLine)[]) =>
  (line: OcraLine) =>
    !names.some((name) => has(line, name));

/** One of the choices is laid over a line that fits. */
const laid =
  (fits: (line: OcraLine) => boolean, ...choices: object[]): Fault =>
  (line, draw) =>
    fits(line) ? { ...line, ...draw.pick(choices) } : undefined;

/** The one of the named inputs that the line has becomes another value, or is taken away. */
const changed =
  (names: (keyof OcraLine)[], value: (text: string, draw: Draw, line: OcraLine) => unknown): Fault =>
  (line, draw) => {
    const name = names.find((candidate) => has(line, candidate));
    return name === undefined ? undefined : { ...line, [name]: value(String(line[name]), draw, line) };
  };
const missing = (...names: (keyof OcraLine)[]) => changed(names, (_, draw) => draw.pick([null, undefined]));

const overwrite = (text: string, draw: Draw, characters: readonly string[]) =>
  splice(text, draw.below(text.length), 1, draw.pick(characters));

const empty = () => '';
const notHex = (hex: string, draw: Draw) =>
  draw.pick([hex.slice(1), `${hex}0`, `0x${hex}`, overwrite(hex, draw, ['g', ' ', 'x', '-', '\u0661'])]);
const notLength = (hex: string, draw: Draw) => draw.pick([hex.slice(2), `${hex}00`, `00${hex}`, '']);
const notWhole = (_: string, draw: Draw) =>
  draw.pick(draw.pick<readonly Whole[]>([NOT_DECIMAL, NOT_SAFE, TOO_LARGE]));

const foreign = (question: string, draw: Draw, line: OcraLine) => {
  const letters = { A: '', H: 'gGx' }[/Q([AH])/.exec(line.suite)?.[1] ?? ''] ?? 'aFe';
  return overwrite(question, draw, [...` -.\n\u0000\u00e9\uff11${letters}`]);
};
const limit = (line: OcraLine) => Number(/Q[ANH](\d+)/.exec(line.suite)?.[1] ?? '8');
const tooLong = (question: string, draw: Draw, line: OcraLine) =>
  question.padEnd(limit(line) * (line.mode === 'mutual' ? 2 : 1) + draw.pick([1, 2, 64]), '0');

const sessionOfNothing: Fault = (line) =>
  /-S\d/.test(line.suite) ? { ...line, suite: line.suite.replace(/-S\d+/, '-S000'), session: '' } : undefined;

/** Every kind of fault: the refusal it must meet, and how a line is spoiled. */
const FAULTS: Record<string, [refusal: string, fault: Fault]> = {
  'algorithm unknown': suite(/OCRA-1|HOTP(?=-)/g, 'OCRA-2', 'OCRA-10', 'OCRA', 'TOTP', 'HMAC', ''),
  'hash unknown': suite(/(?<=HOTP-)SHA\d+/g, 'MD5', 'SHA224', 'SHA384', 'SHA-1', 'SHA3', ''),
  'no truncation': suite(/\d+(?=:[CQ])/g, '0'),
  'digits wrong': suite(/\d+(?=:[CQ])/g, '1', '3', '11', '99', '06', '010', '', 'x', '+6'),
  'parts not three': suite(/:[^:]*/g, '', '::QN08', ':T1M:QN08'),
  'white space': suite(/^|$/g, ' ', '\t', '\n', '\u0000'),
  'letter case': suite(/[A-Z]/g, (letter) => letter.toLowerCase()),
  'question field missing': suite(/-Q\w*|(?<=:)Q\w*-?/g, ''),
  'question length not 4 to 64': suite(/(?<=Q[ANH])\d+/g, '0', '1', '3', '00', '03', '65', '70', '99'),
  'question length of three digits': suite(/(?<=Q[ANH])(?=\d\d)/g, '0'),
  'question format wrong': suite(/(?<=Q)[ANH]\d+/g, 'X64', 'D64', 'NN64', '64', 'N', 'A', 'H'),
  'PIN hash unknown': suite(/(?<=-P)\w*/g, 'SHA224', 'MD5', 'SHA', '1', 'SHA-1'),
  'session length malformed': suite(
    /(?<=-S)\d+/g,
    (digits) => `0${digits}`,
    (digits) => digits.slice(1),
  ),
  'session length zero': ['suite: malformed', sessionOfNothing],
  'time step out of range': suite(/(?<=-T)\d+[SMH]/g, '0S', '0M', '0H', '60S', '60M', '49H', '100S'),
  'time step malformed': suite(/(?<=-T)\d+|(?<=-T\d+)[SMH]/g, '', '01', 'D'),
  'fields swapped': suite(/(?<=:.*:(.*-)?)[^:-]+-[^:-]+/g, (pair) => pair.split('-').reverse().join('-')),
  'field repeated': suite(/(?<=:.*:(.*-)?)[^:-]+/g, (field) => `${field}-${field}`),
  'field unknown or empty': suite(/$/g, '-', '-X', '-D08', '-1', '-T-'),
  'line not an object': ['line: malformed', (line, draw) => draw.pick([[line], null, 42, line.suite])],
  'unknown name': ['line: malformed', laid(() => true, { Suite: '' }, { pinhash: '' }, { '': '' })],
  'value of another type': ['line: malformed', laid(() => true, ...OTHER_TYPES)],
  'mode unknown': ['mode: unknown', laid(() => true, { mode: '' }, { mode: 'Mutual' }, { mode: 'oneway' })],
  'signature with session': [
    'mode: session',
    laid((line) => has(line, 'session') && line.mode !== 'mutual', { mode: 'signature' }),
  ],
  'suite missing': ['suite: missing', missing('suite')],
  'key missing': ['key: missing', missing('key')],
  'key empty': ['key: empty', changed(['key'], empty)],
  'key not hexadecimal': ['key: malformed', changed(['key'], notHex)],
  'question missing': ['question: missing', missing('question')],
  'question empty': ['question: length', changed(['question'], empty)],
  'question too long': ['question: length', changed(['question'], tooLong)],
  'both questions': [
    'question: length',
    laid((line) => line.question.length > limit(line), { mode: 'one-way' }),
  ],
  'question character': ['question: character', changed(['question'], foreign)],
  'counter missing': ['counter: missing', missing('counter')],
  'counter unexpected': ['counter: unexpected', laid(lacks('counter'), { counter: 0 }, { counter: '1' })],
  'counter wrong': ['counter: range', changed(['counter'], notWhole)],
  'PIN missing': ['pin: missing', missing('pin', 'pinHash')],
  'PIN empty': ['pin: empty', changed(['pin'], empty)],
  'PIN and PIN hash': ['pin: both', laid((line) => has(line, 'pinHash'), { pin: '1234' })],
  'PIN unexpected': ['pin: unexpected', laid(lacks('pin', 'pinHash'), { pin: '1234' }, { pinHash: '00' })],
  'PIN hash length': ['pinHash: length', changed(['pinHash'], notLength)],
  'PIN hash not hexadecimal': ['pinHash: malformed', changed(['pinHash'], notHex)],
  'session missing': ['session: missing', missing('session')],
  'session unexpected': ['session: unexpected', laid(lacks('session'), { session: '' }, { session: '00' })],
  'session length': ['session: length', changed(['session'], notLength)],
  'session not hexadecimal': ['session: malformed', changed(['session'], notHex)],
  'time missing': ['time: missing', missing('time', 'timestamp')],
  'time and steps': ['time: both', laid((line) => /-T/.test(line.suite), { time: 0, timestamp: 0 })],
  'time unexpected': ['time: unexpected', laid(lacks('time', 'timestamp'), { time: 0 }, { timestamp: '1' })],
  'time wrong': ['time: range', changed(['time', 'timestamp'], notWhole)],
};

/** Draws lines with one fault each, from valid ones; all kinds of fault take turns. */
export function randomInvalidLines(seed: number, valid: readonly OcraLine[], count: number): InvalidLine[] {
  const draw = new Draw(seed);
  const kinds = Object.keys(FAULTS);
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] as string;
    const [refusal, fault] = FAULTS[kind] as [string, Fault];
    for (;;) {
      const line = fault(draw.pick(valid), draw);
      if (line !== undefined) return { kind, refusal, line };
    }
  });
}
