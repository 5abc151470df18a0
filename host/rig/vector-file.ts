/**
 * A file of test vectors: its types, and the reader that checks the text of such a file.
 *
 * Promises: what `parseVectorFile` gives back follows `vectors/schema/vector-file.schema.json` and the rules that a
 * JSON schema cannot say: ids ascend over the whole file, `numberOfTests` is right, every flag is defined and
 * used, and a group whose suite is refused has only invalid tests. Does not say whether the answers are
 * right: that is `checkVectors`.
 */
import { CODE_ALPHABETS, type CodeAlphabet } from '../../firmware/code-card/code-card.js';
import { ERROR_CODES, type ErrorCode } from '../../firmware/error.js';
import { HASH_NAMES, type HashName } from '../../firmware/oath/hash.js';
import { OCRA_MODES, type OcraMode } from '../../firmware/oath/index.js';
import {
  anyText,
  dictionary,
  exactly,
  integer,
  isJsonObject,
  list,
  object,
  oneOf,
  refuseAt,
  type Shape,
  text,
} from './json-shape.js';

interface TestHead<Input> {
  /** 1 or more, unique in the file. */
  readonly id: number;
  readonly comment: string;
  /** Names defined in the file's `flags`. */
  readonly flags: readonly string[];
  readonly input: Input;
}

/** The answer stands in the field named `Answer`. */
type Valid<Answer extends string> = { readonly result: 'valid' } & { readonly [Name in Answer]: string };

interface Invalid {
  readonly result: 'invalid';
  /** The code with which the input, or its group, is refused. */
  readonly error: ErrorCode;
}

/** One test: an input with the answer that must come, or with the error that must come instead. */
export type VectorTest<Input, Answer extends string = 'response'> = TestHead<Input> &
  (Valid<Answer> | Invalid);

/** All numbers are decimal text, because a counter can be larger than a JSON number holds exactly. */
export interface OcraVectorInput {
  readonly question: string;
  readonly counter?: string;
  readonly pin?: string;
  /** Hexadecimal. */
  readonly pinHash?: string;
  /** Hexadecimal. */
  readonly session?: string;
  /** Unix time in seconds. */
  readonly time?: string;
  /** Time steps since the Unix epoch. */
  readonly timestamp?: string;
}

export interface OcraGroup {
  readonly suite: string;
  /** Hexadecimal. */
  readonly key: string;
  readonly mode: OcraMode;
  readonly tests: readonly VectorTest<OcraVectorInput>[];
}

export interface HotpGroup {
  /** Hexadecimal. */
  readonly key: string;
  readonly digits: number;
  readonly tests: readonly VectorTest<{ readonly counter: string }>[];
}

export interface TotpGroup {
  /** Hexadecimal. */
  readonly key: string;
  readonly hash: HashName;
  readonly digits: number;
  readonly stepSeconds: number;
  /** `time` is Unix time in seconds. */
  readonly tests: readonly VectorTest<{ readonly time: string }>[];
}

export interface CodeCardGroup {
  /** Hexadecimal. */
  readonly seed: string;
  readonly serialNumber: string;
  readonly alphabet: CodeAlphabet;
  /** Empty when the card cannot be derived. */
  readonly checkValue: string;
  readonly tests: readonly VectorTest<{ readonly index: string }, 'code'>[];
}

interface FileOf<Algorithm extends string, Group> {
  /** Where the schema is, for editors and other validators. */
  readonly $schema: string;
  readonly formatVersion: 1;
  readonly algorithm: Algorithm;
  /** Where the answers come from. */
  readonly source: string;
  /** Name of a flag to one sentence of meaning. */
  readonly flags: Readonly<Record<string, string>>;
  readonly numberOfTests: number;
  readonly groups: readonly Group[];
}

export type OcraVectorFile = FileOf<'OCRA', OcraGroup>;
export type HotpVectorFile = FileOf<'HOTP', HotpGroup>;
export type TotpVectorFile = FileOf<'TOTP', TotpGroup>;
export type CodeCardVectorFile = FileOf<'CODE-CARD', CodeCardGroup>;
export type VectorFile = OcraVectorFile | HotpVectorFile | TotpVectorFile | CodeCardVectorFile;

/**
 * The codes that an invalid test may name: those with which the four algorithms refuse an input, but for half
 * a character in a PIN, which not every JSON parser lets through.
 */
export const VECTOR_ERRORS: readonly ErrorCode[] = (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) =>
  /^(OCRA_(?!PIN_CHARACTER).*|HOTP_.*|TOTP_.*|KEY_EMPTY|HEX_INVALID|CARD_INDEX|CARD_SEED|CARD_SERIAL)$/.test(
    code,
  ),
);

const FLAG_NAME = /^[A-Z][A-Za-z0-9]*$/;
const someText = text(/./s, 'a text that is not empty');
const decimal = text(/^(0|[1-9][0-9]{0,39})$/, 'a decimal number written as text');
const response = text(/^[0-9]{4,10}$/, 'a text of 4 to 10 digits');
const code = text(/^[0-9A-Z]{3}$/, 'a text of 3 letters A-Z or digits');
const checkValue = text(/^([0-9A-Z]{4})?$/, 'a text of 4 letters A-Z or digits, or empty');
const count = integer(1, Number.MAX_SAFE_INTEGER);
const digits = integer(0, 99);

