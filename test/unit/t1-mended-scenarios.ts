/**
 * T=1 exchanges with a damaged or lost block, written as in t1-scenarios.ts: each is mended by an R-block or by
 * another try (ISO/IEC 7816-3, section 11.6.3.2, rules 7.1 to 7.3).
 */
import type { Scenario } from './t1-scenarios.js';

export const MENDED: readonly Scenario[] = [
  {
    name: '8: the command is damaged',
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      >x 00 00 02 A0A1 03 < 00 81 00 81
      > 00 00 02 A0A1 03 < 00 00 02 B0B1 03`,
  },
  {
    name: '9: the command is damaged, and the R-block too',
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      >x 00 00 02 A0A1 03 <x 00 81 00 81
      > 00 81 00 81 < 00 80 00 80
      > 00 00 02 A0A1 03 < 00 00 02 B0B1 03`,
  },
  {
    name: 'the command is lost',
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      >- 00 00 02 A0A1 03
      > 00 82 00 82 < 00 80 00 80
      > 00 00 02 A0A1 03 < 00 00 02 B0B1 03`,
  },
  {
    name: 'the command comes twice',
    commands: ['A0A1', 'A2'],
    responses: ['B0B1', 'B2'],
    outcomes: ['B0B1', 'B2'],
    blocks: `
      >2 00 00 02 A0A1 03 < 00 00 02 B0B1 03
      > 00 40 01 A2 E3 < 00 40 01 B2 F3`,
  },
  {
    name: '10: the response is damaged',
    commands: ['A0A1', 'A2'],
    responses: ['B0B1', 'B2'],
    outcomes: ['B0B1', 'B2'],
    blocks: `
      > 00 00 02 A0A1 03 <x 00 00 02 B0B1 03
      > 00 81 00 81 < 00 00 02 B0B1 03
      > 00 40 01 A2 E3 < 00 40 01 B2 F3`,
  },
  {
    name: 'the response is lost',
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      > 00 00 02 A0A1 03 <- 00 00 02 B0B1 03
      > 00 82 00 82 < 00 00 02 B0B1 03`,
  },
  {
    name: '11: the response is damaged, and the R-block too',
    commands: ['A0A1'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      > 00 00 02 A0A1 03 <x 00 00 02 B0B1 03
      >x 00 81 00 81 < 00 91 00 91
      > 00 81 00 81 < 00 00 02 B0B1 03`,
  },
  {
    name: '14: S(WTX request) is damaged',
    waitingTimeMultiplier: 16,
    commands: ['A0'],
    responses: ['B0'],
    outcomes: ['B0'],
    blocks: `
      > 00 00 01 A0 A1 <x 00 C3 01 10 D2
      > 00 81 00 81 < 00 C3 01 10 D2
      > 00 E3 01 10 F2 < 00 00 01 B0 B1`,
  },
  {
    name: 'S(WTX response) is damaged, and comes twice',
    waitingTimeMultiplier: 2,
    commands: ['A0'],
    responses: ['B0'],
    outcomes: ['B0'],
    blocks: `
      > 00 00 01 A0 A1 < 00 C3 01 02 C0
      >x 00 E3 01 02 E0 < 00 C3 01 02 C0
      >2 00 E3 01 02 E0 < 00 00 01 B0 B1`,
  },
  {
    name: 'S(IFS response) is damaged',
    ifsd: 254,
    commands: ['A0'],
    responses: ['B0'],
    outcomes: ['B0'],
    blocks: `
      > 00 C1 01 FE 3E <x 00 E1 01 FE 1E
      > 00 C1 01 FE 3E < 00 E1 01 FE 1E
      > 00 00 01 A0 A1 < 00 00 01 B0 B1`,
  },
  {
    name: 'S(IFS request) is never answered: 32 bytes stay',
    ifsd: 33,
    commands: ['A0'],
    responses: ['00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF9000'],
    outcomes: ['00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF9000'],
    blocks: `
      >- 00 C1 01 21 E1
      >- 00 C1 01 21 E1
      >- 00 C1 01 21 E1
      > 00 00 01 A0 A1 < 00 20 20 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF 00
      > 00 90 00 90 < 00 40 02 9000 D2`,
  },
  {
    name: '21: the acknowledgement of a chained command is damaged',
    ifsc: 2,
    commands: ['A0A1A2A3A4'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      > 00 20 02 A0A1 23 <x 00 90 00 90
      > 00 81 00 81 < 00 90 00 90
      > 00 60 02 A2A3 63 < 00 80 00 80
      > 00 00 01 A4 A5 < 00 00 02 B0B1 03`,
  },
  {
    name: '22: and the R-block of the host too',
    ifsc: 2,
    commands: ['A0A1A2'],
    responses: ['B0B1'],
    outcomes: ['B0B1'],
    blocks: `
      > 00 20 02 A0A1 23 <x 00 90 00 90
      >x 00 81 00 81 < 00 91 00 91
      > 00 40 01 A2 E3 < 00 00 02 B0B1 03`,
  },
  {
    name: '23: the acknowledgement of a chained response is damaged',
    ifsd: 2,
    commands: ['A0'],
    responses: ['B0B1B2B3'],
    outcomes: ['B0B1B2B3'],
    blocks: `
      > 00 C1 01 02 C2 < 00 E1 01 02 E2
      > 00 00 01 A0 A1 < 00 20 02 B0B1 23
      >x 00 90 00 90 < 00 91 00 91
      > 00 90 00 90 < 00 40 02 B2B3 43`,
  },
  {
    name: '24: and the R-block of the card too',
    ifsd: 2,
    commands: ['A0'],
    responses: ['B0B1B2B3'],
    outcomes: ['B0B1B2B3'],
    blocks: `
      > 00 C1 01 02 C2 < 00 E1 01 02 E2
      > 00 00 01 A0 A1 < 00 20 02 B0B1 23
      >x 00 90 00 90 <x 00 91 00 91
      > 00 90 00 90 < 00 40 02 B2B3 43`,
  },
  {
    name: 'a piece of a chained response is lost',
    ifsd: 2,
    commands: ['A0'],
    responses: ['B0B1B2B3'],
    outcomes: ['B0B1B2B3'],
    blocks: `
      > 00 C1 01 02 C2 < 00 E1 01 02 E2
      > 00 00 01 A0 A1 < 00 20 02 B0B1 23
      > 00 90 00 90 <- 00 40 02 B2B3 43
      > 00 90 00 90 < 00 40 02 B2B3 43`,
  },
];
