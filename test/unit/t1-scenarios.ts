/**
 * T=1 exchanges byte by byte, after the scenarios of ISO/IEC 7816-3, annex A (their numbers are given where
 * there is one). `>` is the host's block and `<` the card's. A mark says what the line does to it: `x` damages
 * it, `-` loses it, `2` brings it twice. The last byte of a block is its LRC.
 */

export interface Scenario {
  readonly name: string;
  readonly checksum?: 'crc';
  /** IFSC, 254 when left out. */
  readonly ifsc?: number;
  /** IFSD, 32 when left out, so that nothing is negotiated. */
  readonly ifsd?: number;
  readonly maximumCommandBytes?: number;
  readonly maximumResponseBytes?: number;
  readonly waitingTimeMultiplier?: number;
  /** The host's commands in turn, in hexadecimal; null where it asks for RESYNCH itself. */
  readonly commands: readonly (string | null)[];
  /** The card's responses to the commands that it carries out, in turn. */
  readonly responses: readonly string[];
  /** The outcomes of the host's calls: a response, or a failure. */
  readonly outcomes: readonly string[];
  /** An exchange in each line, the answer left out where the host's block is lost. */
  readonly blocks: string;
}

/** Chaining, waiting time, field sizes, chains broken off, RESYNCH: both ends do as written. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: '1: commands and responses',
    commands: ['A0A1', 'A2'],
    responses: ['B0B1', 'B2B3'],
    outcomes: ['B0B1', 'B2B3'],
    blocks: `
      > 00 00 02 A0A1 03 < 00 00 02 B0B1 03
      > 00 40 01 A2 E3 < 00 40 02 B2B3 43`,
  },
  {
    name: '1, with a CRC',
    checksum: 'crc',
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      > 00 00 02 A0A1 9E4C < 00 00 02 B0B1 1B5C`,
  },
  {
    name: '2: the card needs more time',
    waitingTimeMultiplier: 5,
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      > 00 00 02 A0A1 03 < 00 C3 01 05 C7
      > 00 E3 01 05 E7 < 00 00 02 B0B1 03`,
  },
  {
    name: '3: the host takes longer blocks',
    ifsd: 254,
    commands: ['A0A1', 'A2A3'],
    responses: ['B0B1', 'B2B3'],
    outcomes: ['B0B1', 'B2B3'],
    blocks: `
      > 00 C1 01 FE 3E < 00 E1 01 FE 1E
      > 00 00 02 A0A1 03 < 00 00 02 B0B1 03
      > 00 40 02 A2A3 43 < 00 40 02 B2B3 43`,
  },
  {
    name: '5: the command is chained',
    ifsc: 2,
    commands: ['A0A1A2A3A4', 'A5'],
    responses: ['B0B1', 'B2'],
    outcomes: ['B0B1', 'B2'],
    blocks: `
      > 00 20 02 A0A1 23 < 00 90 00 90
      > 00 60 02 A2A3 63 < 00 80 00 80
      > 00 00 01 A4 A5 < 00 00 02 B0B1 03
      > 00 40 01 A5 E4 < 00 40 01 B2 F3`,
  },
  {
    name: '6: the response is chained',
    ifsd: 2,
    commands: ['A0', 'A1'],
    responses: ['B0B1B2B3B4', 'B5'],
    outcomes: ['B0B1B2B3B4', 'B5'],
    blocks: `
      > 00 C1 01 02 C2 < 00 E1 01 02 E2
      > 00 00 01 A0 A1 < 00 20 02 B0B1 23
      > 00 90 00 90 < 00 60 02 B2B3 63
      > 00 80 00 80 < 00 00 01 B4 B5
      > 00 40 01 A1 E0 < 00 40 01 B5 F4`,
  },
  {
    name: 'the host breaks off a response that is too long',
    ifsd: 2,
    maximumResponseBytes: 3,
    commands: ['A0', 'A1'],
    responses: ['B0B1B2B3B4', 'B5'],
    outcomes: ['failed responseTooLong unknown', 'B5'],
    blocks: `
      > 00 C1 01 02 C2 < 00 E1 01 02 E2
      > 00 00 01 A0 A1 < 00 20 02 B0B1 23
      > 00 90 00 90 < 00 60 02 B2B3 63
      > 00 C2 00 C2 <x 00 E2 00 E2
      > 00 C2 00 C2 < 00 E2 00 E2
      > 00 40 01 A1 E0 < 00 00 01 B5 B4`,
  },
  {
    name: '27: the card breaks off a command that is too long; status word instead of an R-block',
    ifsc: 2,
    maximumCommandBytes: 3,
    commands: ['A0A1A2A3A4', 'A5'],
    responses: ['B5'],
    outcomes: ['6700', 'B5'],
    blocks: `
      > 00 20 02 A0A1 23 < 00 90 00 90
      > 00 60 02 A2A3 63 <- 00 C2 00 C2
      > 00 82 00 82 < 00 C2 00 C2
      >x 00 E2 00 E2 < 00 C2 00 C2
      > 00 E2 00 E2 <x 00 00 02 6700 65
      > 00 81 00 81 < 00 00 02 6700 65
      > 00 00 01 A5 A4 < 00 40 01 B5 F4`,
  },
  {
    name: 'a command whose last piece makes it too long',
    ifsc: 2,
    maximumCommandBytes: 3,
    commands: ['A0A1A2A3', 'A5'],
    responses: ['B5'],
    outcomes: ['6700', 'B5'],
    blocks: `
      > 00 20 02 A0A1 23 < 00 90 00 90
      > 00 40 02 A2A3 43 < 00 00 02 6700 65
      > 00 00 01 A5 A4 < 00 40 01 B5 F4`,
  },
  {
    name: '29: the host asks for RESYNCH; sequence and IFSD begin again',
    ifsd: 64,
    commands: ['A0', null, 'A1'],
    responses: ['B0', 'B1'],
    outcomes: ['B0', 'failed resynchronised no', 'B1'],
    blocks: `
      > 00 C1 01 40 80 < 00 E1 01 40 A0
      > 00 00 01 A0 A1 < 00 00 01 B0 B1
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 C1 01 40 80 < 00 E1 01 40 A0
      > 00 00 01 A1 A0 < 00 00 01 B1 B0`,
  },
  {
    name: '30, 31: S(RESYNCH response) is damaged, then the request',
    commands: [null, 'A0'],
    responses: ['B0'],
    outcomes: ['failed resynchronised no', 'B0'],
    blocks: `
      > 00 C0 00 C0 <x 00 E0 00 E0
      >x 00 C0 00 C0 < 00 81 00 81
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 00 01 A0 A1 < 00 00 01 B0 B1`,
  },
  {
    name: '33: three tries without success, then RESYNCH; the command may have been carried out, and is not repeated',
    commands: ['A0', 'A1'],
    responses: ['B0', 'B1'],
    outcomes: ['failed resynchronised unknown', 'B1'],
    blocks: `
      > 00 00 01 A0 A1 <x 00 00 01 B0 B1
      > 00 81 00 81 <- 00 00 01 B0 B1
      > 00 81 00 81 <x 00 00 01 B0 B1
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 00 01 A1 A0 < 00 00 01 B1 B0`,
  },
  {
    name: 'three tries in the middle of a chained command: surely not carried out',
    ifsc: 1,
    commands: ['A0A1A2', 'A3'],
    responses: ['B3'],
    outcomes: ['failed resynchronised no', 'B3'],
    blocks: `
      > 00 20 01 A0 81 < 00 90 00 90
      >x 00 60 01 A1 C0 < 00 91 00 91
      >x 00 60 01 A1 C0 < 00 91 00 91
      >x 00 60 01 A1 C0 < 00 91 00 91
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 00 01 A3 A2 < 00 00 01 B3 B2`,
  },
  {
    name: '34: a dead line; the next command begins with RESYNCH',
    ifsc: 1,
    commands: ['A0A1', 'A2'],
    responses: ['B2'],
    outcomes: ['failed unresponsive no', 'B2'],
    blocks: `
      > 00 20 01 A0 81 <- 00 90 00 90
      >- 00 82 00 82
      >- 00 82 00 82
      >- 00 C0 00 C0
      >- 00 C0 00 C0
      >- 00 C0 00 C0
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 00 01 A2 A3 < 00 00 01 B2 B3`,
  },
];