function testOf<Input, Answer extends string>(
  input: Shape<Input>,
  answerName: Answer,
  answer: Shape<string>,
): Shape<VectorTest<Input, Answer>> {
  const head = { id: count, comment: someText, flags: list(text(FLAG_NAME, 'the name of a flag'), 0), input };
  const shapes = {
    valid: object({ ...head, result: exactly('valid'), [answerName]: answer }),
    invalid: object({ ...head, result: exactly('invalid'), error: oneOf(VECTOR_ERRORS) }),
  };
  return (value, path) => {
    if (!isJsonObject(value)) refuseAt(path, 'an object');
    const result = oneOf(['valid', 'invalid'])(value.result, `${path}.result`);
    return shapes[result](value, path) as VectorTest<Input, Answer>;
  };
}

function fileOf<Algorithm extends string, Group>(
  algorithm: Algorithm,
  group: Shape<Group>,
): Shape<FileOf<Algorithm, Group>> {
  return object<FileOf<Algorithm, Group>>({
    $schema: someText,
    formatVersion: exactly(1),
    algorithm: exactly(algorithm),
    source: someText,
    flags: dictionary(FLAG_NAME, someText),
    numberOfTests: count,
    groups: list(group, 1),
  });
}

/** What belongs to the algorithm (suite, key, PIN hash) is any text: refusing it is what invalid tests show. */
const ocraInput = object<OcraVectorInput>(
  {
    question: anyText,
    counter: anyText,
    pin: anyText,
    pinHash: anyText,
    session: anyText,
    time: anyText,
    timestamp: anyText,
  },
  ['counter', 'pin', 'pinHash', 'session', 'time', 'timestamp'],
);

const FILES: { readonly [Name in VectorFile['algorithm']]: Shape<VectorFile> } = {
  OCRA: fileOf(
    'OCRA',
    object<OcraGroup>({
      suite: anyText,
      key: anyText,
      mode: oneOf(OCRA_MODES),
      tests: list(testOf(ocraInput, 'response', response), 1),
    }),
  ),
  HOTP: fileOf(
    'HOTP',
    object<HotpGroup>({
      key: anyText,
      digits,
      tests: list(testOf(object({ counter: decimal }), 'response', response), 1),
    }),
  ),
  TOTP: fileOf(
    'TOTP',
    object<TotpGroup>({
      key: anyText,
      hash: oneOf(HASH_NAMES),
      digits,
      stepSeconds: integer(0, Number.MAX_SAFE_INTEGER),
      tests: list(testOf(object({ time: decimal }), 'response', response), 1),
    }),
  ),
  'CODE-CARD': fileOf(
    'CODE-CARD',
    object<CodeCardGroup>({
      seed: anyText,
      serialNumber: anyText,
      alphabet: oneOf(CODE_ALPHABETS),
      checkValue,
      tests: list(testOf(object({ index: anyText }), 'code', code), 1),
    }),
  ),
};

/** The rules that no JSON schema can say. */
function lint({ flags, numberOfTests, groups }: VectorFile): void {
  const used = new Set<string>();
  let tests = 0;
  let lastId = 0;
  for (const [groupIndex, group] of groups.entries()) {
    const suiteRefused = group.tests.some((test) => 'error' in test && test.error.startsWith('OCRA_SUITE_'));
    for (const [testIndex, test] of group.tests.entries()) {
      const path = `groups[${groupIndex}].tests[${testIndex}]`;
      if (test.id <= lastId) refuseAt(`${path}.id`, `higher than the id before it, ${lastId}`);
      lastId = test.id;
      tests += 1;
      test.flags.forEach((flag, flagIndex) => {
        if (!Object.hasOwn(flags, flag)) refuseAt(`${path}.flags[${flagIndex}]`, 'defined under flags');
        if (test.flags.indexOf(flag) !== flagIndex) refuseAt(`${path}.flags[${flagIndex}]`, 'given once');
        used.add(flag);
      });
      if (suiteRefused && test.result === 'valid') {
        refuseAt(`${path}.result`, 'invalid, since another test of the group says that its suite is refused');
      }
    }
  }
  if (tests !== numberOfTests) refuseAt('numberOfTests', `the number of tests in the groups, ${tests}`);
  const unused = Object.keys(flags).find((flag) => !used.has(flag));
  if (unused !== undefined) refuseAt(`flags.${unused}`, 'used by a test, or left out');
}

/**
 * Reads a vector file and checks its form.
 *
 * @param json the text of the file
 * @throws TokentwinError VECTOR_FILE with the path of the first field that is wrong
 */
export function parseVectorFile(json: string): VectorFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    refuseAt('', 'JSON');
  }
  if (!isJsonObject(value)) refuseAt('', 'an object');
  const algorithm = oneOf(Object.keys(FILES) as VectorFile['algorithm'][])(value.algorithm, 'algorithm');
  const file = FILES[algorithm](value, '');
  lint(file);
  return file;
}
