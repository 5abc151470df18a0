/**
 * Which tests judge the mutants of which part of the firmware. The first tests named are asked first, so those
 * that see most in the shortest time come first.
 *
 * Left out are tests that start programs, and the long random ones that find nothing which the others do not.
 */

export interface Area {
  readonly name: string;
  /** Files, or folders with a slash at the end, of the firmware. */
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

function unit(...names: readonly string[]): readonly string[] {
  return names.map((name) => `test/unit/${name}.test.ts`);
}

/** A file belongs to the first area that has it. */
export const AREAS: readonly Area[] = [
  {
    name: 'engine',
    sources: ['firmware/oath/engine/', 'firmware/oath/generator/'],
    tests: [
      'test/vectors/engine-vectors.test.ts',
      ...unit('engine-alternation', 'engine-tokens', 'engine-kernels', 'engine-hotp', 'engine-ocra'),
    ],
  },
  {
    name: 'oath',
    sources: ['firmware/oath/'],
    tests: [
      ...unit('oath-suite', 'oath-responses', 'oath-fields', 'oath-wiping'),
      'test/vectors/check-vectors.test.ts',
      'test/vectors/vector-files.test.ts',
    ],
  },
  {
    name: 'storage',
    sources: ['firmware/storage/'],
    tests: unit('crc32', 'journal', 'journal-room', 'journal-damage', 'journal-power-cuts'),
  },
  {
    name: 'token-file',
    sources: ['firmware/token-file/'],
    tests: unit('token-file-format', 'dsc-plus-records', 'code-card-records', 'records-malformed'),
  },
  {
    name: 'code-card',
    sources: ['firmware/code-card/'],
    tests: unit(
      'code-card',
      'code-card-derivation',
      'code-card-csv',
      'card-code-card',
      'code-card-records',
      'records-malformed',
    ),
  },
  {
    name: 'display',
    sources: ['firmware/display/'],
    tests: unit('display', 'display-drawing', 'card-faults'),
  },
  {
    name: 'link',
    sources: ['firmware/link/'],
    tests: [
      ...unit('t1-checksum', 't1-block', 't1-ends', 't1-host-misuse', 't1-scenarios', 'serial-frame'),
      ...unit('ccid-message', 'ccid-pin-command', 'ccid-pin-room', 'ccid-pin-operation'),
      ...unit('reader-commands', 'reader-pin-entry', 'reader-slots', 'reader-libccid', 'reader-power-cut'),
      ...unit('reader-noise', 'dsc-plus-two-doors'),
    ],
  },
  {
    name: 'card',
    sources: ['firmware/card/'],
    tests: [
      ...unit('apdu', 'card-atr', 'card-data', 'card-pin', 'card-respond', 'card-code-card', 'card-describe'),
      ...unit('card-tlv', 'card-bench-commands', 'card-bench-answers', 'attestation', 'dsc-plus-two-doors'),
      ...unit('reader-power-cut'),
    ],
  },
  {
    name: 'dsc-plus',
    sources: ['firmware/dsc-plus/'],
    tests: [
      ...unit('dsc-plus-twin', 'dsc-plus-pin', 'dsc-plus-variants', 'dsc-plus-two-doors', 'card-memory'),
      ...unit('card-memory-edges', 'profile-ranges', 'card-faults', 'recording'),
      ...unit('reader-power-cut', 'reader-pin-entry', 'stored-card', 'dsc-plus-resume'),
      ...unit(
        'profiles',
        'card-pin',
        'card-data',
        'card-respond',
        'dsc-plus-machine-edges',
        'dsc-plus-machine',
      ),
    ],
  },
  {
    name: 'foundation',
    sources: ['firmware/'],
    tests: unit('error', 'ascii', 'bytes', 'secret-text', 'profile-rules'),
  },
];

const VARIABLE = 'TOKENTWIN_MUTATION_TESTS';

/** Hands the tests of an area to the processes that run them. */
export function testsToEnvironment(area: Area): void {
  process.env[VARIABLE] = area.tests.join(' ');
}

export function testsFromEnvironment(): readonly string[] {
  return (process.env[VARIABLE] ?? '').split(' ');
}
