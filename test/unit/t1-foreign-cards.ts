/**
 * T=1 exchanges with cards that do what ours does not, written as in t1-scenarios.ts.
 */
import type { Scenario } from './t1-scenarios.js';

export const FOREIGN_CARDS: readonly Scenario[] = [
  {
    name: '4: the card takes shorter blocks, in the middle of a command, until RESYNCH',
    ifsc: 3,
    commands: ['A0A1A2A3A4', null, 'A5A6A7'],
    responses: [],
    outcomes: ['B0', 'failed resynchronised no', 'B1'],
    blocks: `
      > 00 20 03 A0A1A2 80 < 00 C1 01 01 C1
      > 00 E1 01 01 E1 < 00 90 00 90
      > 00 60 01 A3 C2 < 00 80 00 80
      > 00 00 01 A4 A5 < 00 00 01 B0 B1
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 00 03 A5A6A7 A7 < 00 00 01 B1 B0`,
  },
  {
    name: '7: empty blocks in the chain of a response',
    commands: ['A0'],
    responses: [],
    outcomes: ['B0'],
    blocks: `
      > 00 00 01 A0 A1 < 00 20 00 20
      > 00 90 00 90 < 00 60 01 B0 D1
      > 00 80 00 80 < 00 00 00 00`,
  },
  {
    name: 'the card asks for time twice, and in the middle of its response',
    commands: ['A0'],
    responses: [],
    outcomes: ['B0B1'],
    blocks: `
      > 00 00 01 A0 A1 < 00 C3 01 01 C3
      > 00 E3 01 01 E3 < 00 C3 01 03 C1
      > 00 E3 01 03 E1 < 00 20 01 B0 91
      > 00 90 00 90 < 00 C3 01 02 C0
      > 00 E3 01 02 E0 < 00 40 01 B1 F0`,
  },
  {
    name: '26: the card breaks its response off',
    commands: ['A0', 'A1'],
    responses: [],
    outcomes: ['failed aborted unknown', 'B1'],
    blocks: `
      > 00 00 01 A0 A1 < 00 20 01 B0 91
      > 00 90 00 90 < 00 C2 00 C2
      > 00 E2 00 E2 < 00 90 00 90
      > 00 40 01 A1 E0 < 00 40 01 B1 F0`,
  },
  {
    name: '27: the card breaks the command off and hands back the turn by an R-block',
    ifsc: 1,
    commands: ['A0A1A2', 'A3'],
    responses: [],
    outcomes: ['failed aborted no', 'B3'],
    blocks: `
      > 00 20 01 A0 81 < 00 90 00 90
      > 00 60 01 A1 C0 < 00 C2 00 C2
      > 00 E2 00 E2 < 00 80 00 80
      > 00 00 01 A3 A2 < 00 00 01 B3 B2`,
  },
  {
    name: 'blocks that do not belong here are treated as damaged',
    ifsc: 1,
    commands: ['A0A1', 'A2'],
    responses: [],
    outcomes: ['failed resynchronised no', 'failed resynchronised unknown'],
    blocks: `
      > 00 20 01 A0 81 < 00 00 01 B0 B1
      > 00 82 00 82 < 00 40 01 B0 F1
      > 00 82 00 82 < 10 00 01 B0 A1
      > 00 C0 00 C0 < 00 E0 00 E0
      > 00 00 01 A2 A3 < 00 C0 00 C0
      > 00 82 00 82 < 00 C2 00 C2
      > 00 82 00 82 < 00 90 00 90
      > 00 C0 00 C0 < 00 E0 00 E0`,
  },
  {
    name: 'values that the standard reserves are treated as damaged',
    commands: ['A0'],
    responses: [],
    outcomes: ['failed resynchronised unknown'],
    blocks: `
      > 00 00 01 A0 A1 < 00 C3 01 00 C2
      > 00 82 00 82 < 00 C1 01 00 C0
      > 00 82 00 82 < 00 C1 01 FF 3F
      > 00 C0 00 C0 < 00 E0 00 E0`,
  },
];
