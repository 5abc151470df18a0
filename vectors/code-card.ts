/**
 * Vectors of the code card derivation, `code-card.json`.
 */
import { CODE_ALPHABETS, CODE_COUNT, type CodeAlphabet } from '../firmware/code-card/code-card.js';
import { deriveCodeCard } from '../firmware/code-card/derivation.js';
import type { ErrorCode } from '../firmware/error.js';
import { hexBytes } from '../firmware/oath/bytes.js';
import type { CodeCardGroup, CodeCardVectorFile } from '../host/rig/vector-file.js';

const FLAGS = {
  Documented: 'A known answer that code-card-derivation.md works out or states.',
  CardEdge: 'The first or last code of a card, or the last and first of two columns of the printed layout.',
  IndexForm: 'The index number is written with leading zeros.',
  InvalidIndex: 'The index number is not on the card, or is not one to three decimal digits.',
  InvalidCard: 'The seed or the serial number is refused, so the card has no codes.',
};

const SEED_16 = '000102030405060708090a0b0c0d0e0f';
const SEED_32 = `${SEED_16}101112131415161718191a1b1c1d1e1f`;

interface CardDraft {
  readonly seed: string;
  readonly serialNumber: string;
  readonly alphabet: CodeAlphabet;
  /** Known answers: index number to code, and the check value. */
  readonly codes: Readonly<Record<string, string>>;
  readonly checkValue?: string;
}

const CARDS: readonly CardDraft[] = [
  {
    seed: SEED_16,
    serialNumber: 'TWIN-0001',
    alphabet: 'letter-digit-letter',
    codes: { '1': 'H3G', '2': 'Z2F', '3': 'C7X', '100': 'U4T', '224': 'P7J' },
    checkValue: '8JCJ',
  },
  {
    seed: SEED_16,
    serialNumber: 'TWIN-0001',
    alphabet: 'alphanumeric',
    codes: { '1': 'O7M', '2': 'SQ9', '3': 'IUM', '224': '10W' },
    checkValue: 'YHDZ',
  },
  ...CODE_ALPHABETS.flatMap((alphabet) => [
    { seed: SEED_32, serialNumber: 'TWIN-0001', alphabet, codes: {} },
    { seed: SEED_32, serialNumber: 'TEST', alphabet, codes: {} },
    { seed: 'ff'.repeat(32), serialNumber: 'ABCDEFGH-1234567', alphabet, codes: {} },
  ]),
];

const VALID_INDICES = ['1', '2', '3', '28', '29', '50', '100', '007', String(CODE_COUNT)];
const CARD_EDGES = ['1', '28', '29', String(CODE_COUNT)];
const INVALID_INDICES = ['0', '225', 'x', '', '1.5', '-1', '0100', ' 1'];

const REFUSED_CARDS: readonly (readonly [ErrorCode, string, string, string])[] = [
  ['CARD_SEED', 'a seed of 15 bytes', '00'.repeat(15), 'TEST'],
  ['CARD_SEED', 'an empty seed', '', 'TEST'],
  ['HEX_INVALID', 'a seed with an odd number of digits', '0'.repeat(33), 'TEST'],
  ['CARD_SERIAL', 'a serial number of 3 characters', SEED_16, 'ABC'],
  ['CARD_SERIAL', 'a serial number of 17 characters', SEED_16, 'ABCDEFGH-12345678'],
  ['CARD_SERIAL', 'a serial number in small letters', SEED_16, 'test'],
];

type CodeCardTest = CodeCardGroup['tests'][number];

function cardGroup({ codes, checkValue, ...source }: CardDraft, nextId: () => number): CodeCardGroup {
  const card = deriveCodeCard({ ...source, seed: hexBytes(source.seed, 'seed') });
  const valid = VALID_INDICES.map((index): CodeCardTest => {
    const documented = codes[index];
    return {
      id: nextId(),
      comment: `index ${index}`,
      flags: [
        ...(documented === undefined ? [] : ['Documented']),
        ...(CARD_EDGES.includes(index) ? ['CardEdge'] : []),
        ...(index.startsWith('0') ? ['IndexForm'] : []),
      ],
      input: { index },
      result: 'valid',
      code: documented ?? (card.codes[Number(index) - 1] as string),
    };
  });
  const invalid = INVALID_INDICES.map((index): CodeCardTest => {
    const head = { id: nextId(), comment: `index '${index}'`, flags: ['InvalidIndex'] };
    return { ...head, input: { index }, result: 'invalid', error: 'CARD_INDEX' };
  });
  return { ...source, checkValue: checkValue ?? card.checkValue, tests: [...valid, ...invalid] };
}

/** The file; codes and check values are computed but for the known answers. */
export function codeCards(): CodeCardVectorFile {
  let id = 0;
  const nextId = () => {
    id += 1;
    return id;
  };
  const groups = [
    ...CARDS.map((card) => cardGroup(card, nextId)),
    ...REFUSED_CARDS.map(([error, comment, seed, serialNumber]): CodeCardGroup => {
      const head = { id: nextId(), comment, flags: ['InvalidCard'] };
      return {
        seed,
        serialNumber,
        alphabet: 'letter-digit-letter',
        checkValue: '',
        tests: [{ ...head, input: { index: '1' }, result: 'invalid', error }],
      };
    }),
  ];
  return {
    $schema: './schema/vector-file.schema.json',
    formatVersion: 1,
    algorithm: 'CODE-CARD',
    source: 'tokentwin; computed by its core as code-card-derivation.md says, but for Documented',
    flags: FLAGS,
    numberOfTests: id,
    groups,
  };
}
