/**
 * From drafts of tests to the text of a vector file: computes the answers that are not given, numbers the
 * tests, writes JSON.
 *
 * Promises: the same drafts give the same bytes, in ASCII. What the draft says itself (a known answer, the
 * error of an invalid test) is written as it stands and never replaced by what the core says.
 */
import type { ErrorCode } from '../firmware/error.js';
import { hexBytes } from '../firmware/oath/bytes.js';
import { Ocra } from '../firmware/oath/index.js';
import { ocraInput } from '../host/rig/check-vectors.js';
import type {
  OcraGroup,
  OcraVectorFile,
  OcraVectorInput,
  VectorFile,
  VectorTest,
} from '../host/rig/vector-file.js';

/** The keys of RFC 6287 Appendix C: ASCII 1234567890, repeated to 20, 32 and 64 bytes. */
const TEN_DIGITS = '31323334353637383930';
export const KEY_20 = TEN_DIGITS.repeat(2);
export const KEY_32 = `${TEN_DIGITS.repeat(3)}3132`;
export const KEY_64 = `${TEN_DIGITS.repeat(6)}31323334`;

/** A test with neither `response` nor `error` is valid, and its response is computed. */
export interface OcraDraft {
  readonly comment: string;
  readonly flags?: readonly string[];
  readonly input: OcraVectorInput;
  /** A known answer. */
  readonly response?: string;
  readonly error?: ErrorCode;
}

export interface OcraDraftGroup extends Pick<OcraGroup, 'suite' | 'key'> {
  /** Default one-way. */
  readonly mode?: OcraGroup['mode'];
  readonly tests: readonly OcraDraft[];
}

/** What a file says about itself, before its tests are numbered. */
export interface FileHead {
  readonly source: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** Completes an OCRA file: answers computed, tests numbered from 1. */
export function ocraFile(head: FileHead, drafts: readonly OcraDraftGroup[]): OcraVectorFile {
  let id = 0;
  const groups = drafts.map(({ suite, key, mode = 'one-way', tests }): OcraGroup => {
    // A suite or key that is refused has only tests that need no answer, so it is not prepared before.
    const compute = (input: OcraVectorInput) =>
      new Ocra(suite, hexBytes(key, 'key')).respond(ocraInput(input), mode);
    const completed = tests.map(
      ({ comment, flags = [], input, response, error }): VectorTest<OcraVectorInput> => {
        id += 1;
        const test = { id, comment, flags, input };
        if (error !== undefined) return { ...test, result: 'invalid', error };
        return { ...test, result: 'valid', response: response ?? compute(input) };
      },
    );
    return { suite, key, mode, tests: completed };
  });
  return {
    $schema: './schema/vector-file.schema.json',
    formatVersion: 1,
    algorithm: 'OCRA',
    ...head,
    numberOfTests: id,
    groups,
  };
}

/** The text of a vector file: JSON, two spaces, other than ASCII escaped, a newline at the end. */
export function fileText(file: VectorFile): string {
  const json = JSON.stringify(file, null, 2);
  return `${json.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
